import type { Answer } from '../estimate/answer.ts';
import type { Exhibit } from '../estimate/exhibit.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayP } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { verdictOf } from '../estimate/verdict-of.ts';
import { column } from '../expressions/build.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import { hotelling } from '../inference/hotelling.ts';
import type { DesignColumn } from '../models/arm-columns.ts';
import { armDesign } from '../models/arm-design.ts';
import { type Moments, meanOf, select, varianceOf } from '../moments/moments.ts';
import { type Covariate, columnOfCovariate } from '../protocol/protocol.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { type Group, moments } from '../relation/requests.ts';
import { blockMoments, withinBlocks } from './balance-blocks.ts';
import { armOfCluster, clusterArms } from './cluster-arms.ts';
import { confirmed } from './confirmed-balance.ts';
import { expectControl } from './expect-control.ts';

export interface BalanceOptions {
  readonly assignment: string;
  readonly control: string | number | boolean;
  readonly covariates: readonly Covariate[];
  /** Column of what was randomized, when that is coarser than a row: the joint test is then one of cluster means. */
  readonly cluster?: string;
  /** Column of the blocks within which arms were drawn: differences are then those within them. */
  readonly blocks?: string;
}

interface Row {
  readonly name: string;
  readonly arm: string;
  /** Standardised mean difference, over the pooled SD of the two arms. */
  readonly difference: number;
  readonly varianceRatio: number;
}

/** Undefined where covariates repeat each other. */
type Test = { readonly pValue: number; readonly untested?: readonly string[] } | undefined;

const largeDifference = 0.1;
const limits = pValueLimits.balance;

/**
 * Were the arms alike before treatment?
 *
 * Model   standardised mean differences and variance ratios; Hotelling's test of all mean differences at once,
 *         with a cluster on the means of clusters, which were randomized. With blocks differences are those within them, tested by Hansen and Bowers. An alarm
 *         is confirmed without normality, by permutation: `confirmed`.
 * Shapes  moments of the covariates by arm; factors as indicators, missingness as an indicator. Rows only to confirm an alarm.
 * Errors  arm-missing when no row is in the control arm. Nothing is said when an arm has one unit, or no covariate has two values.
 * Source  Austin (2009), Statistics in Medicine 28; Hansen & Bowers (2008), Statistical Science 23.
 */
export const balance = question<BalanceOptions>(
  {
    id: 'balance',
    title: 'Covariate balance between arms',
    source: 'Austin (2009), Statistics in Medicine 28; Hansen & Bowers (2008), Statistical Science 23',
    docs: 'docs/checks/balance.md',
    rounds: { usual: 1, most: 3 },
    clusteredRounds: { usual: 2, most: 4 },
    plan: ({ drawn, assignment, covariates, blocks, cluster }) => {
      // Blocks are alike in both arms by design.
      const compared = covariates.filter((x) => columnOfCovariate(x) !== blocks);
      return drawn === 'by-chance' && assignment && compared.length > 0
        ? [
            {
              assignment: assignment.column,
              control: assignment.control,
              covariates: compared,
              ...(blocks !== undefined && { blocks }),
              ...(cluster !== undefined && { cluster }),
            },
          ]
        : [];
    },
    example: { assignment: 'z', control: 0, covariates: ['x', { factor: 'g' }] },
  },
  function* (options): Asking<Answer> {
    const { assignment, covariates, cluster, blocks } = options;
    const control = canonicalText(options.control);
    const numbers = covariates.filter((x) => typeof x === 'string');
    const [design, ...known] = yield* all([
      armDesign({ assignment }, covariates),
      ...numbers.map((x) => ask(moments({ columns: { [x]: column(x) }, by: [assignment] }))),
    ]);
    expectControl(design.groups, assignment, control);
    const armOf = (groups: readonly Group[], arm: string): Moments | undefined => groups.find((g) => g.key[0] === arm && g.moments.n > 1)?.moments;
    const arms = design.groups.map((g) => g.key[0]).filter((arm) => arm !== control && armOf(design.groups, arm));
    const base = armOf(design.groups, control);
    if (!base || arms.length === 0 || design.columns.length === 0) return { estimates: [], findings: [], exhibits: [] };
    const cells = blocks === undefined ? undefined : yield* blockMoments(design.columns, assignment, blocks);
    const inBlocks = new Map(cells ? arms.map((arm) => [arm, withinBlocks(cells, arm, control)]) : []);
    const rows = arms.flatMap((arm) =>
      design.columns.map(({ name }): Row => {
        const own = known[numbers.indexOf(name)]?.groups ?? design.groups;
        const [treatment, other] = [armOf(own, arm) ?? armOf(design.groups, arm)!, armOf(own, control) ?? base];
        return compare(name, arm, treatment, other, inBlocks.get(arm)?.difference(name) ?? meanOf(treatment, name) - meanOf(other, name));
      }),
    );
    const tested = cluster === undefined ? design.groups : yield* clusterMeans(design.columns, cluster, assignment);
    // Clusters within blocks are compared across them: their means are what was drawn.
    const over = cluster === undefined ? undefined : [clusterArms(cluster, assignment, clusterTotals(design.columns))];
    const columns = over ? design.columns.map(({ name }) => ({ name, expression: column(name) })) : design.columns;
    const tests: Test[] = [];
    for (const arm of arms) {
      const [treatment, other] = [armOf(tested, arm), armOf(tested, control)];
      const within = cluster === undefined ? inBlocks.get(arm) : undefined;
      const test = within?.test ?? hotelling(treatment, other);
      // What would be no alarm by either reference need not be asked twice.
      if (!test || !treatment || !other || test.pValue >= limits.warnBelow) tests.push(test);
      else {
        const keys = over ? { arm: armOfCluster } : { arm: column(assignment), ...(within?.test && blocks !== undefined && { block: column(blocks) }) };
        const joint = (names: readonly string[]): number | undefined => hotelling(select(treatment, names), select(other, names))?.pValue;
        tests.push(yield* confirmed({ arm, control, columns, keys, treatment, base: other, ...(over && { over }) }, test.pValue, joint));
      }
    }
    return { estimates: [], findings: [finding(rows, tests, covariates, arms.length)], exhibits: [lovePlot(rows, arms)] };
  },
);

