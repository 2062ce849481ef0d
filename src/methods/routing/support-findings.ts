import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../../estimate/say.ts';
import { fewEffective, mostWeightOnOne, pValueLimits } from '../../estimate/thresholds.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { noLighterThan, opposedP } from '../../inference/weighted-events.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { fewestTaken } from './context-calibration.ts';
import type { DesignSupport } from './design-support.ts';
import { leastEffective, weakActions } from './exploration.ts';
import type { Support } from './support-moments.ts';

/** Of the requests: fewer than this share of effective rows is worth a warning. */
const leastEffectiveShare = 0.01;
/** Variances of weights with a lower tail index are infinite. */
const leastTailIndex = 2;
/** The tail ends where so many rows stand behind the variance: its index, which no end has, says nothing then. */
const seenTail = 10;

export const supportFindings = (support: readonly Support[], designs: readonly DesignSupport[]): readonly Finding[] =>
  support.flatMap((one, i) =>
    one.rows > 0
      ? [effectiveSample(one, designs[i]), ...notTaken(one), largestWeight(one), ...meanWeight(one), ...contexts(one), ...weightTail(one, designs[i])]
      : [],
  );

const about = ({ policy }: Support): Finding['about'] => ({ arm: policy.name });

/** By the design where the chances of all actions are known, else by the weights that happened to be drawn. */
function effectiveSample(one: Support, design: DesignSupport): Finding {
  const { effective } = design;
  const shared = { check: 'effective-sample', about: about(one), statistic: effective, threshold: leastEffective, says: sizeInWords(one, design) };
  const couldBe = design.by === 'draws' ? '; log the chances of all actions (probabilities), by which this is judged whatever was drawn' : '';
  const mend = `Let the router draw more of what the policy takes (see the plan of exploration), or ask about a policy nearer to the logged one${couldBe}.`;
  if (effective < leastEffective) return { ...shared, verdict: 'fail', identification: true, mend };
  const few = effective < leastEffectiveShare * one.rows || weakActions([one]).length > 0;
  return few ? { ...shared, verdict: 'warn', mend } : { ...shared, verdict: 'pass' };
}

function sizeInWords({ policy, rows, effective, byAction }: Support, design: DesignSupport): string {
  const seldom = byAction.filter((x) => x.rows > 0 && x.wanted > 0).sort((a, b) => a.effective - b.effective)[0];
  const least = seldom === undefined ? '' : `; fewest for ${seldom.name}, ${sayCount(Math.round(seldom.effective))}`;
  const bear = `${sayCount(Math.round(design.effective))} effective of ${sayCount(rows)} logged requests bear on ${policy.name} (${sayShare(design.effective / rows)})`;
  return design.by === 'draws' ? `${bear}${least}.` : `By the chances of all actions ${bear}; by what was drawn ${sayCount(Math.round(effective))}${least}.`;
}

/** Weights whose variance is infinite, where the largest are too few to be known for the end of the tail. What was drawn by chance alone only warns. */
function weightTail(one: Support, { by, tailIndex, tailError, behindVariance }: DesignSupport): readonly Finding[] {
  if (one.matched === 0) return [];
  const finite = Number.isFinite(tailIndex);
  const index = `a tail index of ${tailIndex.toFixed(2)} (standard error ${tailError.toFixed(2)})`;
  const weights = by === 'design' ? `The weights of ${one.policy.name}` : `The weights of ${one.policy.name} that were drawn`;
  const behind = sayCount(Math.round(behindVariance));
  const rests = `the error of their mean square rests on ${behind} effective ${behind === '1' ? 'row' : 'rows'}`;
  const shared = { check: 'weight-tail', about: about(one), ...(finite && { statistic: tailIndex }), threshold: leastTailIndex };
  if (!finite) return [{ ...shared, verdict: 'pass', says: `${weights} have no tail: none lies far beyond the others.` }];
  if (behindVariance >= seenTail || tailIndex - tailError >= leastTailIndex) {
    const why = behindVariance >= seenTail ? 'their largest are seen often enough' : 'their variance is finite';
    return [{ ...shared, verdict: 'pass', says: `${weights} have ${index}: ${why}.` }];
  }
  const says = `${weights} have ${index}, not clearly above two, where their variance is infinite; ${rests}, and no interval for its value holds.`;
  const mend =
    'Let the router draw every action with a least chance, such as 1 or 2 %, where the policy takes it; or ask about a policy nearer to the logged one.';
  if (by === 'draws')
    return [{ ...shared, verdict: 'warn', says, mend: `${mend} With the chances of all actions logged (probabilities) this is known from the design.` }];
  return [{ ...shared, verdict: 'fail', identification: true, says, mend }];
}

