import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber } from '../../estimate/say.ts';
import { column, is, isKnown, not, or } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Assignment, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels, moments } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';

/** More clusters than this are not left out one by one; methods then refuse them. */
const mostNamed = 1_000;

/** What was randomized and was then seen in several arms. */
export interface SeveralArms {
  readonly column: string;
  readonly found: number;
  readonly of: number;
}

/** Clusters in several arms, and the rows that are left when they are left out. */
export interface MixedClusters extends SeveralArms {
  readonly others: Expression;
  readonly rows: { readonly kept: number; readonly lost: number };
}

/** Clusters of a study that have rows in several arms; none where it names no cluster, or has too many of them to be named. */
export function* mixedClusters({ assignment, cluster, blocks }: Pick<Protocol, 'assignment' | 'cluster' | 'blocks'>): Asking<MixedClusters | undefined> {
  // Where nothing was drawn clusters may well be in several arms, as users before and after a change; and where blocks lie in them.
  if (assignment?.contamination === undefined || cluster === undefined || blocks !== undefined) return undefined;
  const arm = column(assignment.column);
  const over = [where(isKnown(arm)), rollup([cluster], { [assignment.column]: { kind: 'only', of: arm } })];
  const counts = yield* ask(moments({ columns: {}, by: [assignment.column], over }));
  const found = counts.keyless;
  const inOneArm = counts.groups.map(({ moments: m }) => m.n);
  // Where hardly an arm has clusters of its own, it is the study that is wrong.
  if (found === 0 || found > mostNamed || inOneArm.length < 2 || Math.min(...inOneArm) < 2) return undefined;
  const mixed = yield* ask(levels({ of: cluster, over: [...over, where(not(isKnown(arm)))] }));
  const among = anyOf(mixed.groups.map(({ key: [name] }) => is(column(cluster), name)));
  const of = inOneArm.reduce((sum, n) => sum + n, found);
  const [rows, lost] = yield* all([ask(moments({ columns: {} })), ask(moments({ columns: {}, where: among }))]);
  const left = lost.groups[0]?.moments.n ?? 0;
  return { column: cluster, found, of, others: or(not(isKnown(column(cluster))), not(among)), rows: { kept: rows.groups[0].moments.n - left, lost: left } };
}

/** A balanced tree: a chain of a thousand would be as deep. */
function anyOf(conditions: readonly Expression[]): Expression {
  if (conditions.length === 1) return conditions[0];
  const half = conditions.length >> 1;
  return or(anyOf(conditions.slice(0, half)), anyOf(conditions.slice(half)));
}

/** Shares far below one percent are told apart. */
const inPercent = (share: number): string => `${sayNumber(100 * share)} %`;

/** What is in several arms is in none and left out; more of it than is declared to be harmless makes all arms alike. */
export function contaminationFinding({ column: name, found, of }: SeveralArms, { column: assignment, contamination = 0 }: Assignment): Finding {
  const share = found / of;
  const shared = { check: 'contamination', about: { column: assignment }, statistic: share, threshold: contamination };
  const says = `${sayCount(found)} of ${sayCount(of)} values of ${name} have rows in several arms of ${assignment} (${inPercent(share)})`;
  if (share <= contamination)
    return {
      ...shared,
      verdict: 'warn',
      says: `${says} and are left out; up to ${inPercent(contamination)} is taken as harmless.`,
      mend: `Find out how ${name} came to change its arm: it is assigned once.`,
    };
  return {
    ...shared,
    verdict: 'fail',
    identification: true,
    says: `${says} and are left out, more than the ${inPercent(contamination)} that is taken as harmless: who changes arms is no accident.`,
    mend: `${name} is assigned once: check ${assignment}, or name what was assigned. A share that is known to be harmless is declared by contamination under design.`,
  };
}