/** The covariates' means in each cluster, one row a cluster: under randomization of clusters they are exchangeable, whatever their sizes. */
function* clusterMeans(columns: readonly DesignColumn[], cluster: string, assignment: string): Asking<readonly Group[]> {
  const asked = Object.fromEntries(columns.map(({ name }) => [name, column(name)]));
  const reply = yield* ask(moments({ columns: asked, by: { arm: armOfCluster }, over: [clusterArms(cluster, assignment, clusterTotals(columns))] }));
  return reply.groups;
}

const clusterTotals = (columns: readonly DesignColumn[]) =>
  Object.fromEntries(columns.map(({ name, expression }) => [name, { kind: 'mean', of: expression } as const]));

function compare(name: string, arm: string, treatment: Moments, control: Moments, difference: number): Row {
  const [v1, v0] = [varianceOf(treatment, name), varianceOf(control, name)];
  const pooled = Math.sqrt((v1 + v0) / 2);
  return { name, arm, difference: pooled > 0 ? difference / pooled : 0, varianceRatio: v0 > 0 ? v1 / v0 : 1 };
}

function finding(rows: readonly Row[], tests: readonly Test[], covariates: readonly Covariate[], arms: number): Finding {
  const worst = rows.reduce((a, b) => (Math.abs(b.difference) > Math.abs(a.difference) ? b : a));
  // With several arms the smallest p-value is multiplied by their number.
  const smallest = tests.reduce<number | undefined>((p, t) => (t && (p === undefined || t.pValue < p) ? t.pValue : p), undefined);
  const pValue = smallest === undefined ? undefined : Math.min(1, arms * smallest);
  const untested = [...new Set(tests.flatMap((t) => t?.untested ?? []))];
  const leftOut = untested.length > 0 ? `, without ${untested.join(', ')}: too rare or skewed to be tested among so many units` : '';
  const joint =
    pValue === undefined ? 'no joint test, since covariates repeat each other or are too many for the units' : `joint test ${sayP(pValue)}${leftOut}`;
  const shared = {
    check: 'balance',
    about: { column: worst.name, arm: worst.arm },
    statistic: worst.difference,
    threshold: largeDifference,
    ...(pValue !== undefined && { pValue, canHold: true as const }),
    says: `Largest standardised difference before treatment: ${worst.name} ${worst.difference >= 0 ? '+' : ''}${worst.difference.toFixed(3)} (${joint}).`,
  };
  const mend = `Check that ${covariates.map(columnOfCovariate).join(', ')} were measured before assignment, and how units were assigned.`;
  const tested = pValue === undefined ? 'pass' : verdictOf(pValue, limits);
  if (tested === 'fail') return { ...shared, verdict: 'fail', identification: true, mend };
  if (tested === 'warn' || Math.abs(worst.difference) > largeDifference) return { ...shared, verdict: 'warn', mend };
  return { ...shared, verdict: 'pass' };
}

function lovePlot(rows: readonly Row[], arms: readonly string[]): Exhibit {
  const within = rows.filter((r) => Math.abs(r.difference) <= largeDifference).length;
  const says = `${within} of ${rows.length} standardised differences lie within ${largeDifference}.`;
  return {
    id: 'balance',
    title: 'Balance before treatment',
    kind: 'points',
    says,
    alt: `Standardised mean differences of the covariates between arms. ${says}`,
    columns: {
      label: rows.map((r) => (arms.length > 1 ? `${r.name} (${r.arm})` : r.name)),
      value: rows.map((r) => r.difference),
      varianceRatio: rows.map((r) => r.varianceRatio),
    },
    marks: [
      { at: -largeDifference, label: '-0.1' },
      { at: 0, label: '0' },
      { at: largeDifference, label: '0.1' },
    ],
  };
}
