import type { Answer } from '../../../estimate/answer.ts';
import { joinAnswers } from '../../../estimate/answer.ts';
import type { Estimate, Piece } from '../../../estimate/estimate.ts';
import { column } from '../../../expressions/build.ts';
import { inClusters, withKnownClusters } from '../../../inference/arms/clustered/known-clusters.ts';
import { comparison } from '../../../inference/arms/comparison.ts';
import {
  type Arms,
  type Contrast,
  type ContrastOptions,
  contrastOf,
  contrastRecord,
  contrastsOf,
  estimandOf,
  estimateId,
} from '../../../inference/arms/contrast.ts';
import { isMechanismRefusal } from '../../../inference/randomization/mechanism.ts';
import { type RandomizationTest, randomizationInference } from '../../../inference/randomization/randomization-test.ts';
import { question } from '../../../protocol/question.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { columns, type Group, moments } from '../../../relation/requests.ts';
import { called, type DrawnBy, type DrawnRows, drawnRows } from './drawn-rows.ts';
import { type DrawnRefusal, drawnFindings, refusedFinding } from './findings.ts';

export interface RandomizationTestOptions extends ContrastOptions {
  /** How often arms are drawn anew, where there are too many ways to go through all; default 5,000. */
  readonly draws?: number;
  /** Default: 1. */
  readonly seed?: number;
  /** Column of the blocks within which arms were drawn. */
  readonly blocks?: string;
  /** Arms were drawn again until these columns were alike in them. */
  readonly rerandomized?: { readonly on: readonly string[]; readonly acceptance: number };
  /** `studentized` (default) is valid for the average effect too, in large samples; `difference` is that of the means as it is. */
  readonly statistic?: 'studentized' | 'difference';
}

export interface RandomizationDetails {
  readonly exact: boolean;
  readonly assignments: number;
  readonly simulationError: number;
  readonly studentized: 'within' | 'over-blocks' | 'none';
  /** One-sided p-values: of an effect above none, and below. */
  readonly greater: number;
  readonly less: number;
}

/**
 * Randomization test of no effect on anybody, and the constant effects that it does not reject.
 *
 * Model   arms are drawn anew by the mechanism that was used (units or whole clusters, within blocks, again until alike), with as many in each arm; the p-value is the share of draws whose studentised
 *         difference in means is at least as large as it was. All draws where these are few, else (1 + b) / (1 + B). Interval and one-sided bounds invert the same test.
 * Shapes  units with the outcome, in the arms, clusters and blocks that are named; each treatment is drawn against control among the units of both.
 * Units   outcome units; a share for binary outcomes. There is no standard error.
 * Errors  arm-missing, arm-too-small, outcome-missing, not-finite. A constant outcome is refused, and what cannot be drawn anew.
 * Source  Fisher (1935); Wu & Ding (2021), JASA 116; Morgan & Rubin (2012), Annals of Statistics 40. Parity: enumeration in numpy; scipy permutation_test.
 */
export const randomizationTest = question<RandomizationTestOptions>(
  {
    id: 'randomization-test',
    title: 'Randomization test, with the effects that it does not reject',
    source: 'Fisher (1935), The Design of Experiments; Wu & Ding (2021), JASA 116; Phipson & Smyth (2010)',
    docs: 'docs/methods/randomization-test.md',
    label: 'by drawing arms anew',
    interval: 'set',
    rounds: { usual: 1, most: 2 },
    plan: ({ analysis, cluster, blocks, rerandomized, ...protocol }) =>
      analysis.randomization === undefined
        ? []
        : contrastsOf({ analysis, cluster, blocks, ...protocol }, (o) => !o.measured && (o.role === 'primary' || o.role === 'guardrail')).map(
            ({ cluster: _, clusterArms: __, ...o }) => ({
              ...o,
              role: 'secondary',
              draws: analysis.randomization!,
              seed: analysis.seed,
              ...(cluster !== undefined && { cluster }),
              ...(blocks !== undefined && { blocks }),
              ...(rerandomized && { rerandomized }),
            }),
          ),
    example: { outcome: 'y', assignment: 'z', control: 0, draws: 400, seed: 1 },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    const { blocks, rerandomized, draws = 5000, seed = 1, statistic } = options;
    const by: DrawnBy = { cluster: c.cluster, blocks, rerandomized };
    const on = Object.fromEntries((rerandomized?.on ?? []).map((name, j) => [called.balanced(j), column(name)]));
    const keys = {
      [called.arm]: column(c.assignment),
      ...(c.cluster !== undefined && { [called.cluster]: column(c.cluster) }),
      ...(blocks !== undefined && { [called.block]: column(blocks) }),
    };
    const [reply, rows] = yield* all([
      withKnownClusters(c, ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment], ...inClusters(c) }))),
      ask(columns({ columns: { [called.outcome]: c.measure, ...on }, keys })),
    ]);
    const compared = yield* comparison(reply, c);
    if ('refused' in compared) return compared.refused;
    const { arms, binary } = compared;
    const seen = [arms.control, ...arms.treatments].reduce((sum, { moments: m }) => sum + m.n, 0);
    const answers = yield* all(
      arms.treatments.map((arm) =>
        drawn({ arm, arms, c, by, binary, unknown: rerandomized && rows.n < seen ? seen - rows.n : 0 }, drawnRows(rows, arm.key[0], c, by, seed), {
          draws,
          seed,
          statistic,
        }),
      ),
    );
    return joinAnswers(answers);
  },
);

