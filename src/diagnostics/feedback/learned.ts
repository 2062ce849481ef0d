import { leastSquares } from '../../moments/least-squares.ts';
import { mergeAll } from '../../moments/merge.ts';
import { comomentOf, type Moments, meanOf } from '../../moments/moments.ts';
import { type Follows, fewestForLoop, followsOf, type Series, servingSeries } from './follows.ts';
import { CHANCE, type ServedPeriod } from './served-periods.ts';

/**
 * What labels say of each period: the labelled mean of every context, and of every outcome that has labels in all of them. Where chances are logged with what was to be
 * expected before the draw: the mean over all requests weighted by their chances, of an outcome that of its regression on contexts within periods.
 */
export function learnedSeries(periods: readonly ServedPeriod[], contexts: readonly string[], outcomes: readonly string[]): readonly Series[] {
  const expected = new Map(contexts.map((name) => [name, periods.flatMap(({ sides }) => expectedMean(sides!.all, name) ?? [])]));
  const foretold = (values: readonly number[] | undefined): Partial<Series> => (values?.length === periods.length ? { expected: values } : {});
  return [
    ...contexts.map((name) => ({ name, values: periods.map(({ sides }) => meanOf(sides!.served, name)), ...foretold(expected.get(name)) })),
    ...outcomes.flatMap((name) => {
      const values = periods.flatMap(({ labelledMeans }) => labelledMeans.get(name) ?? []);
      if (values.length < periods.length) return [];
      const slopes = slopesWithin(periods, contexts, name);
      return [{ name, values, ...foretold(slopes && periods.map((_, t) => contexts.reduce((sum, x, j) => sum + slopes[j] * expected.get(x)![t], 0))) }];
    }),
  ];
}

/** Mean of a context over requests that are weighted by their chance to be served; none where chances are not logged. */
function expectedMean(all: Moments, context: string): number | undefined {
  if (!all.columns.includes(CHANCE)) return undefined;
  return meanOf(all, context) + comomentOf(all, CHANCE, context) / (all.n * meanOf(all, CHANCE));
}

/** Slopes of an outcome on contexts among labelled requests, with a level for each period. */
function slopesWithin(periods: readonly ServedPeriod[], contexts: readonly string[], outcome: string): readonly number[] | undefined {
  const parts = periods.flatMap(({ labels }) => labels.get(outcome) ?? []);
  if (parts.length < periods.length) return undefined;
  // Moments about the same mean have no part between periods.
  const within = mergeAll(parts.map((m) => ({ ...m, mean: new Float64Array(m.mean.length) })));
  const fit = leastSquares(within, outcome, contexts, { intercept: false });
  return 'kind' in fit ? undefined : Array.from(fit.coefficients);
}

/** The strongest sign that serving follows labels; none where serving did not move or nothing could be tested. */
export interface StrongestSign {
  /** Why it could not be looked for. */
  readonly why?: string;
  readonly strongest?: Follows;
}

/** Does serving follow earlier labels? */
export function lookForLoop(periods: readonly ServedPeriod[], contexts: readonly string[], outcomes: readonly string[]): StrongestSign {
  const whole = periods.filter(({ sides }) => sides !== undefined);
  if (whole.length < fewestForLoop)
    return {
      why: `there ${whole.length === 1 ? 'is 1 period' : `are ${whole.length} periods`} with served and unserved requests, and ${fewestForLoop} are needed`,
    };
  const serving = servingSeries(whole, contexts, mergeAll(whole.map(({ sides }) => sides!.all)));
  const found = followsOf(learnedSeries(whole, contexts, outcomes), serving);
  if (found.length === 0) return {};
  return { strongest: found.reduce((a, b) => (b.pValue < a.pValue ? b : a)) };
}
