import { counted } from '../../errors/words.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayAmount } from '../../estimate/unit.ts';
import type { Gap } from '../../inference/synthetic/gap.ts';
import type { Panel } from '../../inference/synthetic/panel.ts';
import { periodNoun } from '../../protocol/periods.ts';
import type { AskedPanel } from './ask-panel.ts';
import type { EstimatorName } from './declared/keys.ts';
import type { Launched } from './options.ts';

/** What no estimator can answer: an outcome that treated units lack, of one value, or of too few donors. */
export function outcomeRefusal({ panel, untold, lacking, treated }: AskedPanel, c: Launched): Finding | undefined {
  const about = { column: c.outcome };
  const unit = c.launch.unit ?? c.launch.time;
  if (untold.length > 0) {
    return {
      check: 'launch-units',
      about,
      verdict: 'refuse',
      statistic: untold.length,
      says: `${c.outcome} is not known in every ${periodNoun(c.launch.period)} of ${untold.slice(0, 3).join(', ')} (${unit}), which got the launch.`,
      mend: 'Bring the values, or begin after the gap by data.sql.',
    };
  }
  const own = panel.values.subarray(panel.donors * panel.periods);
  if (own.every((y) => y === own[0])) {
    return {
      check: 'constant-outcome',
      about,
      verdict: 'refuse',
      says: `${c.outcome} is ${own[0]} in every ${periodNoun(c.launch.period)} of those that got the launch, so no effect on it can be estimated.`,
      mend: 'Check how the column is made, or take the outcome out of the study.',
    };
  }
  if (c.launch.estimator !== 'state-space' && panel.donors <= treated.length) {
    return {
      check: 'launch-units',
      about,
      verdict: 'refuse',
      statistic: panel.donors,
      threshold: treated.length + 1,
      says: `${counted(panel.donors, 'donor')} ${panel.donors === 1 ? 'has' : 'have'} ${c.outcome} in every ${periodNoun(c.launch.period)} (${lacking.length} lack it), for ${counted(treated.length, 'treated unit')}: more donors than treated units are needed.`,
      mend: 'Bring the values of more donors, or write zeros where nothing happened.',
    };
  }
  return undefined;
}

/** From so many times the usual misfit on donors cannot reproduce the path, and what they say after the launch is no guess at it. */
export const worstMisfit = 5;
/** A path that is off on one side before the launch: more of its misfit than this share is its level. */
const mostLevel = 0.5;
/** And so many times the usual misfit: a level that is off by chance is no misfit. */
const offLevel = 1.5;

/** Donors that do not go as the treated did before the launch. */
export function fitRefusal(
  { gap, misfit, panel }: { readonly gap: Gap; readonly misfit: number; readonly panel: Panel },
  c: Launched,
  estimator: EstimatorName,
): Finding | undefined {
  const before = gap.values.subarray(0, panel.before);
  const level = before.reduce((sum, x) => sum + x, 0) / before.length;
  const ofLevel = gap.rmspeBefore > 0 ? (level / gap.rmspeBefore) ** 2 : 0;
  const off = sayAmount(gap.rmspeBefore, c.unit ?? { kind: 'plain' });
  const shared = { check: 'fit-before', about: { column: c.outcome }, verdict: 'refuse', statistic: misfit, threshold: worstMisfit } as const;
  if (ofLevel > mostLevel && misfit > offLevel) {
    return {
      ...shared,
      threshold: offLevel,
      says: `No mix of donors reaches the level of ${c.outcome} before the launch: the path is off by ${off}, nearly all of it ${level > 0 ? 'below' : 'above'} what was seen, and the difference after it would be read as an effect.`,
      mend: `Write \`estimator: sdid\`, which lets levels differ, instead of ${estimator}; or bring donors as ${level > 0 ? 'high' : 'low'} as those that got it.`,
    };
  }
  if (misfit <= worstMisfit) return undefined;
  return {
    ...shared,
    says: `Donors do not go as ${c.outcome} of those that got the launch went before it: their path is off by ${off}, ${misfit.toFixed(1)} times as much as for the donor in the middle.`,
    mend: 'Bring donors that are more alike (the same market, plan or season), shorten the time before to what is comparable, or roll out in waves.',
  };
}

export const noAnswer = ({ outcome }: Launched, estimator: EstimatorName): Finding => ({
  check: 'fit-before',
  about: { column: outcome },
  verdict: 'refuse',
  says: `${estimator} has no answer for ${outcome}: the donors give no path.`,
  mend: 'Look at the donors: all may be of one value, or fewer than the estimator needs; `estimator: sdid` needs the least.',
});
