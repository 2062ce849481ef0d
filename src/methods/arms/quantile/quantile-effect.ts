import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate, Reference } from '../../../estimate/estimate.ts';
import { isKnown } from '../../../expressions/build.ts';
import { binaryOutcome } from '../../../inference/arms/binary.ts';
import { clustersOf, freedomFindings } from '../../../inference/arms/clustered/cluster-findings.ts';
import { amongClusters } from '../../../inference/arms/clustered/count-clusters.ts';
import { type Arms, armsOf, contrastRecord, estimandOf, estimateId, quantileContrastsOf, sizesOf } from '../../../inference/arms/contrast.ts';
import { constantOutcome } from '../../../inference/arms/refusals.ts';
import { quantileOf } from '../../../inference/wald.ts';
import { question } from '../../../protocol/question.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type Group, moments, quantiles } from '../../../relation/requests.ts';
import { type ArmShares, clusteredShares, plainShares } from './arm-shares.ts';
import { armWindows, shareAt, windowEnds } from './arm-window.ts';
import { tailRefusals, thinTails, tied } from './quantile-findings.ts';
import { type ArmQuantile, armQuantile, quantileInference } from './quantile-inference.ts';
import { type QuantileContrast, type QuantileOptions, quantileContrastOf, sayQuantile } from './quantile-options.ts';

export interface QuantileDetails {
  readonly arms: readonly ArmQuantileDetail[];
  readonly df: number;
  /** By arm, where clusters were randomized. */
  readonly clusters?: Readonly<Record<string, number>>;
}

export interface ArmQuantileDetail {
  readonly arm: string;
  readonly n: number;
  readonly quantile: number;
  /** Woodruff's limits of this arm alone, at the level of the interval; an absent one is unbounded. */
  readonly low?: number;
  readonly high?: number;
  /** Standard error of the share of units below. */
  readonly shareError: number;
  readonly designEffect: number;
}

/** The test is searched as far as here: p-values below read as this one. */
const leastPValue = 1e-10;
/** With few degrees of freedom that would fetch all values, so that the search ends earlier. */
const mostErrors = 12;

/**
 * Intention-to-treat effect on a quantile, such as p95 of latency: the difference of the arms' quantiles, not the quantile of differences.
 *
 * Model   q1 - q0, type 7. No density is estimated: the share of an arm's units below its quantile has variance p (1 - p) / n, times the design effect of
 *         1[Y <= q] with clusters; quantiles at the limits of the share are limits of the quantile (Woodruff), and those of two arms are added as squares
 *         (MOVER; MOVER-R for the relative effect). t with degrees of freedom of the two shares, weighted by the arms' spreads. The test inverts the interval.
 *         `standardError` is Woodruff's: half the way between the limits at one standard error of the share, two arms by squares.
 * Shapes  one `Moments` an arm, quantiles at p and at the ends of a window around it, then the distinct values in it; with clusters sums by cluster too.
 * Units   outcome units.
 * Errors  those of itt; option-invalid for a share outside (0, 1). Fewer than five units beyond the quantile of an arm are refused.
 * Source  Woodruff (1952), JASA 47; Zou & Donner (2008), Statistics in Medicine 27; Donner & Zou (2012). Parity: numpy quantile, R survey svyquantile.
 */
export const quantileEffect = question<QuantileOptions>(
  {
    id: 'quantile-effect',
    title: 'Intention-to-treat effect on a quantile',
    source: 'Woodruff (1952), JASA 47; Zou & Donner (2008), Statistics in Medicine 27',
    docs: 'docs/methods/quantile-effect.md',
    label: 'as assigned, quantile',
    rounds: { usual: 3, most: 3 },
    clusteredRounds: { usual: 4, most: 4 },
    plan: (protocol) => quantileContrastsOf(protocol),
    example: { outcome: 'y', quantile: 0.5, assignment: 'z', control: 0 },
  },
  (options) => {
    const c = quantileContrastOf(options);
    return amongClusters(c, isKnown(c.measure), effect(c), 'a quantile');
  },
);