/** Actions that the policy takes and the log never does: at all, or where their logged probability is zero. */
function notTaken(one: Support): readonly Finding[] {
  const never = one.byAction
    .filter(({ rows, wanted }) => rows === 0 && wanted > 0)
    .map(
      ({ name, wanted }): Finding => ({
        check: 'policy-support',
        about: about(one),
        verdict: 'fail',
        identification: true,
        statistic: wanted,
        threshold: 0,
        says: `${one.policy.name} takes ${name} on ${sayShare(wanted)} of requests, and the log never does: this part of the policy is not identified.`,
        mend: `Draw ${name} by chance on some of those requests first; the plan of exploration says how many.`,
      }),
    );
  if (!(one.barred > 0)) return never;
  return [
    ...never,
    {
      check: 'policy-support',
      about: about(one),
      verdict: 'fail',
      identification: true,
      statistic: one.barred,
      threshold: 0,
      says: `On ${sayShare(one.barred)} of requests ${one.policy.name} takes an action whose logged probability is zero there: this part of the policy is not identified.`,
      mend: 'Draw those actions by chance there first, or let the policy take another action where the log has none.',
    },
  ];
}

function largestWeight(one: Support): Finding {
  const share = one.total > 0 ? one.largest / one.total : 0;
  const says = `The largest weight of ${one.policy.name} is ${one.largest.toFixed(1)}, ${sayShare(share)} of all weight; the 1 % of rows that weigh most hold ${sayShare(one.topShare)}.`;
  const shared = { check: 'largest-weight', about: about(one), statistic: one.largest, says };
  if (share <= mostWeightOnOne) return { ...shared, verdict: 'pass' };
  return { ...shared, verdict: 'warn', mend: 'Look at those rows, and read the estimators that shrink weights beside; their bias is stated with them.' };
}

function meanWeight(one: Support): readonly Finding[] {
  if (!(one.meanError > 0)) return [];
  const z = (one.meanWeight - 1) / one.meanError;
  const pValue = confirmed(Math.min(1, 2 * normalTail(Math.abs(z))), one);
  const says = `The mean weight of ${one.policy.name} is ${one.meanWeight.toFixed(3)} (standard error ${one.meanError.toPrecision(2)}), against one if the logged probabilities are those of the draws and all that it takes was tried (${sayP(pValue)}).`;
  const limits = pValueLimits.propensities;
  const mend =
    'Below one: the policy goes where the log never did. Above or below: the logged probabilities are not those of the draws; see their calibration.';
  return [judgedBy(limits, { check: 'mean-weight', about: about(one), statistic: one.meanWeight, pValue, threshold: limits.failBelow, says }, mend)];
}

/** An alarm by the normal approximation is one only where counts of weights above and below one differ too: a few large weights that were not drawn are no proof. */
function confirmed(pValue: number, { aboveOne, belowOne, largest, matched }: Support): number {
  if (pValue >= pValueLimits.propensities.warnBelow) return pValue;
  if (matched < fewestTaken) return 1;
  const opposed = { raising: noLighterThan(Math.max(0, largest - 1), aboveOne), lowering: noLighterThan(1, belowOne) };
  return Math.max(pValue, opposedP(aboveOne.sum - belowOne.sum, opposed));
}

function contexts(one: Support): readonly Finding[] {
  if (one.byContext.length === 0) return [];
  const large = one.byContext.filter(({ rows }) => rows >= 0.01 * one.rows);
  const [worst] = [...large].sort((a, b) => a.effective - b.effective);
  if (!worst) return [];
  const says = `Of ${large.length} bins of the context ${one.policy.name} is seen least where ${worst.column} is ${worst.name}: ${sayCount(Math.round(worst.effective))} effective of ${sayCount(worst.rows)} requests.`;
  const shared = { check: 'context-support', about: { ...about(one), column: worst.column }, statistic: worst.effective, threshold: fewEffective, says };
  if (worst.effective >= fewEffective) return [{ ...shared, verdict: 'pass' }];
  return [{ ...shared, verdict: 'warn', mend: 'There the value rests on the reward models alone; draw more of what the policy takes there.' }];
}
