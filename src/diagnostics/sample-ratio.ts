import { EstimandError } from '../errors/estimand-error.ts';
import type { Answer } from '../estimate/answer.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayCount, sayP } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { judgedBy } from '../estimate/verdict-of.ts';
import type { Expression } from '../expressions/expression.ts';
import { normalQuantile } from '../math/distributions/normal.ts';
import type { Protocol } from '../protocol/protocol.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { levels } from '../relation/requests.ts';
import { armOfCluster, clusterArms } from './cluster-arms.ts';
import { sampleRatioInBlocks } from './sample-ratio-blocks.ts';
import { countsSoFar, lookedTest } from './sample-ratio-looked.ts';
import { sampleRatioInSegments } from './sample-ratio-segments.ts';
import { shareTest } from './share-test.ts';

export interface SampleRatioOptions {
  readonly assignment: string;
  /** Planned share of every arm; they sum to one. */
  readonly shares: Readonly<Record<string, number>>;
  /** Column of the blocks within which arms were drawn: each is then held against the plan as well. */
  readonly blocks?: string;
  /** Column of what was randomized, when that is coarser than a row: then clusters are counted. */
  readonly cluster?: string;
  /** Columns known before assignment: each of their values is then held against the plan as well. */
  readonly segments?: readonly string[];
  /** The study is looked at again and again as units come in: the test then holds at every look. */
  readonly looked?: true;
  /** When a unit came in, in seconds since 1970: a study that is looked at is looked at the end of every day. */
  readonly time?: Expression;
}

/**
 * Did the arms fill as planned? A mismatch says that units were lost or logged differently by arm, and no estimate repairs that.
 *
 * Model   chi-square of the counts against the planned shares, an alarm confirmed by the exact binomial test where few units are expected in an arm; fails and warns below the p-values of `pValueLimits.sampleRatio`.
 *         With blocks also each of them, by the smallest p-value after Holm, and so with each value of the segments. Of a study that is looked at as it grows the sequential
 *         multinomial test in place of chi-square, at the end of each day.
 * Shapes  counts by arm (and block), one row a randomization unit; with a cluster the rows are rolled up to one a cluster first.
 * Errors  shares-sum; shares-incomplete when an arm has no share; arm-missing when no row has an arm; cluster-spans-arms when
 *         no cluster lies in one.
 * Source  Fabijan et al. (2019), KDD; Lindon & Malek (2022), NeurIPS. Parity: scipy.stats.chisquare.
 */
