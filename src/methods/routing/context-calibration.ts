import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { column, divide, isKnown, subtract } from '../../expressions/build.ts';
import { noLighterThan, opposedP, type Sums } from '../../inference/weighted-events.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments, quantiles } from '../../relation/requests.ts';
import { askContextBins, type Binned } from './context-bins.ts';
import { takenChance } from './log-expressions.ts';
import type { LogOptions } from './options.ts';

/** Rows of one action in a bin of the context, each counted as one over its chance, against the rows of the bin on which it could be taken. */
export interface ContextCell {
  readonly action: string;
  readonly column: string;
  readonly bin: string;
  /** Rows that could have taken the action, and what those that did add up to. */
  readonly candidates: number;
  readonly found: number;
  readonly taken: number;
  readonly pValue: number;
}

/** With fewer rows of an action nothing is said of its sum: the large weights that decide it may not have been drawn. */
export const fewestTaken = 10;

/**
 * Chances held against the context: a router that looks at what its logged chances do not know takes an action more often than these say in one bin, and less often
 * in another. Two rounds.
 *
 * Model   in a bin the sum of 1 / p over the rows of an action, less the rows on which it was a candidate, has mean zero; normal with the spread of 1[action] / p less
 *         candidate. An alarm counts only where limits of weighted counts agree: 1 / p - 1 over the rows of the action against the rows that could have taken it
 *         and did not; every row weighs as much as the largest of the action, which another draw may bring.
 */
export function* askContextCalibration(log: LogOptions): Asking<readonly ContextCell[]> {
  if (log.propensities.kind === 'estimated') return [];
  const where = isKnown(column(log.action));
  const bins = yield* askContextBins(log.covariates ?? [], where);
  const cells = yield* all(bins.map((binned) => cellsIn(log, binned)));
  return cells.flat();
}

function* cellsIn(log: LogOptions, { column: of, key, nameOf }: Binned): Asking<readonly ContextCell[]> {
  const { action, actions, candidates = {} } = log;
  const inverse = divide(1, takenChance(log));
  const counted = Object.fromEntries(Object.entries(candidates).map(([name, could]) => [name, column(could)]));
  const where = isKnown(column(action));
  const [byAction, rows, extremes] = yield* all([
    ask(moments({ columns: { inverse, odds: subtract(inverse, 1) }, by: { bin: key, action: column(action) }, where })),
    ask(moments({ columns: counted, by: { bin: key }, where })),
    ask(quantiles({ of: inverse, at: [1], by: [action], where })),
  ]);
  return actions.flatMap((name) => {
    const largest = (extremes.groups.find((g) => g.key[0] === name)?.values[0] ?? 1) - 1;
    return rows.groups.flatMap(({ key: [bin], moments: m }): readonly ContextCell[] => {
      const group = byAction.groups.find((g) => g.key[0] === bin && g.key[1] === name);
      if (!group || group.moments.n < fewestTaken) return [];
      const possible = !Object.hasOwn(candidates, name) ? m.n : m.n * meanOf(m, name);
      return [cellOf({ action: name, column: of, bin: nameOf(bin), candidates: possible }, m.n, group.moments, largest)];
    });
  });
}

function cellOf(named: Pick<ContextCell, 'action' | 'column' | 'bin' | 'candidates'>, rows: number, m: Moments, largest: number): ContextCell {
  const { candidates } = named;
  const [inverse, odds] = [sumsOf(m, 'inverse'), sumsOf(m, 'odds')];
  const apart = inverse.sum - candidates;
  const variance = inverse.squares - 2 * inverse.sum + candidates - apart ** 2 / rows;
  const z = apart / Math.sqrt(Math.max(variance, 1e-300));
  const normal = Math.min(1, 2 * normalTail(Math.abs(z)));
  const others = { sum: Math.max(0, candidates - m.n), squares: Math.max(0, candidates - m.n) };
  const counted = (): number => opposedP(apart, { raising: noLighterThan(largest, odds), lowering: noLighterThan(1, others) });
  return { ...named, found: inverse.sum, taken: m.n, pValue: variance > 0 && normal < 0.01 ? Math.max(normal, counted()) : normal };
}

const sumsOf = (m: Moments, name: string): Sums => ({ sum: m.n * meanOf(m, name), squares: comomentOf(m, name, name) + m.n * meanOf(m, name) ** 2 });
/** The cell that is furthest off, among all. Nothing where there are no bins. */
export function contextFinding(cells: readonly ContextCell[], { action }: LogOptions): readonly Finding[] {
  const [worst] = [...cells].sort((a, b) => a.pValue - b.pValue);
  if (!worst) return [];
  const pValue = Math.min(1, worst.pValue * cells.length);
  const limits = pValueLimits.propensities;
  const { found, candidates, taken } = worst;
  const says = `Where ${worst.column} is ${worst.bin} the ${sayCount(taken)} rows of ${worst.action}, weighted by one over their probability, add up to ${sayShare(found / candidates)} of the ${sayCount(Math.round(candidates))} rows that could have taken it: the furthest from all of them in ${cells.length} parts of the context (${sayP(pValue)}).`;
  const mend = `Log the probability that the router drew by, given all that it looked at: here it took ${worst.action} ${found > candidates ? 'more' : 'less'} often where ${worst.column} is ${worst.bin} than the log says.`;
  return [
    judgedBy(
      limits,
      { check: 'propensity-by-context', about: { column: action }, statistic: found / candidates, pValue, threshold: limits.failBelow, says },
      mend,
    ),
  ];
}
