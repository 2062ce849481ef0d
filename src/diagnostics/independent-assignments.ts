import type { Answer } from '../estimate/answer.ts';
import type { Exhibit } from '../estimate/exhibit.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../estimate/say.ts';
import { pValueLimits } from '../estimate/thresholds.ts';
import { judgedBy } from '../estimate/verdict-of.ts';
import { canonicalText } from '../expressions/canonical-text.ts';
import { chiSquareTail } from '../math/distributions/chi-square.ts';
import { hypergeometricTwoSided } from '../math/distributions/hypergeometric.ts';
import { question } from '../protocol/question.ts';
import { type Asking, all } from '../relation/asking.ts';
import { balance } from './balance.ts';
import { expectControl } from './expect-control.ts';
import { type ArmTable, armTable } from './other-arms.ts';

export interface IndependentAssignmentsOptions {
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** Columns that hold the arm of another experiment on the same units. */
  readonly alongside: readonly string[];
  /** Column of the blocks within which arms were drawn: the other arms are then compared within them. */
  readonly blocks?: string;
  /** Column of what was randomized, when that is coarser than a row: then clusters are counted. */
  readonly cluster?: string;
}

const limits = pValueLimits.independentAssignments;

/**
 * Were the arms of this experiment drawn apart from those of another? If not, what the other does is taken for an effect of this one.
 *
 * Model   chi-square of the counts of arm by arm of the other; an alarm is confirmed by Fisher's exact test where few units are expected in a cell: of the cell furthest off, counted as often as there
 *         are cells. Clusters are counted where they were drawn and lie in one arm of the other each. Where they do not, and within blocks, the shares of the other arms are compared as `balance`
 *         compares covariates: by the means of clusters, or within blocks. Units outside the other experiment are a level of their own.
 * Shapes  counts by arm and other arm, one row a unit or a cluster.
 * Errors  arm-missing when no row is in the control arm. Nothing is said where either column has a single value, nor of one that is the column of blocks.
 * Source  Fabijan et al. (2019), KDD; Fisher (1935), JRSS 98; Hansen & Bowers (2008), Statistical Science 23. Parity: scipy.stats.chi2_contingency(correction=False), fisher_exact.
 */
export const independentAssignments = question<IndependentAssignmentsOptions>(
  {
    id: 'independent-assignments',
    title: 'Arms drawn apart from those of other experiments',
    source: 'Fabijan et al. (2019), KDD; Fisher (1935), JRSS 98; Hansen & Bowers (2008), Statistical Science 23',
    docs: 'docs/checks/independent-assignments.md',
    rows: 'all',
    rounds: { usual: 1, most: 1 },
    // Shares of the other arms within blocks, or by clusters, are asked after the counts.
    roundsOn: ({ blocks, cluster }: IndependentAssignmentsOptions) =>
      cluster !== undefined ? { usual: 1, most: 5 } : blocks !== undefined ? { usual: 2, most: 4 } : { usual: 1, most: 1 },
    plan: ({ drawn, assignment, alongside, blocks, cluster }) =>
      drawn === 'by-chance' && assignment && alongside
        ? [
            {
              assignment: assignment.column,
              control: assignment.control,
              alongside,
              ...(blocks !== undefined && { blocks }),
              ...(cluster !== undefined && { cluster }),
            },
          ]
        : [],
    example: { assignment: 'z', control: 0, alongside: ['g'] },
  },
  function* ({ alongside, ...options }): Asking<Answer> {
    // Compared within its arms, the other experiment is the same for both.
    const others = alongside.filter((name) => name !== options.blocks);
    const answers = yield* all(others.map((other) => drawnApart(other, options)));
    return { estimates: [], findings: answers.flatMap((a) => a.findings), exhibits: answers.flatMap((a) => a.exhibits) };
  },
);

function* drawnApart(other: string, options: Omit<IndependentAssignmentsOptions, 'alongside'>): Asking<Answer> {
  const { assignment, cluster, blocks } = options;
  const table = yield* armTable(assignment, other, cluster);
  expectControl(
    table.arms.map((arm) => ({ key: [arm] })),
    assignment,
    canonicalText(options.control),
  );
  if (table.arms.length < 2 || table.others.length < 2) return { estimates: [], findings: [], exhibits: [] };
  const tested = table.mixed || (blocks !== undefined && cluster === undefined) ? yield* asCovariate(other, options) : byCounts(table);
  if (!tested) return { estimates: [], findings: [], exhibits: [] };
  const says = `${table.others.length} arms of ${other} beside ${table.arms.length} of ${assignment}: ${furthest(table, assignment, other)} (${tested.by} ${sayP(tested.pValue)}).`;
  return { estimates: [], findings: [finding(tested, { assignment, other, says })], exhibits: [exhibitOf(table, { assignment, other, says })] };
}

