import { stratifiedDifference } from '../../../inference/stratified.ts';
import { leastSquares } from '../../../moments/least-squares.ts';
import { type Moments, meanOf } from '../../../moments/moments.ts';
import type { ArmMeasure } from '../arm-measure.ts';
import { disagreementsIn, isRarelyWrong } from '../disagreements.ts';
import { type ArmLook, effectiveLabels } from '../look.ts';
import type { ResolvedMeasurement } from '../options.ts';
import { auditSlopes, fixedSlopes, inFull, type JudgesCollinear, type Slopes, slopesError, worthIt } from '../rectified.ts';
import { type ComparedArm, differenceOn, settledOn, weighted } from './in-blocks.ts';
import { type ArmWeights, byName, label, measureOf, scoreBy, seenBy, type Weights } from './parts.ts';

/**
 * PPI++ within blocks: the slopes that make the blocked effect most precise, as its own variance says.
 *
 * Model   where blocks are a sample, as pairs are, what is seen of a block is its difference: the arms share the slopes, observations are blocks (clusters,
 *         where these hold blocks), and whatever is alike in a block drops out. Where the blocks are meant themselves each arm has slopes of its own,
 *         by the variance within blocks. One judge's slope is held within 0 and 1.
 * Source  Angelopoulos, Duchi & Zrnic (2023), PPI++, the variance being that of the blocked effect.
 */
export function slopesInBlocks(
  compared: readonly ComparedArm[],
  looks: readonly ArmLook[],
  counts: Slopes['counts'],
  o: ResolvedMeasurement,
): readonly (Slopes | JudgesCollinear)[] {
  if (o.by === 'ppi') return looks.map(() => ({ ...fixedSlopes(o), ...(counts && { counts }) }));
  if (counts === undefined) return looks.map((look) => ownSlopes(compared, look, o));
  const shared = sharedSlopes(compared, looks, counts, o);
  return looks.map(() => shared);
}

/**
 * Blocks that count as one observation each; undefined where rows do. Where nobody said what blocks stand for, that is what has the wider interval on the arms as
 * each would be measured by itself.
 */
export function countsIn(compared: readonly ComparedArm[], byRows: readonly ArmMeasure[], o: ResolvedMeasurement): Slopes['counts'] {
  const least = (of: (one: ComparedArm) => number): number => Math.min(...compared.map(of));
  const sampled = compared.some((one) => differenceOn(one, byName(byRows, measureOf(o))).target === 'blocks');
  return sampled ? { judged: least((one) => one.observations), audited: least((one) => one.labelled) } : undefined;
}

function sharedSlopes(
  compared: readonly ComparedArm[],
  looks: readonly ArmLook[],
  counts: NonNullable<Slopes['counts']>,
  o: ResolvedMeasurement,
): Slopes | JudgesCollinear {
  const { judges } = o;
  if (counts.audited < judges.length + 2) return { ...auditSlopes, counts };
  const variance = (of: Weights): number => compared.reduce((sum, one) => sum + settledOn(one, 'blocks', () => of).difference.standardError ** 2, 0);
  const fit = slopesBy(variance, counts.audited, judges);
  if (fit === undefined) return { ...auditSlopes, counts };
  if ('collinear' in fit) return fit;
  const rarely = looks.every((look) => isRarelyWrong(disagreementsIn(look, o), counts.audited));
  if (rarely && judges.length === 1 && fit.slopes[0] >= worthIt) return { ...inFull(judges[0]), counts };
  const error = Math.max(...compared.map((one) => errorOfShared(one, looks, counts.audited, judges)));
  return { ...held(fit.slopes, judges, error), counts };
}

