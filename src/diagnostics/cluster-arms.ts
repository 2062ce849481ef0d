import { column } from '../expressions/build.ts';
import type { Expression } from '../expressions/expression.ts';
import { rollup, type Step, type Total } from '../relation/steps.ts';

const name = 'estimand:arm';

/** The arm that all rows of a cluster share; unknown where they differ. */
export const armOfCluster: Expression = column(name);

/** One row a cluster, with its arm and further totals. */
export const clusterArms = (cluster: string, assignment: string, totals: Readonly<Record<string, Total>> = {}): Step =>
  rollup([cluster], { ...totals, [name]: { kind: 'only', of: column(assignment) } });