interface Drawn {
  readonly arm: Group;
  readonly arms: Arms;
  readonly c: Contrast;
  readonly by: DrawnBy;
  readonly binary: boolean;
  /** Units that lack a column in which arms had to be alike. */
  readonly unknown: number;
}

function* drawn(
  { arm, arms, c, by, binary, unknown }: Drawn,
  rows: DrawnRows,
  { draws, seed, statistic }: Required<Pick<RandomizationTestOptions, 'draws' | 'seed'>> & { readonly statistic: RandomizationTestOptions['statistic'] },
): Asking<Answer> {
  const treatment = arm.key[0];
  const refused = (why: DrawnRefusal): Answer => ({
    estimates: [],
    findings: [refusedFinding(c.outcome, treatment, why, by)],
    exhibits: [],
  });
  if (by.rerandomized && arms.treatments.length > 1) return refused({ kind: 'several-arms' });
  if (unknown > 0) return refused({ kind: 'covariate-missing', units: unknown });
  const test = yield* randomizationInference({ mechanism: rows.mechanism, outcome: rows.outcome, draws, seed, ...(statistic && { statistic }) });
  if (isMechanismRefusal(test)) return refused(test);
  const { estimate, pieces, bounds } = estimateOf(test, c);
  const groups = [arms.control, arm];
  const left = (group: Group): number => group.moments.n + group.dropped - (rows.perArm[group.key[0]] ?? 0);
  const id = estimateId('randomization-test', c, treatment, arms);
  const e: Estimate<RandomizationDetails> = {
    id,
    role: c.role,
    estimand: estimandOf(
      c,
      treatment,
      binary,
      `Average effect of assigning ${treatment} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned, told by drawing the arms anew.`,
    ),
    value: estimate,
    interval: { pieces, level: c.level, side: 'two-sided', kind: 'pointwise', reference: { kind: 'permutation' } },
    ...(bounds && { bounds }),
    test: { null: 0, alternative: 'two-sided', statistic: test.statistic, pValue: test.pValue.twoSided },
    sizes: {
      units: rows.outcome.length,
      perArm: rows.perArm,
      ...(rows.clusters !== undefined && { clusters: rows.clusters }),
      dropped: Object.fromEntries(groups.map((g) => [g.key[0], left(g)])),
    },
    method: {
      id: 'randomization-test',
      options: {
        ...contrastRecord(c),
        ...(by.blocks !== undefined && { blocks: by.blocks }),
        ...(by.rerandomized && { rerandomized: by.rerandomized }),
        draws,
        statistic: statistic ?? 'studentized',
      },
      source: randomizationTest.source,
      seed,
    },
    details: {
      exact: test.exact,
      assignments: test.assignments,
      simulationError: test.simulationError,
      studentized: test.studentized,
      greater: test.pValue.greater,
      less: test.pValue.less,
    },
  };
  const dropped = groups.reduce((sum, g) => sum + g.dropped, 0);
  return {
    estimates: [e],
    findings: drawnFindings({ outcome: c.outcome, estimate: id, arm: treatment, level: c.level }, test, rows, dropped, by),
    exhibits: [],
  };
}

function estimateOf(
  test: RandomizationTest,
  c: Contrast,
): { readonly estimate: number; readonly pieces: readonly Piece[]; readonly bounds?: Estimate['bounds'] } {
  const { low, high } = test.bounds(c.boundsLevel);
  const known = Number.isFinite(low) && Number.isFinite(high);
  return { estimate: test.estimate, pieces: [test.set(c.level)], ...(known && { bounds: { level: c.boundsLevel, low, high } }) };
}
