import { column, indicator, is, isKnown, number, subtract, when } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { expressionKey } from '../../expressions/walk.ts';
import { remembered } from '../../math/remembered.ts';
import { eachLevel, expectFactors } from '../../models/factor-levels.ts';
import { indicatorName } from '../../moments/terms.ts';
import { type Covariate, columnOfCovariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type ColumnsReply, columns, levels } from '../../relation/requests.ts';
import type { AtThreshold } from './options.ts';

/** A covariate, or a level of one. */
export interface CovariateColumn {
  readonly name: string;
  readonly values: Float64Array;
}

/** The rows of a study as columns; NaN where a value is not known. */
export interface AskedRows {
  /** Less the cutoff of the row. */
  readonly score: Float64Array;
  readonly cutoff: Float64Array;
  /** 1 where the logged decision was for treatment. */
  readonly treatment?: Float64Array;
  readonly covariates: readonly CovariateColumn[];
  /** The levels that others are held against, of factors with more than two: they are in no line, yet can jump. */
  readonly references: readonly CovariateColumn[];
  readonly outcomes: Readonly<Record<string, Float64Array>>;
  readonly clusters?: Int32Array;
  /** Rows whose cluster is not known: in no estimate. */
  readonly clusterless: number;
}

/** Beyond every number that can be computed with: not known. */
const beyond = 1e76;
const known = (of: Expression): Expression => when(isKnown(of), of, beyond);
const isFactor = (x: Covariate): x is Extract<Covariate, object> => typeof x === 'object';

/**
 * The rows, once for all outcomes of a study.
 *
 * Shapes  one round for the levels of factors, where there are any; then the rows.
 * Errors  covariate-wide, covariate-mixed.
 */
export function* askRows(c: AtThreshold): Asking<AskedRows> {
  const { threshold, covariates, beside } = c;
  const { running, cutoff, decision, treated, cluster } = threshold;
  const factors = covariates.filter(isFactor);
  const found = yield* all(factors.map(({ factor }) => ask(levels({ of: factor }))));
  const levelsOf = new Map(factors.map(({ factor }, f) => [factor, found[f].groups.map((g) => g.key[0])]));
  expectFactors(levelsOf);
  const levelOf = (factor: string, level: string): readonly [string, Expression] => [
    indicatorName(factor, level),
    when(isKnown(column(factor)), indicator(is(column(factor), level)), beyond),
  ];
  const grouped = factors.map(({ factor }) => eachLevel(factor, levelsOf.get(factor)!));
  const terms = covariates.flatMap((x): readonly (readonly [string, Expression])[] => {
    if (!isFactor(x)) return [[x, column(x)]];
    const { levels: each } = grouped.find(({ factor }) => factor === x.factor)!;
    return each.slice(1).map(({ level }) => levelOf(x.factor, level));
  });
  const references = grouped.flatMap(({ factor, levels: each }) => (each.length > 2 ? [levelOf(factor, each[0].level)] : []));
  const at = typeof cutoff === 'number' ? number(cutoff) : column(cutoff);
  const reply = yield* ask(
    columns({
      columns: {
        'estimand:score': known(subtract(column(running), at)),
        'estimand:cutoff': known(at),
        ...(decision !== undefined && { 'estimand:treated': when(isKnown(column(decision)), indicator(is(column(decision), treated)), beyond) }),
        ...Object.fromEntries([...terms, ...references].map(([name, of]) => [`estimand:x:${name}`, known(of)])),
        ...Object.fromEntries(Object.entries(beside).map(([name, measure]) => [name, known(measure)])),
      },
      ...(cluster !== undefined && { keys: [cluster] }),
    }),
  );
  return remembered(reply, `threshold ${expressionKey([covariates.map(columnOfCovariate), beside])}`, () =>
    rowsOf(
      reply,
      c,
      terms.map(([name]) => name),
      references.map(([name]) => name),
    ),
  );
}

function rowsOf(
  { columns: found, keys, dropped }: ColumnsReply,
  { threshold: { decision, cluster }, beside }: AtThreshold,
  terms: readonly string[],
  references: readonly string[],
): AskedRows {
  const valuesOf = (name: string): Float64Array => found[name].map((value) => (value < beyond ? value : Number.NaN));
  const covariateOf = (name: string): CovariateColumn => ({ name, values: valuesOf(`estimand:x:${name}`) });
  return {
    score: valuesOf('estimand:score'),
    cutoff: valuesOf('estimand:cutoff'),
    ...(decision !== undefined && { treatment: valuesOf('estimand:treated') }),
    covariates: terms.map(covariateOf),
    references: references.map(covariateOf),
    outcomes: Object.fromEntries(Object.keys(beside).map((name) => [name, valuesOf(name)])),
    ...(cluster !== undefined && { clusters: keys[cluster].codes }),
    clusterless: dropped,
  };
}

/** Scores less the cutoff, of rows that have both: one array for all that ask. */
export const knownScores = (asked: AskedRows): Float64Array => remembered(asked, 'known scores', () => asked.score.filter((x) => !Number.isNaN(x)));
