import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { add, column, divide, greater, indicator, is, isKnown, number, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { takenChance } from './log-expressions.ts';
import type { LogOptions } from './options.ts';

/** How often an action was taken against what its logged chances say, where these lie in a bin. */
export interface Calibration {
  readonly action: string;
  readonly bin: string;
  readonly rows: number;
  /** Mean logged chance and share taken; or one, and the mean of 1 over the chance of the action taken. */
  readonly expected: number;
  readonly found: number;
  readonly pValue: number;
}

const cuts = [0.02, 0.1, 0.3, 0.7, 0.9];
const binNames = ['below 2 %', '2 to 10 %', '10 to 30 %', '30 to 70 %', '70 to 90 %', 'above 90 %'];

/** One round. */
export function* askCalibration(log: LogOptions): Asking<readonly Calibration[]> {
  const { propensities: p, actions, action } = log;
  const where = isKnown(column(action));
  if (p.kind === 'estimated') return [];
  if (p.kind === 'taken') {
    const replies = yield* all(
      actions.map((name) => ask(moments({ columns: { inverse: when(is(column(action), name), divide(1, takenChance(log)), 0) }, where }))),
    );
    return replies.flatMap(({ groups: [{ moments: m }] }, i) => {
      if (m.n < 2) return [];
      const [found, error] = [meanOf(m, 'inverse'), Math.sqrt(varianceOf(m, 'inverse') / m.n)];
      return error > 0 ? [{ action: actions[i], bin: 'all', rows: m.n, expected: 1, found, pValue: twoSided((found - 1) / error) }] : [];
    });
  }
  const replies = yield* all(
    actions.map((name) => {
      const chance = p.chances[name];
      const asked = { taken: indicator(is(column(action), name)), chance, spread: times(chance, subtract(1, chance)) };
      return ask(moments({ columns: asked, by: { bin: binOf(chance) }, where }));
    }),
  );
  return replies.flatMap(({ groups }, i) =>
    groups.flatMap(({ key: [bin], moments: m }) => {
      if (m.n === 0) return [];
      const [expected, found, spread] = [meanOf(m, 'chance'), meanOf(m, 'taken'), meanOf(m, 'spread')];
      // The normal distribution is not to be trusted below some ten expected events or non-events.
      const enough = m.n * spread >= 10;
      const pValue = enough ? twoSided((found - expected) / Math.sqrt(spread / m.n)) : 1;
      return [{ action: actions[i], bin: binNames[Number(bin)], rows: m.n, expected, found, pValue }];
    }),
  );
}

const twoSided = (z: number): number => Math.min(1, 2 * normalTail(Math.abs(z)));

const binOf = (chance: Expression): Expression => cuts.map((cut) => indicator(greater(chance, cut))).reduce((a, b) => add(a, b), number(0));

export function calibrationFinding(all: readonly Calibration[], { action }: LogOptions): Finding {
  const tested = all.filter(({ pValue }) => pValue < 1);
  const worst = tested.reduce<Calibration | undefined>((a, b) => (a === undefined || b.pValue < a.pValue ? b : a), undefined);
  const pValue = worst ? Math.min(1, worst.pValue * tested.length) : 1;
  const says =
    worst === undefined
      ? 'Too few rows to compare the logged probabilities with what was done.'
      : worst.bin === 'all'
        ? `Taken actions weighted by one over their probability add up to ${worst.found.toFixed(3)} of the rows for ${worst.action}, furthest from one (${sayP(pValue)} over ${tested.length} actions).`
        : `${worst.action} was taken on ${sayShare(worst.found)} of the ${sayCount(worst.rows)} rows where its probability is ${worst.bin}, against ${sayShare(worst.expected)} logged: the furthest apart of ${tested.length} bins (${sayP(pValue)}).`;
  const limits = pValueLimits.propensities;
  const found = { check: 'propensity-calibration', about: { column: action }, ...(worst && { statistic: worst.found }), pValue };
  const mend = 'Find out where the logged probability is not that of the draw: before exploration, before a fallback, of another version, or rounded.';
  return judgedBy(limits, { ...found, threshold: limits.failBelow, says }, mend);
}

export function calibrationExhibit(all: readonly Calibration[]): readonly Exhibit[] {
  const binned = all.filter(({ bin }) => bin !== 'all');
  if (binned.length === 0) return [];
  const says = `Shares taken beside mean logged probabilities, in ${binned.length} bins of ${new Set(binned.map(({ action }) => action)).size} actions.`;
  return [
    {
      id: 'propensity-calibration',
      title: 'Logged probabilities and what was done',
      kind: 'scatter',
      says,
      alt: says,
      columns: {
        label: binned.map(({ action, bin }) => `${action}, ${bin}`),
        x: binned.map(({ expected }) => expected),
        y: binned.map(({ found }) => found),
        series: binned.map(({ action }) => action),
        requests: binned.map(({ rows }) => rows),
      },
      axes: { x: 'mean logged probability', y: 'share taken', diagonal: 'as logged' },
    },
  ];
}
