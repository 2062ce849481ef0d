import { column, indicator, is, isKnown, not, when } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { indicatorName } from '../moments/terms.ts';
import type { Covariate } from '../protocol/protocol.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { type Group, moments } from '../relation/requests.ts';
import type { Step } from '../relation/steps.ts';
import { armOfCluster, clusterArms } from './cluster-arms.ts';

/** One way to compare a covariate: by its values, by one of its levels, or by where it is missing. */
export interface Look {
  readonly covariate: string;
  readonly column: string;
  readonly expression: Expression;
  /** Its moments by arm. */
  readonly groups: readonly Group[];
}

/** Every such comparison of every covariate. Values are compared where they are known. */
export function* looksAt(assignment: string, covariates: readonly Covariate[]): Asking<readonly Look[]> {
  const replies = yield* all(covariates.map((x) => (typeof x === 'string' ? valuesOf(x, assignment) : levelsOf(x.factor, assignment))));
  return replies.flat();
}

const missing = (covariate: string) => ({ covariate, column: `${covariate} is missing`, expression: indicator(not(isKnown(column(covariate)))) });

function* valuesOf(covariate: string, assignment: string): Asking<readonly Look[]> {
  const looks = [{ covariate, column: covariate, expression: column(covariate) }, missing(covariate)];
  const replies = yield* all(looks.map(({ expression }) => ask(moments({ columns: { look: expression }, by: [assignment] }))));
  return looks.map((look, i) => ({ ...look, groups: replies[i].groups }));
}

/** Shares of levels come from their counts. */
function* levelsOf(factor: string, assignment: string): Asking<readonly Look[]> {
  const unknown = missing(factor);
  const [counts, absent] = yield* all([
    ask(moments({ columns: {}, by: [assignment, factor] })),
    ask(moments({ columns: { look: unknown.expression }, by: [assignment] })),
  ]);
  const levels = [...new Set(counts.groups.map((g) => g.key[1]))].sort();
  const ofArm = (arm: string) => counts.groups.filter((g) => g.key[0] === arm);
  const shares = (level: string): readonly Group[] =>
    absent.groups.map(({ key: [arm] }) => {
      const n = ofArm(arm).reduce((sum, g) => sum + g.moments.n, 0);
      const ones = ofArm(arm).find((g) => g.key[1] === level)?.moments.n ?? 0;
      const share = n > 0 ? ones / n : 0;
      const own = { columns: ['look'], n, weight: n, weightSquares: n, mean: Float64Array.of(share), comoment: Float64Array.of(n * share * (1 - share)) };
      return { key: [arm], moments: own, dropped: 0 };
    });
  const looks = levels.map((level) => ({
    covariate: factor,
    column: indicatorName(factor, level),
    expression: when(isKnown(column(factor)), indicator(is(column(factor), level)), 0),
    groups: shares(level),
  }));
  return [...looks, { ...unknown, groups: absent.groups }];
}

/** One row a cluster, with its arm and its mean of every look. */
export function clustersOf(looks: readonly Look[], cluster: string, assignment: string): readonly Step[] {
  return [clusterArms(cluster, assignment, Object.fromEntries(looks.map((look) => [look.column, { kind: 'mean', of: look.expression } as const])))];
}

/** The same on means of clusters, one row each. */
export function* byCluster(looks: readonly Look[], cluster: string, assignment: string): Asking<readonly Look[]> {
  const over = clustersOf(looks, cluster, assignment);
  const replies = yield* all(looks.map((look) => ask(moments({ columns: { look: column(look.column) }, by: { arm: armOfCluster }, over }))));
  return looks.map((look, i) => ({ ...look, groups: replies[i].groups }));
}