export const sampleRatio = question<SampleRatioOptions>(
  {
    id: 'sample-ratio',
    title: 'Sample ratio against the planned shares',
    source: 'Fabijan et al. (2019), KDD; Lindon & Malek (2022), NeurIPS',
    docs: 'docs/checks/sample-ratio.md',
    rows: 'all',
    rounds: { usual: 1, most: 1 },
    plan: (protocol) => plannedOf(protocol),
    example: { assignment: 'z', shares: { 0: 0.5, 1: 0.5 } },
  },
  function* ({ assignment, shares, blocks, cluster, segments = [], looked, time }): Asking<Answer> {
    const total = Object.values(shares).reduce((a, b) => a + b, 0);
    if (!(Math.abs(total - 1) < 1e-9) || Object.values(shares).some((s) => !(s > 0))) throw new EstimandError('shares-sum', { sum: total });
    const arms = Object.keys(shares);
    const [reply, days, further] = yield* all([
      ask(cluster === undefined ? levels({ of: assignment }) : levels({ of: armOfCluster, over: [clusterArms(cluster, assignment)] })),
      all(looked ? [countsSoFar({ assignment, ...(cluster !== undefined && { cluster }), ...(time && { time }) }, arms)] : []),
      all([
        // Shares within blocks are of rows, which are not what was randomized where clusters are.
        ...(blocks === undefined || cluster !== undefined ? [] : [sampleRatioInBlocks(assignment, shares, blocks)]),
        ...(segments.length === 0 ? [] : [sampleRatioInSegments({ assignment, shares, ...(cluster !== undefined && { cluster }) }, segments)]),
      ]),
    ]);
    const counts = new Map(reply.groups.map((g) => [g.key[0], g.moments.n]));
    const unplanned = [...counts.keys()].find((arm) => !arms.includes(arm));
    if (unplanned !== undefined) throw new EstimandError('shares-incomplete', { column: assignment, arm: unplanned, shares: arms });

    const n = [...counts.values()].reduce((a, b) => a + b, 0);
    if (n === 0 && cluster !== undefined && reply.keyless > 0)
      throw new EstimandError('cluster-spans-arms', { column: cluster, assignment, clusters: reply.keyless, of: reply.keyless });
    if (n === 0) throw new EstimandError('arm-missing', { column: assignment, arm: arms[0], seen: [], booleans: false });
    const rows = arms.map((arm) => ({ arm, units: counts.get(arm) ?? 0, expected: shares[arm] * n }));
    const statistic = rows.reduce((sum, { units, expected }) => sum + (units - expected) ** 2 / expected, 0);
    const [looks] = days;
    const units = rows.map((row) => row.units);
    const { pValue, by } = looks
      ? lookedTest(
          looks,
          units,
          arms.map((arm) => shares[arm]),
        )
      : shareTest(rows, n, statistic);
    const seen = looks
      ? 'The test holds however often the study is looked at.'
      : `It could have seen a shift of ${(100 * smallestShift(shares[arms[0]], n)).toFixed(2)} percentage points.`;
    const says = `${rows.map((r) => `${sayCount(r.units)}${cluster === undefined ? '' : ` clusters of ${cluster}`} in arm ${r.arm}`).join(', ')}; planned ${arms.map((arm) => `${Number((100 * shares[arm]).toPrecision(6))} %`).join(' : ')} (${by} ${sayP(pValue)}). ${seen}`;
    return {
      estimates: [],
      findings: [
        ratioFinding(pValue, statistic, assignment, says),
        ...(reply.keyless > 0 ? [unassigned(assignment, reply.keyless, n, cluster)] : []),
        ...further.flatMap((a) => a.findings),
      ],
      exhibits: [
        {
          id: 'sample-ratio',
          title: cluster === undefined ? 'Units by arm' : `Clusters of ${cluster} by arm`,
          kind: 'table',
          says,
          alt: says,
          columns: {
            arm: rows.map((r) => r.arm),
            units: rows.map((r) => r.units),
            planned: rows.map((r) => shares[r.arm]),
            observed: rows.map((r) => r.units / n),
          },
        },
        ...further.flatMap((a) => a.exhibits),
      ],
    };
  },
);

/** Looks stand in the protocol where the study declares them. */
function plannedOf(protocol: Protocol): readonly SampleRatioOptions[] {
  const { drawn, assignment, blocks, cluster, segments, time, lookedAt } = protocol;
  if (drawn !== 'by-chance' || !assignment?.shares) return [];
  return [
    {
      assignment: assignment.column,
      shares: assignment.shares,
      ...(blocks !== undefined && { blocks }),
      ...(cluster !== undefined && { cluster }),
      ...(segments.length > 0 && { segments }),
      ...(lookedAt && { looked: true, ...(time && { time: time.seconds }) }),
    },
  ];
}

/** Shift of a share that the test at its fail level would find with 80 % power. */
function smallestShift(share: number, n: number): number {
  return (normalQuantile(1 - pValueLimits.sampleRatio.failBelow / 2) + normalQuantile(0.8)) * Math.sqrt((share * (1 - share)) / n);
}

function ratioFinding(pValue: number, statistic: number, column: string, says: string): Finding {
  const limits = pValueLimits.sampleRatio;
  const mend = 'Find where units are lost: redirects, crashes, bots, filters applied after assignment, late logging in one arm.';
  return judgedBy(limits, { check: 'sample-ratio', about: { column }, statistic, pValue, threshold: limits.failBelow, says }, mend);
}

function unassigned(column: string, units: number, assigned: number, cluster?: string): Finding {
  return {
    check: 'unassigned-units',
    about: { column },
    verdict: 'warn',
    statistic: units,
    says: `${sayCount(units)} ${cluster === undefined ? 'rows' : `clusters of ${cluster}`} have no single value of ${column} and are in no arm, beside ${sayCount(assigned)} that are.`,
    mend: 'Find out why assignment is missing there; if arms lose units differently, the comparison is biased.',
  };
}
