import { add, column, greater, indicator, number } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type Covariate, columnOfCovariate } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { quantiles } from '../../relation/requests.ts';

/** A covariate cut into bins: fifths of a number, levels of a factor. */
export interface Binned {
  readonly column: string;
  readonly key: Expression;
  /** What a bin is called, by its key. */
  readonly nameOf: (key: string) => string;
}

const binQuantiles = [0.2, 0.4, 0.6, 0.8];

/** One round where there are numbers. */
export function* askContextBins(covariates: readonly Covariate[], where: Expression): Asking<readonly Binned[]> {
  const numeric = covariates.flatMap((x) => (typeof x === 'string' ? [x] : []));
  const edges = yield* all(numeric.map((name) => ask(quantiles({ of: column(name), at: binQuantiles, where }))));
  return covariates.map((x): Binned => {
    const name = columnOfCovariate(x);
    if (typeof x !== 'string') return { column: name, key: column(name), nameOf: (key) => key };
    const cuts = [...new Set(edges[numeric.indexOf(x)].groups[0]?.values ?? [])];
    const names = binNames(cuts);
    return { column: name, key: binOf(column(name), cuts), nameOf: (key) => names[Number(key)] };
  });
}

const binOf = (of: Expression, cuts: readonly number[]): Expression => cuts.map((cut) => indicator(greater(of, cut))).reduce((a, b) => add(a, b), number(0));

function binNames(cuts: readonly number[]): readonly string[] {
  const said = cuts.map((cut) => Number(cut.toPrecision(3)).toString());
  return [`up to ${said[0]}`, ...said.slice(1).map((to, i) => `${said[i]} to ${to}`), `above ${said.at(-1)}`];
}
