import { is, or, subtract, times } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { eventsIn, squaresEqualValues } from '../inference/arms/binary.ts';
import { canPermute, permutedSums } from '../inference/permutation/permuted-sums.ts';
import { hypergeometricTwoSided } from '../math/distributions/hypergeometric.ts';
import { stream } from '../math/random/stream.ts';
import type { DesignColumn } from '../models/arm-columns.ts';
import { merge } from '../moments/merge.ts';
import { type Moments, meanOf, select, varianceOf } from '../moments/moments.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { columns as columnsOf, moments } from '../relation/requests.ts';
import type { Step } from '../relation/steps.ts';

/** What is compared: columns of rows, or of what the steps make of them, in two arms. The moments are those of these columns. */
export interface Compared {
  readonly arm: string;
  readonly control: string;
  readonly columns: readonly DesignColumn[];
  readonly keys: { readonly arm: Expression; readonly block?: Expression };
  readonly over?: readonly Step[];
  readonly treatment: Moments;
  readonly base: Moments;
}

export interface Confirmed {
  readonly pValue: number;
  /** Columns too thin at this size, which nothing tests. */
  readonly untested: readonly string[];
}

/** Values that are fetched at most. */
const mostFetched = 15_000_000;
/** A mean of so many times the kurtosis of a column raises 1.3 alarms where one in a thousand is promised, by Edgeworth's terms; of fewer units more. */
const enoughForNormal = 50;

/**
 * A joint test that would raise an alarm, asked again without normality: the alarm stands where both agree.
 *
 * Model   by permutation where the smaller arm can be drawn often enough: then nothing is assumed of the columns. Where no draw reaches what was seen, the first
 *         p-value stands, at most what so many draws can say. In larger arms the joint test is of columns that are not too rare or skewed for it, and each rare
 *         indicator has Fisher's exact test, Bonferroni over these.
 * @param joint  the first test on some of the columns.
 */
export function* confirmed(c: Compared, pValue: number, joint: (names: readonly string[]) => number | undefined): Asking<Confirmed> {
  const { treatment, base, columns } = c;
  const names = columns.map(({ name }) => name).filter((name) => varianceOf(merge(treatment, base), name) > 0);
  const [smaller, all] = [Math.min(treatment.n, base.n), treatment.n + base.n];
  if (canPermute(smaller, names.length) && all * names.length <= mostFetched)
    return { pValue: Math.max(pValue, yield* permuted(c, names, pValue)), untested: [] };
  return yield* apart(c, names, pValue, joint);
}

function* permuted(c: Compared, names: readonly string[], pValue: number): Asking<number> {
  const reply = yield* ask(columnsOf({ columns: askedOf(c, names), keys: c.keys, ...within(c) }));
  const { codes, levels } = reply.keys.arm;
  const treated = levels.indexOf(c.arm);
  const blocks = reply.keys.block;
  const found = permutedSums(
    {
      columns: names.map((name) => reply.columns[name]),
      rows: reply.n,
      isTreated: (row) => codes[row] === treated,
      ...(blocks && { blocks: { codes: blocks.codes, count: blocks.levels.length } }),
    },
    stream(1),
  );
  if (!found) return pValue;
  return found.pValue > found.least ? found.pValue : Math.min(found.pValue, pValue);
}

function* apart(c: Compared, names: readonly string[], pValue: number, joint: (names: readonly string[]) => number | undefined): Asking<Confirmed> {
  const { treatment, base } = c;
  const whole = merge(select(treatment, names), select(base, names));
  const squares = Object.fromEntries(
    Object.entries(askedOf(c, names)).map(([name, x]) => [name, times(subtract(x, meanOf(whole, name)), subtract(x, meanOf(whole, name)))]),
  );
  const reply = yield* ask(moments({ columns: squares, ...within(c) }));
  const [{ moments: m }] = reply.groups;
  const kurtosis = (name: string): number => 1 + varianceOf(m, name) / meanOf(m, name) ** 2;
  const thin = names.filter((name) => Math.min(treatment.n, base.n) < enoughForNormal * kurtosis(name));
  if (thin.length === 0) return { pValue, untested: [] };
  const rest = joint(names.filter((name) => !thin.includes(name)));
  const isCounted = (name: string): boolean => c.keys.block === undefined && [treatment, base].every((arm) => squaresEqualValues(arm, name));
  const exact = thin.filter(isCounted).map((name) => fisher(treatment, base, name));
  const all = [...(rest === undefined ? [] : [rest]), ...exact];
  return { pValue: all.length === 0 ? 1 : Math.min(1, all.length * Math.min(...all)), untested: thin.filter((name) => !isCounted(name)) };
}

/** Fisher's exact test of a column of 0 and 1. */
export function fisher(treatment: Moments, base: Moments, name: string): number {
  const [one, zero] = [eventsIn(treatment, name), eventsIn(base, name)];
  return hypergeometricTwoSided(one, { drawn: treatment.n, marked: one + zero, total: treatment.n + base.n });
}

const askedOf = ({ columns }: Compared, names: readonly string[]): Readonly<Record<string, Expression>> =>
  Object.fromEntries(columns.filter(({ name }) => names.includes(name)).map(({ name, expression }) => [name, expression]));

const within = ({ keys, arm, control, over }: Compared) => ({ where: or(is(keys.arm, arm), is(keys.arm, control)), ...(over && { over }) });