function* effect(c: QuantileContrast): Asking<Answer> {
  const [reply, found] = yield* all([
    ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment] })),
    ask(quantiles({ of: c.measure, at: [c.quantile], by: [c.assignment] })),
  ]);
  const arms = armsOf(reply, { ...c, outcome: c.of });
  const groups = [arms.control, ...arms.treatments];
  const refusing = (findings: Answer['findings']): Answer => ({ estimates: [], findings, exhibits: [] });
  const constant = constantOutcome(groups, c.outcome);
  if (constant) return refusing([constant]);

  const at = groups.map(({ key: [arm] }) => found.groups.find((g) => g.key[0] === arm)!.values[0]);
  const shares = c.kind === undefined ? plainShares(groups, c) : yield* clusteredShares(groups, at, c);
  const tails = groups.map((group, a) => ({
    arm: group.key[0],
    units: group.moments.n * Math.min(c.quantile, 1 - c.quantile),
    designEffect: shares.designEffects[a],
  }));
  const refusals = tailRefusals(c, tails);
  if (refusals.length > 0) return refusing(refusals);

  const farthest = arms.treatments.map((_, i) => farthestErrors(shares, i + 1, c));
  const reach = groups.map(({ moments: { n } }, a) => Math.max(...(a === 0 ? farthest : [farthest[a - 1]])) * shares.errors[a] + 2 / n);
  const [ends, binary] = yield* all([windowEnds(groups, reach, c), binaryOutcome({ groups, integer: reply.integer }, c.outcome, c.measure)]);
  const windows = yield* armWindows(groups, ends, c);
  const own = windows.map((window, a) => armQuantile(window, c.quantile, shares.errors[a]));
  const estimates = arms.treatments.map((_, i) => contrastWith(i + 1, arms, own, shares, c, { binary, farthest: farthest[i] }));
  const ties = groups.flatMap(({ key: [arm] }, a) =>
    tied(c, arm, { at: own[a].quantile, share: shareAt(windows[a], own[a].quantile), shareError: shares.errors[a] }),
  );
  return { estimates, findings: [...thinTails(c, tails), ...ties, ...freedomFindings(c, estimates)], exhibits: [] };
}

/** How many standard errors of the share the limits of this contrast can be asked at. Whatever the weights, its degrees of freedom are no fewer than an arm's. */
function farthestErrors(shares: ArmShares, arm: number, { level, boundsLevel }: QuantileContrast): number {
  const reference = { kind: 't', df: Math.min(shares.df(arm, [1, 0]), shares.df(arm, [0, 1])) } as const;
  const asked = Math.max(quantileOf(reference, (1 + level) / 2), quantileOf(reference, boundsLevel));
  return Math.max(asked, Math.min(mostErrors, -quantileOf(reference, leastPValue / 2)));
}

interface Known {
  readonly binary: boolean;
  readonly farthest: number;
}

function contrastWith(a: number, arms: Arms, own: readonly ArmQuantile[], shares: ArmShares, c: QuantileContrast, known: Known): Estimate<QuantileDetails> {
  const [arm, one, zero] = [arms.treatments[a - 1], own[a], own[0]];
  // Inverse densities: what an error of the share means for the quantile.
  const spreads = [one, zero].map(({ standardError = Number.NaN, shareError }) => standardError / shareError);
  const df = shares.df(a, spreads[0] + spreads[1] > 0 ? [spreads[0], spreads[1]] : [1, 1]);
  const reference: Reference = { kind: 't', df };
  const clusters = clustersOf(shares.clusters, [arms.control, arm]);
  const quantile = sayQuantile(c.quantile);
  const limitsAt = quantileOf(reference, (1 + c.level) / 2);
  const detail = (group: Group, of: ArmQuantile, designEffect: number): ArmQuantileDetail => {
    const { value, ...limits } = of.limits(limitsAt);
    return { arm: group.key[0], n: group.moments.n, quantile: value, ...limits, shareError: of.shareError, designEffect };
  };
  return {
    id: estimateId('quantile-effect', c, arm.key[0], arms),
    role: c.role,
    estimand: estimandOf(
      c,
      arm.key[0],
      known.binary,
      `Effect of assigning ${arm.key[0]} rather than ${c.control} (${c.assignment}) on ${quantile} of ${c.of}: difference of the quantiles, among all units assigned.`,
    ),
    value: one.quantile - zero.quantile,
    ...quantileInference(one, zero, reference, c, known.farthest),
    sizes: sizesOf([arms.control, arm], clusters),
    method: {
      id: 'quantile-effect',
      options: { ...contrastRecord(c), quantile: c.quantile, ...(c.kind && { covariance: c.kind }) },
      source: quantileEffect.source,
    },
    details: { arms: [detail(arms.control, zero, shares.designEffects[0]), detail(arm, one, shares.designEffects[a])], df, ...(clusters && { clusters }) },
  };
}