function ownSlopes(compared: readonly ComparedArm[], look: ArmLook, o: ResolvedMeasurement): Slopes | JudgesCollinear {
  if (look.audited.n < o.judges.length + 2) return auditSlopes;
  const variance = (of: Weights): number => {
    const only: ArmWeights = (arm) => (arm === look.arm ? of : {});
    return compared.reduce((sum, one) => sum + stratifiedDifference(weighted(one, only).strata, 'sample').standardError ** 2, 0);
  };
  const fit = slopesBy(variance, look.audited.n, o.judges);
  if (fit === undefined) return auditSlopes;
  if ('collinear' in fit) return fit;
  const rarely = isRarelyWrong(disagreementsIn(look, o), effectiveLabels(look, o));
  if (rarely && o.judges.length === 1 && fit.slopes[0] >= worthIt) return inFull(o.judges[0]);
  return held(fit.slopes, o.judges, slopesError(look.judged, look.audited, o));
}

/** The slopes at which a variance that is a square in them is least; undefined where no judge can move it. */
function slopesBy(
  variance: (of: Weights) => number,
  n: number,
  judges: readonly string[],
): { readonly slopes: readonly number[] } | JudgesCollinear | undefined {
  const moving = judges.map((judge): Weights => ({ [scoreBy(judge)]: -1, [seenBy(judge)]: 1 }));
  // All audited, or nearly: what the judge adds everywhere the audit takes off again.
  if (judges.every((judge, j) => !(variance(moving[j]) > 1e-9 * variance({ [scoreBy(judge)]: 1 })))) return undefined;
  const fit = leastSquares(momentsBy(variance, n, [{ [label]: 1 }, ...moving], [label, ...judges]), label, judges);
  if ('kind' in fit) return judges.length > 1 ? { collinear: fit.columns } : undefined;
  return { slopes: [...fit.coefficients].slice(1) };
}

function held(slopes: readonly number[], judges: readonly string[], error: number): Slopes {
  if (judges.length > 1) return { of: Object.fromEntries(judges.map((judge, j) => [judge, slopes[j]])), estimated: judges.length, error };
  const within = Math.min(1, Math.max(0, slopes[0]));
  const free = within === slopes[0];
  return { of: { [judges[0]]: within }, estimated: free ? 1 : 0, ...(free && { error }), unheld: slopes[0] };
}

/** As `slopesError`, of differences within blocks: how far those with labels lie from all. */
function errorOfShared(one: ComparedArm, looks: readonly ArmLook[], n: number, judges: readonly string[]): number {
  const variance = (of: Weights): number => settledOn(one, 'blocks', () => of).difference.standardError ** 2;
  const fit = leastSquares(momentsBy(variance, n, [{ [label]: 1 }, ...judges.map((judge) => ({ [seenBy(judge)]: 1 }))], [label, ...judges]), label, judges);
  if ('kind' in fit) return 0;
  const [control, treatment] = [one.control, one.arm].map((arm) => looks.find((look) => look.arm === arm)!.audited);
  const k = judges.length + 1;
  const moved = judges.map((judge) => {
    const all = settledOn(one, 'blocks', () => ({ [scoreBy(judge)]: 1, [seenBy(judge)]: -1 })).difference.value;
    return all - (meanOf(treatment, judge) - meanOf(control, judge));
  });
  return n * moved.reduce((sum, x, i) => sum + moved.reduce((row, y, j) => row + x * y * fit.gramInverse[(i + 1) * k + j + 1], 0), 0);
}

/** Co-moments of n observations whose mean has this variance: products by how the variance of sums differs from that of differences. */
function momentsBy(variance: (of: Weights) => number, n: number, vectors: readonly Weights[], columns: readonly string[]): Moments {
  const p = columns.length;
  const comoment = new Float64Array(p * p);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j <= i; j++) {
      const product = i === j ? variance(vectors[i]) : (variance(joined(vectors[i], vectors[j], 1)) - variance(joined(vectors[i], vectors[j], -1))) / 4;
      comoment[i * p + j] = n * n * product;
      comoment[j * p + i] = comoment[i * p + j];
    }
  }
  return { columns, n, weight: n, weightSquares: n, mean: new Float64Array(p), comoment };
}

const joined = (a: Weights, b: Weights, by: number): Weights =>
  Object.fromEntries([...new Set([...Object.keys(a), ...Object.keys(b)])].map((name) => [name, (a[name] ?? 0) + by * (b[name] ?? 0)]));