interface Tested {
  readonly pValue: number;
  readonly statistic: number;
  readonly by: string;
}

/** With fewer units expected in a cell the chi-square distribution is too far from the truth at one in a thousand. */
const enoughForChiSquare = 500;

function byCounts({ arms, others, units }: ArmTable): Tested {
  const rows = units.map(total);
  const columns = others.map((_, j) => units.reduce((sum, row) => sum + row[j], 0));
  const n = total(rows);
  const cells = units.flatMap((row, i) =>
    row.map((count, j) => ({ count, expected: (rows[i] * columns[j]) / n, urn: { total: n, marked: rows[i], drawn: columns[j] } })),
  );
  const statistic = cells.reduce((sum, { count, expected }) => sum + (count - expected) ** 2 / expected, 0);
  const pearson = chiSquareTail(statistic, (arms.length - 1) * (others.length - 1));
  if (pearson >= limits.warnBelow || cells.every(({ expected }) => expected >= enoughForChiSquare)) return { pValue: pearson, statistic, by: 'chi-square' };
  const apart = cells.length === 4 ? cells.slice(0, 1) : cells;
  const smallest = Math.min(...apart.map(({ count, urn }) => hypergeometricTwoSided(count, urn)));
  return { pValue: Math.max(pearson, Math.min(1, apart.length * smallest)), statistic, by: 'exact' };
}

/** The other arms as what was known of units before: alike in both arms, but for chance. */
function* asCovariate(other: string, options: Omit<IndependentAssignmentsOptions, 'alongside'>): Asking<Tested | undefined> {
  const { findings } = yield* balance({ ...options, covariates: [{ factor: other }] });
  const [{ pValue, statistic = 0 } = {}] = findings;
  const by = options.cluster === undefined ? `within ${options.blocks}` : `by clusters of ${options.cluster}`;
  return pValue === undefined ? undefined : { pValue, statistic, by };
}

/** The share of the other arm that differs most from arm to arm, such as `new is 48.9 % of arm 0 and 51.2 % of arm 1`. */
function furthest({ arms, others, units }: ArmTable, assignment: string, other: string): string {
  const shares = others.map((name, j) => {
    const own = units.map((row) => (total(row) > 0 ? row[j] / total(row) : 0));
    return { name, own, spread: Math.max(...own) - Math.min(...own) };
  });
  const { name, own } = shares.reduce((a, b) => (b.spread > a.spread ? b : a));
  const [most, least] = [own.indexOf(Math.max(...own)), own.indexOf(Math.min(...own))];
  const [i, j] = [Math.min(most, least), Math.max(most, least)];
  return i === j
    ? `each has the same shares`
    : `${other} = ${name} for ${sayShare(own[i])} of ${assignment} = ${arms[i]} and ${sayShare(own[j])} of ${assignment} = ${arms[j]}`;
}

interface Said {
  readonly assignment: string;
  readonly other: string;
  readonly says: string;
}

function finding({ pValue, statistic }: Tested, { assignment, other, says }: Said): Finding {
  const mend = `Find out how units came into ${other}: drawn by the same hash as ${assignment}, drawn later among units that ${assignment} had changed, or logged after it. Where it ran inside an arm of ${assignment} alone it is part of that arm: take it out of design.alongside.`;
  return judgedBy(limits, { check: 'independent-assignments', about: { column: other }, statistic, pValue, threshold: limits.failBelow, says }, mend);
}

function exhibitOf({ arms, others, units, counted }: ArmTable, { assignment, other, says }: Said): Exhibit {
  return {
    id: `independent-assignments:${other}`,
    title: `${counted} by arm of ${assignment} and of ${other}`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      [other]: others,
      ...Object.fromEntries(arms.map((arm, i) => [`${assignment} = ${arm}`, units[i].map(sayCount)])),
    },
  };
}

const total = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);
