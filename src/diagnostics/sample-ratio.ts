import { EstimandError } from '../errors/estimand-error.ts';
import type { Answer } from '../estimate/answer.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayCount, sayP } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { judgedBy } from '../estimate/verdict-of.ts';
import { binomialPValue } from '../math/distributions/binomial.ts';
import { chiSquareTail } from '../math/distributions/chi-square.ts';
import { normalQuantile } from '../math/distributions/normal.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { levels } from '../relation/requests.ts';
import { armOfCluster, clusterArms } from './cluster-arms.ts';
import { sampleRatioInBlocks } from './sample-ratio-blocks.ts';

export interface SampleRatioOptions {
  readonly assignment: string;
  /** Planned share of every arm; they sum to one. */
  readonly shares: Readonly<Record<string, number>>;
  /** Column of the blocks within which arms were drawn: each is then held against the plan as well. */
  readonly blocks?: string;
  /** Column of what was randomized, when that is coarser than a row: then clusters are counted. */
  readonly cluster?: string;
}

/**
 * Did the arms fill as planned? A mismatch says that units were lost or logged differently by arm, and no estimate repairs that.
 *
 * Model   chi-square of the counts against the planned shares, an alarm confirmed by the exact binomial test where few units are expected in an arm; fails and warns below the p-values of `pValueLimits.sampleRatio`.
 *         With blocks also each of them, by the smallest p-value after Holm.
 * Shapes  counts by arm (and block), one row a randomization unit; with a cluster the rows are rolled up to one a cluster first.
 * Errors  shares-sum; shares-incomplete when an arm has no share; arm-missing when no row has an arm; cluster-spans-arms when
 *         no cluster lies in one.
 * Source  Fabijan et al. (2019), KDD. Parity: scipy.stats.chisquare.
 */
export const sampleRatio = question<SampleRatioOptions>(
  {
    id: 'sample-ratio',
    title: 'Sample ratio against the planned shares',
    source: 'Fabijan et al. (2019), KDD',
    docs: 'docs/checks/sample-ratio.md',
    rows: 'all',
    rounds: { usual: 1, most: 1 },
    plan: ({ drawn, assignment, blocks, cluster }) =>
      drawn === 'by-chance' && assignment?.shares
        ? [{ assignment: assignment.column, shares: assignment.shares, ...(blocks !== undefined && { blocks }), ...(cluster !== undefined && { cluster }) }]
        : [],
    example: { assignment: 'z', shares: { 0: 0.5, 1: 0.5 } },
  },
  function* ({ assignment, shares, blocks, cluster }): Asking<Answer> {
    const total = Object.values(shares).reduce((a, b) => a + b, 0);
    if (!(Math.abs(total - 1) < 1e-9) || Object.values(shares).some((s) => !(s > 0))) throw new EstimandError('shares-sum', { sum: total });
    const [reply, ...inBlocks] = yield* all([
      ask(cluster === undefined ? levels({ of: assignment }) : levels({ of: armOfCluster, over: [clusterArms(cluster, assignment)] })),
      // Shares within blocks are of rows, which are not what was randomized where clusters are.
      ...(blocks === undefined || cluster !== undefined ? [] : [sampleRatioInBlocks(assignment, shares, blocks)]),
    ]);
    const counts = new Map(reply.groups.map((g) => [g.key[0], g.moments.n]));
    const arms = Object.keys(shares);
    const unplanned = [...counts.keys()].find((arm) => !arms.includes(arm));
    if (unplanned !== undefined) throw new EstimandError('shares-incomplete', { column: assignment, arm: unplanned, shares: arms });

    const n = [...counts.values()].reduce((a, b) => a + b, 0);
    if (n === 0 && cluster !== undefined && reply.keyless > 0)
      throw new EstimandError('cluster-spans-arms', { column: cluster, assignment, clusters: reply.keyless, of: reply.keyless });
    if (n === 0) throw new EstimandError('arm-missing', { column: assignment, arm: arms[0], seen: [], booleans: false });
    const rows = arms.map((arm) => ({ arm, units: counts.get(arm) ?? 0, expected: shares[arm] * n }));
    const statistic = rows.reduce((sum, { units, expected }) => sum + (units - expected) ** 2 / expected, 0);
    const { pValue, by } = shareTest(rows, n, statistic);
    const says = `${rows.map((r) => `${sayCount(r.units)}${cluster === undefined ? '' : ` clusters of ${cluster}`} in arm ${r.arm}`).join(', ')}; planned ${arms.map((arm) => `${Number((100 * shares[arm]).toPrecision(6))} %`).join(' : ')} (${by} ${sayP(pValue)}). It could have seen a shift of ${(100 * smallestShift(shares[arms[0]], n)).toFixed(2)} percentage points.`;
    return {
      estimates: [],
      findings: [
        ratioFinding(pValue, statistic, assignment, says),
        ...(reply.keyless > 0 ? [unassigned(assignment, reply.keyless, n, cluster)] : []),
        ...inBlocks.flatMap((a) => a.findings),
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
        ...inBlocks.flatMap((a) => a.exhibits),
      ],
    };
  },
);

/** With fewer units expected in an arm the chi-square distribution is too far from the truth at one in a thousand. */
const enoughForChiSquare = 500;

interface Filled {
  readonly arm: string;
  readonly units: number;
  readonly expected: number;
}

/** By chi-square; where few units are expected in an arm its alarm must be confirmed by an exact test of the arm furthest from its share, counted as often as there are arms to tell apart. */
function shareTest(rows: readonly Filled[], n: number, statistic: number): { readonly pValue: number; readonly by: string } {
  const pearson = chiSquareTail(statistic, rows.length - 1);
  if (pearson >= pValueLimits.sampleRatio.warnBelow || rows.every(({ expected }) => expected >= enoughForChiSquare))
    return { pValue: pearson, by: 'chi-square' };
  const tested = rows.length === 2 ? rows.slice(0, 1) : rows;
  const smallest = Math.min(...tested.map(({ units, expected }) => binomialPValue(units, n, expected / n)));
  return { pValue: Math.max(pearson, Math.min(1, tested.length * smallest)), by: 'exact' };
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
