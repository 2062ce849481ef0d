import { truncatedTail } from '../../math/distributions/truncated-normal.ts';
import { leastFavourable } from './least-favourable.ts';
import { covarianceBetween, type Polyhedron, type Vertex } from './polyhedron.ts';

/** The effects between which all lie that a test does not reject. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The share of alpha that the first step of the hybrid test takes. */
const firstShare = 0.1;
/** Ends are as fine as this share of the target's standard deviation, and of the range that is searched. */
const fine = 1e-9;
const finest = 2 ** -45;
/** So many cells are looked at from each end; the rest then counts as not rejected. */
const mostCells = 20_000;

/**
 * The outermost effects that the conditional least-favourable hybrid test does not reject; undefined when it rejects all.
 *
 * Model   Step one rejects where the largest vertex exceeds its least favourable value at a tenth of alpha. Else, given which vertex is the largest and
 *         what is independent of it, it is a normal variable between two ends; the test rejects where it is positive and beyond the upper quantile of that
 *         law with mean zero, at the alpha that is left. Along the effect, all three are linear while one vertex is the largest, and the chance
 *         falls in the first and rises in the other two: their ends over a cell tell whether all of it is rejected, or none. Cells that do not tell
 *         are halved, from outside, down to 1e-9 standard deviations, and then count as not rejected.
 * Source  Andrews, Roth & Pakes (2023), Review of Economic Studies 90, sections 3.2 to 3.4.
 */
export function hybridRange(polyhedron: Polyhedron, alpha: number): Range | undefined {
  const first = firstShare * alpha;
  const critical = leastFavourable(polyhedron, first);
  const left = (alpha - first) / (1 - first);
  let [low, high] = [-Infinity, Infinity];
  const noise = polyhedron.vertices.map((v) => covarianceBetween(polyhedron, v, v));
  for (const [i, { slope, level }] of polyhedron.vertices.entries()) {
    const most = noise[i] > 0 ? critical : 0;
    if (slope > 0) high = Math.min(high, (most - level) / slope);
    else if (slope < 0) low = Math.max(low, (most - level) / slope);
    else if (level > most) return undefined;
  }
  if (low > high) return undefined;
  const stretches = stretchesOf(polyhedron, noise, critical, low, high);
  const width = Math.max(fine * Math.sqrt(polyhedron.targetVariance), finest * (Math.abs(low) + Math.abs(high)));
  const verdict = (stretch: Stretch, from: number, to: number): Verdict => verdictOf(stretch, left, from, to);
  const top = outermost(stretches, 1, width, verdict);
  if (top === undefined) return undefined;
  const bottom = outermost(stretches, -1, width, verdict) ?? top;
  return { low: polyhedron.target - top, high: polyhedron.target - bottom };
}

/** A value that is linear in x. */
interface Line {
  readonly slope: number;
  readonly level: number;
}
const at = ({ slope, level }: Line, x: number): number => slope * x + level;

/** Where one vertex is the largest: it, and between what it lies, over its standard deviation. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly statistic: Line;
  /** It is sure, and its sign alone counts. */
  readonly sure: boolean;
  /** It lies above all of these. */
  readonly above: readonly Line[];
  /** It lies below all of these. */
  readonly below: readonly Line[];
}

function stretchesOf(polyhedron: Polyhedron, noise: readonly number[], critical: number, low: number, high: number): readonly Stretch[] {
  const { vertices } = polyhedron;
  const crossings = vertices.flatMap((u, i) => vertices.slice(0, i).map((v) => (v.level - u.level) / (u.slope - v.slope)));
  const inside = crossings.filter((x) => x > low && x < high).sort((a, b) => a - b);
  const ends = [low, ...inside, high];
  return ends.slice(1).map((to, i) => {
    const middle = (ends[i] + to) / 2;
    let largest = 0;
    for (const [k, v] of vertices.entries()) if (at(v, middle) > at(vertices[largest], middle)) largest = k;
    return { from: ends[i], to, ...lawOf(polyhedron, largest, noise[largest], critical) };
  });
}

/** The vertex that is the largest, over its standard deviation, and the lines between which it lies, given what is independent of it. */
function lawOf(polyhedron: Polyhedron, largest: number, variance: number, critical: number): Omit<Stretch, 'from' | 'to'> {
  const { vertices } = polyhedron;
  const own = vertices[largest];
  if (!(variance > 0)) return { statistic: own, sure: true, above: [], below: [] };
  const deviation = Math.sqrt(variance);
  const above: Line[] = [];
  const below: Line[] = [{ slope: 0, level: critical / deviation }];
  for (const [i, u] of vertices.entries()) {
    if (i === largest) continue;
    const ratio = covarianceBetween(polyhedron, u, own) / variance;
    if (Math.abs(1 - ratio) <= 1e-12) continue;
    (ratio < 1 ? above : below).push(scaled(minus(u, own, ratio), 1 / (1 - ratio) / deviation));
  }
  return { statistic: scaled(own, 1 / deviation), sure: false, above, below };
}

const minus = (u: Vertex, v: Vertex, ratio: number): Line => ({ slope: u.slope - ratio * v.slope, level: u.level - ratio * v.level });
const scaled = ({ slope, level }: Line, factor: number): Line => ({ slope: slope * factor, level: level * factor });

type Verdict = 'accepted' | 'rejected' | 'either';

function verdictOf({ statistic, sure, above, below }: Stretch, alpha: number, from: number, to: number): Verdict {
  const [least, most] = rangeOf(statistic, from, to);
  if (most <= 0) return 'accepted';
  if (sure) return least > 0 ? 'rejected' : 'either';
  let [lowLeast, lowMost, highLeast, highMost] = [-Infinity, -Infinity, Infinity, Infinity];
  for (const line of above) {
    const [a, b] = rangeOf(line, from, to);
    [lowLeast, lowMost] = [Math.max(lowLeast, a), Math.max(lowMost, b)];
  }
  for (const line of below) {
    const [a, b] = rangeOf(line, from, to);
    [highLeast, highMost] = [Math.min(highLeast, a), Math.min(highMost, b)];
  }
  if (truncatedTail(most, lowLeast, highLeast) >= alpha) return 'accepted';
  return least > 0 && truncatedTail(least, lowMost, highMost) < alpha ? 'rejected' : 'either';
}

function rangeOf(line: Line, from: number, to: number): readonly [least: number, most: number] {
  const [a, b] = [at(line, from), at(line, to)];
  return a < b ? [a, b] : [b, a];
}

/** The x farthest in a direction that is not rejected. */
function outermost(
  stretches: readonly Stretch[],
  direction: 1 | -1,
  width: number,
  verdict: (stretch: Stretch, from: number, to: number) => Verdict,
): number | undefined {
  let cells = 0;
  const farthest = (stretch: Stretch, from: number, to: number): number | undefined => {
    cells += 1;
    const says = verdict(stretch, from, to);
    if (says === 'rejected') return undefined;
    if (says === 'accepted' || to - from <= width || cells > mostCells) return direction === 1 ? to : from;
    const middle = (from + to) / 2;
    const halves = [[middle, to] as const, [from, middle] as const];
    if (direction === -1) halves.reverse();
    return farthest(stretch, ...halves[0]) ?? farthest(stretch, ...halves[1]);
  };
  for (const stretch of direction === 1 ? stretches.toReversed() : stretches) {
    const x = farthest(stretch, stretch.from, stretch.to);
    if (x !== undefined) return x;
  }
  return undefined;
}
