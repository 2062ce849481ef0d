import { column } from '../expressions/build.ts';
import { choleskyFactor, choleskySolve } from '../math/cholesky.ts';
import { chiSquareTail } from '../math/distributions/chi-square.ts';
import { dot } from '../math/dot.ts';
import type { DesignColumn } from '../models/arm-columns.ts';
import { merge } from '../moments/merge.ts';
import { covarianceOf, type Moments, meanOf } from '../moments/moments.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { type Group, moments } from '../relation/requests.ts';

/** Differences of an arm from control within blocks, each block weighted by its precision. */
export interface WithinBlocks {
  readonly difference: (name: string) => number;
  /** Undefined when the covariates repeat each other within blocks. */
  readonly test: { readonly pValue: number } | undefined;
}

/** Moments of the covariates by arm and block. */
export function* blockMoments(columns: readonly DesignColumn[], assignment: string, blocks: string): Asking<readonly Group[]> {
  const asked = Object.fromEntries(columns.map(({ name, expression }) => [name, expression]));
  return (yield* ask(moments({ columns: asked, by: { arm: column(assignment), block: column(blocks) } }))).groups;
}

/**
 * Balance where arms were drawn within blocks.
 *
 * Model   d = sum over blocks of h (mean of arm - mean of control), h = n1 n0 / (n1 + n0); under the draw its covariance is the sum of h S, S the
 *         covariance of the covariates over all units of a block. Chi-square of d.
 * Source  Hansen & Bowers (2008), Statistical Science 23.
 */
export function withinBlocks(cells: readonly Group[], arm: string, control: string): WithinBlocks {
  const pairs = cells.flatMap(({ key: [own, block], moments: m }): readonly (readonly [Moments, Moments])[] => {
    const other = own === arm ? cells.find((g) => g.key[0] === control && g.key[1] === block)?.moments : undefined;
    return other && m.n > 0 && other.n > 0 ? [[m, other]] : [];
  });
  const weights = pairs.map(([one, zero]) => (one.n * zero.n) / (one.n + zero.n));
  const total = weights.reduce((a, b) => a + b, 0);
  const wholes = pairs.map(([one, zero]) => merge(one, zero));
  const apart = (name: string): number => pairs.reduce((sum, [one, zero], b) => sum + weights[b] * (meanOf(one, name) - meanOf(zero, name)), 0);
  const spread = (x: string, y: string): number => wholes.reduce((sum, whole, b) => sum + weights[b] * covarianceOf(whole, x, y), 0);
  const names = (wholes[0]?.columns ?? []).filter((name) => spread(name, name) > 0);
  return { difference: (name) => (total > 0 ? apart(name) / total : 0), test: chiSquare(names, apart, spread) };
}

function chiSquare(names: readonly string[], apart: (name: string) => number, spread: (x: string, y: string) => number): WithinBlocks['test'] {
  const k = names.length;
  if (k === 0) return undefined;
  const scale = names.map((name) => Math.sqrt(spread(name, name)));
  const factor = choleskyFactor(Float64Array.from(names.flatMap((x, i) => names.map((y, j) => spread(x, y) / (scale[i] * scale[j])))), k);
  if (!factor || names.some((_, i) => factor[i * k + i] < 1e-6)) return undefined;
  const d = Float64Array.from(names, (name, i) => apart(name) / scale[i]);
  return { pValue: chiSquareTail(dot(choleskySolve(factor, d), d), k) };
}
