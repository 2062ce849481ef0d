import { counted, listed, sayCount } from '../../errors/words.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayAmount } from '../../estimate/unit.ts';
import type { Gap } from '../../inference/synthetic/gap.ts';
import type { Panel } from '../../inference/synthetic/panel.ts';
import { periodNoun } from '../../protocol/periods.ts';
import type { AskedPanel } from './ask-panel.ts';
import type { EstimatorName } from './declared/keys.ts';
import type { Launched } from './options.ts';

/** So many units are named where something is wrong with them. */
const mostNamed = 3;

/** What no estimator can answer: an outcome that treated units lack, of one value, or of too few donors, or of donors in which nothing goes on. */
export function outcomeRefusal(asked: AskedPanel, c: Launched): Finding | undefined {
  const { panel, untold, lacking, treated } = asked;
  const about = { column: c.outcome };
  const unit = c.launch.unit ?? c.launch.time;
  const noun = periodNoun(c.launch.period);
  if (untold.length > 0) {
    return {
      check: 'launch-units',
      about,
      verdict: 'refuse',
      statistic: untold.length,
      says: `${c.outcome} is missing in some ${noun} for ${listed(untold, mostNamed)} (${unit}), which got the launch.`,
      mend: 'Bring the values, or begin after the gap by data.sql.',
    };
  }
  const unknown = unknownBeside(asked, c);
  if (unknown.length > 0) {
    return {
      check: 'launch-units',
      about,
      verdict: 'refuse',
      says: `${listed(unknown)} is missing in some ${noun} for ${listed(treated, mostNamed)} (${unit}), which got the launch, and ${c.outcome} is estimated with it.`,
      mend: 'Bring the values, or take the column out of the study.',
    };
  }
  const own = panel.values.subarray(panel.donors * panel.periods);
  if (own.every((y) => y === own[0])) {
    return {
      check: 'constant-outcome',
      about,
      verdict: 'refuse',
      says: `${c.outcome} is ${own[0]} in every ${noun} of those that got the launch, so no effect on it can be estimated.`,
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
      says: `${panel.donors === 0 ? 'No donor has' : panel.donors === 1 ? 'One donor has' : `${sayCount(panel.donors)} donors have`} ${c.outcome} in every ${noun} (${sayCount(lacking.length)} ${lacking.length === 1 ? 'lacks' : 'lack'} it in some), for ${counted(treated.length, 'treated unit')}: more donors than treated units are needed.`,
      mend: 'Bring the values of more donors, or write zeros where nothing happened.',
    };
  }
  if (c.launch.estimator !== 'state-space' && stillDonors(panel).length === panel.donors) {
    return {
      check: 'fit-before',
      about,
      verdict: 'refuse',
      says: `${c.outcome} stays at one value before the launch in each of the ${sayCount(panel.donors)} donors: their paths tell neither how the treated would have gone on nor what chance does.`,
      mend: 'Take an outcome that varied before the launch, or bring donors in which it did.',
    };
  }
  return undefined;
}

/** Columns beside the outcome that treated units lack: predictors of a synthetic control, regressors of a state space. */
function unknownBeside({ panel, regressors }: AskedPanel, { launch }: Launched): readonly string[] {
  return [
    ...(launch.predictors ?? []).filter((_, i) => panel.predictors?.subarray(i * panel.units + panel.donors, (i + 1) * panel.units).some(Number.isNaN)),
    ...(launch.regressors ?? []).filter((_, i) => regressors[i].some(Number.isNaN)),
  ];
}

/** Donors, by their place, that stay at what they began with until the launch. */
export function stillDonors({ values, periods, donors, before }: Panel): readonly number[] {
  const isStill = (donor: number): boolean => {
    const path = values.subarray(donor * periods, donor * periods + before);
    return path.every((y) => y === path[0]);
  };
  return Array.from({ length: donors }, (_, donor) => donor).filter(isStill);
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
  // Others let levels differ.
  if ((estimator === 'synthetic-control' || estimator === 'penalized') && ofLevel > mostLevel && misfit > offLevel) {
    return {
      ...shared,
      threshold: offLevel,
      says: `No mix of donors reaches the level of ${c.outcome} before the launch: the path is off by ${off}, most of it ${level > 0 ? 'below' : 'above'} what was seen, and the difference after it would be read as an effect.`,
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
