import { column, isKnown, not } from '../expressions/build.ts';
import { type Asking, all, ask } from '../relation/asking.ts';
import { type MomentsReply, moments } from '../relation/requests.ts';
import { rollup, type Step, where } from '../relation/steps.ts';

/** An experiment with more arms than this is probably none. */
export const mostOtherArms = 20;

/** What units outside another experiment are called. */
const outsideNames = ['not in it', 'no value', 'unknown'] as const;

/** What units without a value are called beside these levels: no arm is called so. */
export const outsideName = (levels: readonly string[]): string => outsideNames.find((one) => !levels.includes(one)) ?? outsideNames[0];

/** Units, or clusters, by arm and by arm of another experiment. */
export interface ArmTable {
  readonly arms: readonly string[];
  readonly others: readonly string[];
  /** By arm, then by other arm. */
  readonly units: readonly (readonly number[])[];
  readonly counted: string;
  /** Clusters hold several arms of the other experiment, which was drawn within them: the units are then rows. */
  readonly mixed: boolean;
}

/** Clusters are counted where each of them lies in one arm of the other experiment, or outside it. */
export function* armTable(assignment: string, other: string, cluster: string | undefined): Asking<ArmTable> {
  if (cluster === undefined) return tableOf(yield* counts(assignment, other, []), { counted: 'Units', mixed: false });
  const only = (name: string) => ({ kind: 'only', of: column(name) }) as const;
  const whole = [where(isKnown(column(assignment))), rollup([cluster], { [assignment]: only(assignment), [other]: only(other), n: { kind: 'count' } })];
  const known = [where(isKnown(column(other))), ...whole];
  const [rows, clusters, inside] = yield* all([counts(assignment, other, []), counts(assignment, other, whole), ask(moments({ columns: {}, over: known }))]);
  // Of clusters with rows in the other experiment, those that have no single arm of it.
  const single = clusters.known.groups.reduce((sum, { moments: m }) => sum + m.n, 0);
  const mixed = (inside.groups[0]?.moments.n ?? 0) > single;
  return mixed ? tableOf(rows, { counted: 'Rows', mixed }) : tableOf(clusters, { counted: `Clusters of ${cluster}`, mixed });
}

interface Counts {
  readonly known: MomentsReply;
  readonly outside: MomentsReply;
}

function* counts(assignment: string, other: string, over: readonly Step[]): Asking<Counts> {
  const [known, outside] = yield* all([
    ask(moments({ columns: {}, by: [assignment, other], over })),
    ask(moments({ columns: {}, by: [assignment], where: not(isKnown(column(other))), over })),
  ]);
  return { known, outside };
}

function tableOf({ known, outside }: Counts, { counted, mixed }: Pick<ArmTable, 'counted' | 'mixed'>): ArmTable {
  const levels = [...new Set(known.groups.map(({ key }) => key[1]))].sort();
  const without = outside.groups.filter(({ moments: m }) => m.n > 0);
  const cells = [
    ...known.groups.map(({ key: [arm, other], moments: { n } }) => ({ arm, other, n })),
    ...without.map(({ key: [arm], moments: { n } }) => ({ arm, other: outsideName(levels), n })),
  ];
  const arms = [...new Set(cells.map(({ arm }) => arm))].sort();
  const others = without.length > 0 ? [...levels, outsideName(levels)] : levels;
  const unitsIn = (arm: string, other: string): number => cells.find((cell) => cell.arm === arm && cell.other === other)?.n ?? 0;
  return { arms, others, units: arms.map((arm) => others.map((other) => unitsIn(arm, other))), counted, mixed };
}
