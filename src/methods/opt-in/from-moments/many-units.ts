import type { Finding } from '../../../estimate/finding.ts';
import { add, and, column, indicator, is, isKnown, number, subtract, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import type { GroupedLevels } from '../../../models/factor-levels.ts';
import { cellsIn, perfectPredictor } from '../../../models/logistic/separation.ts';
import { withFactor } from '../../../moments/factors.ts';
import { type Moments, meanOf, varianceOf } from '../../../moments/moments.ts';
import { indicatorName } from '../../../moments/terms.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type MomentsReply, moments } from '../../../relation/requests.ts';
import { derive, rollup, type Step, where } from '../../../relation/steps.ts';
import { comparedIn, hasLevel, type Look } from '../ask-units.ts';
import type { Among } from '../estimate.ts';
import type { Chosen } from '../options.ts';
import { type Counted, chanceRefusal, outcomeRefusal } from '../refusals.ts';

/** A column that units are compared by, as an expression. */
export interface ManyTerm {
  readonly covariate: string;
  readonly name: string;
  readonly expression: Expression;
  /** A level, of which the first is told by no column of its own. */
  readonly level?: string;
}

/** Which units count, and by what they are compared: they stay where they are. */
export interface Described {
  readonly terms: readonly ManyTerm[];
  /** Units with everything known; told by columns that are derived first. */
  readonly rows: Expression;
  readonly over: readonly Step[];
  /** Units that were left out because their chance is near zero or one, by arm: control first. */
  readonly trimmed: readonly [number, number];
  /** Units without the outcome or a covariate, where that was counted before. */
  readonly dropped?: readonly [number, number];
}

/** The units of an outcome by what they add up to. */
export interface ManyUnits extends Described {
  readonly names: readonly string[];
  /** Of the terms and the outcome, by arm: control first. */
  readonly arms: readonly [Moments, Moments];
  /** Of both together, with a column for the treatment. */
  readonly whole: Moments;
  readonly among: Among;
}

/** 1 of a treated unit, else 0: kept as a byte, which is compared sooner than the name of an arm. */
export const treatedColumn = 'estimand:treated';
export const isTreated: Expression = is(column(treatedColumn), '1');
/** 1 of a treated unit, else -1. */
export const side: Expression = column('estimand:side');
/** What it is called where moments by arm are put together. */
export const treatedName = indicatorName('estimand:arm', '1');

export function describedBy(c: Chosen, { grouped }: Look): Described {
  const terms = c.covariates.flatMap((x): readonly ManyTerm[] =>
    typeof x === 'string' ? [{ covariate: x, name: x, expression: column(x) }] : indicatorsOf(grouped.of.find(({ factor }) => factor === x.factor)!).slice(1),
  );
  const needed = [...new Set(c.covariates.map((x) => (typeof x === 'string' ? x : x.factor))), ...(c.cluster === undefined ? [] : [c.cluster])];
  const rows = [...needed.map((name) => isKnown(column(name))), isKnown(c.measure)].reduce(and, comparedIn(c));
  const treated = is(column(c.assignment), c.treatment);
  const arm = derive({ [treatedColumn]: when(treated, 1, 0), 'estimand:side': subtract(times(2, indicator(treated)), 1) });
  return { terms, rows, over: [arm], trimmed: [0, 0] };
}

export const indicatorsOf = (grouped: GroupedLevels): readonly ManyTerm[] =>
  grouped.levels.map((level) => ({
    covariate: grouped.factor,
    name: indicatorName(grouped.factor, level.level),
    level: level.level,
    expression: indicator(hasLevel(grouped.factor, level)),
  }));

/**
 * The moments of both arms.
 *
 * Errors  a finding that refuses the outcome, as of units that are looked at one by one.
 */
export function* measuredUnits(c: Chosen, described: Described): Asking<ManyUnits | Finding> {
  const { terms, rows, over, dropped } = described;
  const known = c.cluster === undefined ? comparedIn(c) : and(comparedIn(c), isKnown(column(c.cluster)));
  const [reply, clusters] = yield* all([
    ask(moments({ columns: columnsOf(terms, c), by: [treatedColumn], where: dropped ? rows : known, over })),
    all(c.cluster === undefined ? [] : [ask(moments({ columns: {}, over: [...over, where(rows), rollup([c.cluster], {})] }))]),
  ]);
  const measured = manyUnits(described, reply, clusters[0]?.groups[0].moments.n, c);
  const refused = outcomeRefusal(countedOf(measured, c), c) ?? uncertainIn(measured, c);
  return refused ?? measured;
}

const columnsOf = (terms: readonly ManyTerm[], c: Chosen): Readonly<Record<string, Expression>> => ({
  ...Object.fromEntries(terms.map(({ name, expression }) => [name, expression])),
  [outcomeIn(c)]: c.measure,
});

/** The outcome among the columns of moments: a covariate may have its name. */
export const outcomeIn = ({ outcome }: Chosen): string => `estimand:outcome ${outcome}`;

function manyUnits(described: Described, reply: MomentsReply, clusters: number | undefined, c: Chosen): ManyUnits {
  const names = described.terms.map(({ name }) => name);
  const found = ['0', '1'].map((arm) => reply.groups.find(({ key }) => key[0] === arm));
  const none = { n: 0, weight: 0, weightSquares: 0 };
  const raw = found.map(
    (group): Moments =>
      group?.moments ?? {
        columns: [...names, outcomeIn(c)],
        ...none,
        mean: new Float64Array(names.length + 1),
        comoment: new Float64Array((names.length + 1) ** 2),
      },
  );
  const { terms, shifts } = centredWhereFar(described.terms, wholeOf(raw));
  const [control, treatment] = raw.map((m) => ({ ...m, mean: m.mean.map((mean, j) => mean - (shifts[j] ?? 0)) }));
  const whole = wholeOf([control, treatment]);
  const cells = cellsIn(whole, outcomeIn(c), treatedName);
  return {
    ...described,
    terms,
    names,
    arms: [control, treatment],
    whole,
    among: {
      sizes: [control.n, treatment.n],
      means: [meanOf(control, outcomeIn(c)), meanOf(treatment, outcomeIn(c))],
      ...(clusters !== undefined && { clusters }),
      dropped: described.dropped ?? [found[0]?.dropped ?? 0, found[1]?.dropped ?? 0],
      trimmed: described.trimmed,
      binary: cells !== undefined,
    },
  };
}

const wholeOf = (arms: readonly Moments[]): Moments =>
  withFactor(
    'estimand:arm',
    arms.map((m, arm) => ({ level: String(arm), moments: m })),
    { reference: '0' },
  );

/** Farther from zero than so many standard deviations, a column loses digits where it is multiplied. */
const far = 8;

/** Columns that lie far from zero, less their mean: what is fitted to them is the same but for the constant. */
function centredWhereFar(terms: readonly ManyTerm[], whole: Moments): { readonly terms: readonly ManyTerm[]; readonly shifts: readonly number[] } {
  const shifts = terms.map(({ name }) => {
    const mean = meanOf(whole, name);
    return whole.n > 1 && Math.abs(mean) > far * Math.sqrt(varianceOf(whole, name)) ? mean : 0;
  });
  return { shifts, terms: terms.map((term, j) => (shifts[j] === 0 ? term : { ...term, expression: subtract(term.expression, shifts[j]) })) };
}

/** Sums of squares that are nothing beside the mean are rounding. */
const rounding = 1e-14;

function countedOf({ arms, whole, among: { sizes, dropped, clusters, binary } }: ManyUnits, c: Chosen): Counted {
  const outcome = outcomeIn(c);
  const mean = meanOf(whole, outcome);
  const constant = whole.n > 0 && !(whole.n > 1 && varianceOf(whole, outcome) > (rounding * mean) ** 2);
  return {
    arms: sizes,
    dropped,
    ...(clusters !== undefined && { clusters }),
    ...(constant && { constant: mean }),
    ...(binary && { ones: arms.map((m) => Math.round(m.n * meanOf(m, outcome))) }),
  };
}

/** A column of zeros and ones that tells for certain who opted in. */
function uncertainIn({ names, whole, among: { sizes } }: ManyUnits, c: Chosen): Finding | undefined {
  for (const name of names) {
    const cells = cellsIn(whole, name, treatedName);
    const perfect = cells && perfectPredictor(cells);
    if (perfect) return chanceRefusal({ kind: 'perfect-predictor', column: name, ...perfect }, sizes[0], c);
  }
  return undefined;
}

/** A constant and a factor for each term. */
export const linearIn = (terms: readonly ManyTerm[], factors: Float64Array): Expression =>
  terms.map(({ expression }, j) => times(factors[j + 1], expression)).reduce(add, number(factors[0]));
