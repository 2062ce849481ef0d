import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { add, column, divide, greater, indicator, is, isKnown, number, subtract, times, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { noLighterThan, opposedP, type Sums } from '../../inference/weighted-events.ts';
import { binomialPValue } from '../../math/distributions/binomial.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { comomentOf, type Moments, meanOf, varianceOf } from '../../moments/moments.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments, quantiles } from '../../relation/requests.ts';
import { fewestTaken } from './context-calibration.ts';
import { takenChance } from './log-expressions.ts';
import type { LogOptions } from './options.ts';

/** How often an action was taken against what its logged chances say, where these lie in a bin. */
export interface Calibration {
  readonly action: string;
  readonly bin: string;
  readonly rows: number;
  /** Mean logged chance and share taken; or the share of rows on which it was a candidate, and the mean of 1 over the chance of the action taken. */
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
  // Shares of draws are no bins of chances: a low share is more often the luck of its draws than a low chance.
  if (p.kind === 'taken' || p.draws !== undefined) return yield* askTaken(log);
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
      const normal = enough ? twoSided((found - expected) / Math.sqrt(spread / m.n)) : 1;
      const pValue = normal < pValueLimits.propensities.warnBelow ? Math.max(normal, binomialPValue(Math.round(m.n * found), m.n, expected)) : normal;
      return [{ action: actions[i], bin: binNames[Number(bin)], rows: m.n, expected, found, pValue }];
    }),
  );
}

/** By action: rows that took it, each one over its chance, against the rows on which it was a candidate. */
function* askTaken(log: LogOptions): Asking<readonly Calibration[]> {
  const { actions, action, candidates = {} } = log;
  const where = isKnown(column(action));
  const inverse = divide(1, takenChance(log));
  const [replies, extremes] = yield* all([
    all(
      actions.map((name) => {
        const isTaken = is(column(action), name);
        const could = !Object.hasOwn(candidates, name) ? number(1) : add(column(candidates[name]), 0);
        const [own, odds] = [when(isTaken, inverse, 0), when(isTaken, subtract(inverse, 1), 0)];
        const counted = { inverse: own, apart: subtract(own, could), odds, left: when(isTaken, 0, could), taken: indicator(isTaken) };
        return ask(moments({ columns: counted, where }));
      }),
    ),
    ask(quantiles({ of: inverse, at: [1], by: [action], where })),
  ]);
  return replies.flatMap(({ groups: [{ moments: m }] }, i) => {
    if (m.n < 2) return [];
    const [found, apart, error] = [meanOf(m, 'inverse'), meanOf(m, 'apart'), Math.sqrt(varianceOf(m, 'apart') / m.n)];
    if (!(error > 0)) return [];
    const normal = twoSided(apart / error);
    const largest = (extremes.groups.find(({ key }) => key[0] === actions[i])?.values[0] ?? 1) - 1;
    const few = Math.round(m.n * meanOf(m, 'taken')) < fewestTaken;
    const counted = (): number =>
      few ? 1 : opposedP(m.n * apart, { raising: noLighterThan(largest, sumsIn(m, 'odds')), lowering: noLighterThan(1, sumsIn(m, 'left')) });
    const pValue = normal < pValueLimits.propensities.warnBelow ? Math.max(normal, counted()) : normal;
    return [{ action: actions[i], bin: 'all', rows: m.n, expected: found - apart, found, pValue }];
  });
}

const sumsIn = (m: Moments, name: string): Sums => ({ sum: m.n * meanOf(m, name), squares: comomentOf(m, name, name) + m.n * meanOf(m, name) ** 2 });

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
        ? `Taken actions weighted by one over their probability add up to ${worst.found.toFixed(3)} of the rows for ${worst.action}, ${worst.expected > 0.9995 ? 'furthest from one' : `which was a candidate on ${worst.expected.toFixed(3)} of them, furthest apart`} (${sayP(pValue)} over ${tested.length} actions).`
        : `${worst.action} was taken on ${sayShare(worst.found)} of the ${sayCount(worst.rows)} rows where its probability is ${worst.bin}, against ${sayShare(worst.expected)} logged: the furthest apart of ${tested.length} bins (${sayP(pValue)}).`;
  const limits = pValueLimits.propensities;
  const found = { check: 'propensity-calibration', about: { column: action }, ...(worst && { statistic: worst.found }), pValue };
  const sets = worst?.bin === 'all' && worst.found < worst.expected ? ' Where an action could not be taken on every row, name its candidates.' : '';
  const mend = `Find out where the logged probability is not that of the draw: before exploration, before a fallback, of another version, or rounded.${sets}`;
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
