import type { Answer } from '../estimate/answer.ts';
import { column, indicator, isKnown, not, when } from '../expressions/build.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import type { Expression } from '../expressions/expression.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { columns, moments } from '../relation/requests.ts';
import type { Total } from '../relation/steps.ts';
import { armOfCluster, clusterArms } from './cluster-arms.ts';
import { averagedEffects, averagesExhibit, sizeFindings } from './cluster-averages.ts';
import { clusterExhibits } from './cluster-exhibits.ts';
import { clusterFindings } from './cluster-findings.ts';
import { type ArmClusters, type OutcomeClusters, outcomeClusters } from './cluster-sizes.ts';
import { expectControl } from './expect-control.ts';

export interface ClustersOptions {
  /** Column of what was randomized. */
  readonly cluster: string;
  readonly assignment: string;
  readonly control: string | number | boolean;
  readonly outcomes: readonly { readonly name: string; readonly measure?: Expression }[];
}

const size = 'estimand:rows';
const [countOf, meanOf] = [(i: number): string => `estimand:known ${i}`, (i: number): string => `estimand:mean ${i}`];

/**
 * What the clusters of a design can carry: how many in each arm, how unequal, how alike their rows, and how many degrees of freedom that leaves.
 *
 * Model   analysis-of-variance intraclass correlation within arms; design effect 1 + (m - 1) ICC; Bell and McCaffrey's degrees of freedom of the
 *         difference in means. Effects averaged over rows and over clusters (`averagedEffects`). Warned of below five clusters in an arm, when one holds most of the
 *         rows of its arm, and when an effect goes with the size of clusters.
 * Shapes  a rollup to one row a cluster, fetched; moments of the outcomes by arm.
 * Errors  arm-missing when no cluster is in the control arm.
 * Source  Donner (1986), International Statistical Review 54; Bell & McCaffrey (2002), Survey Methodology 28.
 */
export const clusters = question<ClustersOptions>(
  {
    id: 'clusters',
    title: 'Clusters: number, sizes and likeness',
    source: 'Donner (1986), International Statistical Review 54; Bell & McCaffrey (2002), Survey Methodology 28',
    docs: 'docs/checks/clusters.md',
    rows: 'all',
    rounds: { usual: 1, most: 1 },
    plan: ({ cluster, assignment, outcomes }) =>
      cluster !== undefined && assignment
        ? [
            {
              cluster,
              assignment: assignment.column,
              control: assignment.control,
              outcomes: outcomes.filter((o) => o.ratio === undefined && o.quantile === undefined).map(({ name, measure }) => ({ name, measure })),
            },
          ]
        : [],
    example: { cluster: 'unit', assignment: 'z', control: 0, outcomes: [{ name: 'y' }, { name: 'b' }] },
  },
  function* (options): Asking<Answer> {
    const { cluster, assignment, outcomes } = options;
    const control = canonicalText(options.control);
    const measures = outcomes.map(({ name, measure }) => measure ?? column(name));
    const known = isKnown(column(cluster));
    const totals: Record<string, Total> = { [size]: { kind: 'count' } };
    const asked: Record<string, Expression> = { [size]: column(size) };
    for (const [i, measure] of measures.entries()) {
      totals[countOf(i)] = { kind: 'sum', of: indicator(isKnown(measure)) };
      totals[meanOf(i)] = { kind: 'mean', of: measure };
      asked[countOf(i)] = column(countOf(i));
      asked[meanOf(i)] = when(isKnown(column(meanOf(i))), column(meanOf(i)), 0);
    }
    const over = [clusterArms(cluster, assignment, totals)];
    // The outcomes first: what is wrong with their values is told of them, not of the means that are made of them.
    const [values, rows, outside] = yield* all([
      all(measures.map((y, i) => ask(moments({ columns: { [outcomes[i].name]: y }, by: [assignment], where: known })))),
      ask(columns({ columns: asked, keys: { arm: armOfCluster }, over })),
      ask(moments({ columns: {}, where: not(known) })),
    ]);
    const counts = { mixed: rows.dropped, outside: outside.groups[0].moments.n, clusters: rows.n };
    if (rows.n === 0 && rows.dropped > 0) return { estimates: [], findings: clusterFindings(options, [], [], counts), exhibits: [] };
    const levels = rows.keys.arm.levels;
    expectControl(
      levels.map((arm) => ({ key: [arm] })),
      assignment,
      control,
    );
    const arms = [control, ...levels.filter((arm) => arm !== control)].map((arm): ArmClusters => {
      const at = Int32Array.from({ length: rows.n }, (_, g) => g).filter((g) => rows.keys.arm.codes[g] === levels.indexOf(arm));
      const pick = (name: string): Float64Array => Float64Array.from(at, (g) => rows.columns[name][g]);
      const squares = values.map(({ groups }) => groups.find((g) => g.key[0] === arm)?.moments.comoment[0] ?? 0);
      return { arm, sizes: pick(size), outcomes: measures.map((_, i) => ({ sizes: pick(countOf(i)), means: pick(meanOf(i)), squares: squares[i] })) };
    });
    const shown = outcomes.map(({ name }, i): OutcomeClusters => outcomeClusters(name, arms, i));
    const averaged = averagedEffects(
      outcomes.map(({ name }) => name),
      arms,
    );
    return {
      estimates: [],
      findings: [...sizeFindings(cluster, averaged), ...clusterFindings(options, arms, shown, counts)],
      exhibits: [...clusterExhibits(cluster, arms, shown), ...averagesExhibit(cluster, averaged)],
    };
  },
);
