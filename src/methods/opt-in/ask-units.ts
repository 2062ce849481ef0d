import { column, indicator, is, isKnown, or, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { expressionKey } from '../../expressions/walk.ts';
import type { Clusters } from '../../inference/observed/observed-units.ts';
import { remembered } from '../../math/remembered.ts';
import { expectFactors, type GroupedLevel, type GroupedLevels, groupedLevels, type JoinedLevels, joinedIn, leastUnitsOf } from '../../models/factor-levels.ts';
import { indicatorName } from '../../moments/terms.ts';
import { type Covariate, columnOfCovariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type ColumnsReply, columns, type MomentsReply, moments } from '../../relation/requests.ts';
import type { Chosen } from './options.ts';

/** A column that units are compared by: a number, or a level of a factor. */
export interface Term {
  readonly covariate: string;
  readonly name: string;
  readonly values: Float64Array;
  /** A level, of which the first is told by no column of its own. */
  readonly level?: string;
}

/** Units with one of the two arms, their covariates and outcomes; NaN where a value is not known. */
export interface AskedUnits {
  readonly treated: Uint8Array;
  readonly terms: readonly Term[];
  readonly outcomes: Readonly<Record<string, Float64Array>>;
  readonly clusters?: Clusters;
  readonly joined: readonly JoinedLevels[];
  /** The level of each factor that the others are held against. */
  readonly references: readonly { readonly covariate: string; readonly level: string; readonly values: Float64Array }[];
}

/** Beyond every number that can be computed with: not known. */
const beyond = 1e76;

const known = (of: Expression): Expression => when(isKnown(of), of, beyond);
const factorsIn = (covariates: readonly Covariate[]) => covariates.filter((x): x is Extract<Covariate, object> => typeof x === 'object');

/** What is known before any unit is looked at. */
export interface Look {
  /** Units with one of the two arms. */
  readonly units: number;
  readonly grouped: Grouped;
}

/** Units with one of the two arms. */
export function comparedIn({ assignment, control, treatment }: Chosen): Expression {
  const arm = column(assignment);
  return or(is(arm, control), is(arm, treatment));
}

/**
 * How many units there are, and which levels factors have.
 *
 * Errors  covariate-mixed, covariate-wide.
 */
export function* lookAtUnits(c: Chosen): Asking<Look> {
  const { assignment, covariates } = c;
  const factors = factorsIn(covariates);
  const counted = [[assignment], ...factors.map(({ factor }) => [assignment, factor])];
  const [sizes, ...found] = yield* all(counted.map((by) => ask(moments({ columns: {}, by, where: comparedIn(c) }))));
  const arms = sizes.groups.map(({ moments: m }) => m.n);
  return { units: arms.reduce((sum, n) => sum + n, 0), grouped: groupedIn(factors, found, arms) };
}

/**
 * The units of both arms, one row each: asked once for all outcomes of a study.
 *
 * Shapes  a column for each covariate and each outcome.
 */
export function* askUnits(c: Chosen, { grouped }: Look): Asking<AskedUnits> {
  const { assignment, treatment, cluster, covariates, beside } = c;
  const arm = column(assignment);
  const compared = comparedIn(c);
  const reply = yield* ask(
    columns({
      where: compared,
      columns: {
        'estimand:treated': indicator(is(arm, treatment)),
        ...Object.fromEntries(
          covariates.map((x) => [
            columnOfCovariate(x),
            typeof x === 'string' ? known(column(x)) : codeOf(grouped.of.find(({ factor }) => factor === x.factor)!),
          ]),
        ),
        ...Object.fromEntries(Object.entries(beside).map(([name, measure]) => [name, known(measure)])),
      },
      ...(cluster !== undefined && { keys: [cluster] }),
    }),
  );
  return remembered(reply, expressionKey([covariates, beside]), () => unitsOf(reply, c, grouped));
}

export interface Grouped {
  readonly of: readonly GroupedLevels[];
  readonly joined: readonly JoinedLevels[];
}

/** Levels that are rare in both arms together are one. */
function groupedIn(factors: readonly Extract<Covariate, object>[], replies: readonly MomentsReply[], arms: readonly number[]): Grouped {
  const least = arms.length > 0 ? leastUnitsOf(arms) : 1;
  const of = factors.map((factor, f) => {
    const byArm = new Map<string, Map<string, number>>();
    for (const {
      key: [arm, level],
      moments: m,
    } of replies[f].groups) {
      const own = byArm.get(arm) ?? new Map<string, number>();
      byArm.set(arm, own.set(level, m.n));
    }
    expectFactors(new Map([[factor.factor, [...new Set([...byArm.values()].flatMap((own) => [...own.keys()]))].sort()]]));
    return groupedLevels(factor, byArm, least);
  });
  return { of, joined: joinedIn(of, least) };
}

/** Has a unit this level, or one of those that were joined to it? */
export const hasLevel = (factor: string, { of }: GroupedLevel): Expression => of.map((level) => is(column(factor), level)).reduce(or);

/** The place of a unit's level among the grouped ones. */
function codeOf({ factor, levels: grouped }: GroupedLevels): Expression {
  return grouped.reduce<Expression>((otherwise, level, code) => when(hasLevel(factor, level), code, otherwise), { op: 'number', value: beyond });
}

function unitsOf({ n, columns: found, keys }: ColumnsReply, { covariates, beside, cluster }: Chosen, { of: grouped, joined }: Grouped): AskedUnits {
  const valuesOf = (name: string): Float64Array => found[name].map((value) => (value < beyond ? value : Number.NaN));
  const references: { covariate: string; level: string; values: Float64Array }[] = [];
  const terms = covariates.flatMap((x): readonly Term[] => {
    const values = valuesOf(columnOfCovariate(x));
    if (typeof x === 'string') return [{ covariate: x, name: x, values }];
    const { levels: own } = grouped.find(({ factor }) => factor === x.factor)!;
    const indicators = own.map(({ level }, code) => ({
      covariate: x.factor,
      name: indicatorName(x.factor, level),
      level,
      values: values.map((value) => (Number.isNaN(value) ? value : value === code ? 1 : 0)),
    }));
    references.push(...indicators.slice(0, 1));
    return indicators.slice(1);
  });
  return {
    treated: Uint8Array.from({ length: n }, (_, i) => found['estimand:treated'][i]),
    terms,
    outcomes: Object.fromEntries(Object.keys(beside).map((name) => [name, valuesOf(name)])),
    ...(cluster !== undefined && { clusters: { codes: keys[cluster].codes, count: keys[cluster].levels.length } }),
    joined,
    references,
  };
}
