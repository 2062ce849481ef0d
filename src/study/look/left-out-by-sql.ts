import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP, sayShare } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { column, isKnown } from '../../expressions/build.ts';
import type { Assignment, Loss, LossCount, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import type { AnswerOptions, Relation } from '../../relation/relation.ts';
import { moments } from '../../relation/requests.ts';
import { run } from '../../relation/run.ts';
import { rollup, where } from '../../relation/steps.ts';
import { lostOf, worstTest } from './lost-units.ts';

/** A table that the statement of a study reads. */
export interface ReadTable {
  readonly name: string;
  readonly rows: number;
  /** Units by arm, where both are columns of it. */
  readonly units?: UnitsByArm;
}

type UnitsByArm = Readonly<Record<string, number>>;
type Who = Pick<Protocol, 'unit' | 'assignment'>;

/** The tables that `data.sql` reads, each counted once; none where rows are taken as they lie. */
export async function readTables(sources: readonly Relation[], who: Who, options: AnswerOptions): Promise<readonly ReadTable[]> {
  const tables: ReadTable[] = [];
  for (const source of sources) tables.push(await run(source, counted(source, who), options));
  return tables;
}

function* counted(source: Relation, who: Who): Asking<ReadTable> {
  const [rows, units] = yield* all([ask(moments({ columns: {} })), unitsByArm(source, who)]);
  return { name: source.name, rows: rows.groups[0]?.moments.n ?? 0, ...(units && { units }) };
}

/** Distinct units that are in one arm, by arm; nothing where unit or arm is no column of the rows. */
export function* unitsByArm({ schema }: Pick<Relation, 'schema'>, { unit, assignment }: Who): Asking<UnitsByArm | undefined> {
  const has = (name: string | undefined): boolean => schema.some((c) => c.name === name);
  if (unit === undefined || !assignment || !has(unit) || !has(assignment.column)) return undefined;
  const arm = column(assignment.column);
  const over = [where(isKnown(arm)), rollup([unit], { [assignment.column]: { kind: 'only', of: arm } })];
  const { groups } = yield* ask(moments({ columns: {}, by: [assignment.column], over }));
  return Object.fromEntries(groups.map(({ key: [name], moments: m }) => [name, m.n]));
}

/**
 * Units that the statement leaves out, by arm: of the table that has most units of the arms of the study. Nothing where no table holds both unit and arm, or
 * the statement gives units that the table has not.
 */
export function leftOutBySql(tables: readonly ReadTable[], given: UnitsByArm | undefined, { assignment }: Who): Loss | undefined {
  if (!assignment || !given) return undefined;
  const names = [assignment.control, ...assignment.treatments];
  const losses = tables.flatMap(({ name, units }): Loss[] => {
    if (!units || names.some((arm) => (units[arm] ?? 0) < (given[arm] ?? 0))) return [];
    const arms = names.map((arm): LossCount => ({ arm, lost: (units[arm] ?? 0) - (given[arm] ?? 0), kept: given[arm] ?? 0 }));
    return [{ column: name, called: 'its row after data.sql', arms }];
  });
  const most = losses.reduce<Loss | undefined>((a, b) => (a && lostOf(a) >= lostOf(b) ? a : b), undefined);
  return most && lostOf(most) > 0 ? most : undefined;
}

/** What a statement leaves out is declared; where the arms differ in it, they are no longer alike. What that could hide is bounded with each outcome. */
export function sqlFinding(loss: Loss, assignment: Assignment): Finding {
  const { column: table, arms } = loss;
  const all = arms.reduce((sum, { lost, kept }) => sum + lost + kept, 0);
  const shared = { check: 'left-out-by-sql', statistic: lostOf(loss) / all, threshold: pValueLimits.missingness.failBelow };
  const says = `data.sql leaves out ${sayCount(lostOf(loss))} of the ${sayCount(all)} units in ${table}`;
  const test = worstTest(arms, assignment, 1);
  if (!test) return { ...shared, about: {}, verdict: 'pass', says: `${says}.` };
  const found = `${says}: ${sayShare(test.share)} of arm ${test.arm} and ${sayShare(test.controlShare)} of arm ${assignment.control} (${sayP(test.adjusted)}).`;
  const tested = { ...shared, about: { arm: test.arm }, pValue: test.adjusted, says: found };
  if (verdictOf(test.adjusted, pValueLimits.missingness) === 'pass') return { ...tested, verdict: 'pass' };
  return {
    ...tested,
    verdict: 'warn',
    mend: 'Leave units out by what was known before assignment, alike in every arm, and join outcomes so that units without one stay.',
  };
}

/** A join that repeats rows: more come out than any table holds. What is added up, and who is counted, is then multiplied. */
export function fanOut(tables: readonly ReadTable[], given: number): readonly Finding[] {
  const most = tables.reduce<ReadTable | undefined>((a, b) => (a && a.rows >= b.rows ? a : b), undefined);
  if (!most || given <= most.rows) return [];
  return [
    {
      check: 'fan-out',
      about: {},
      verdict: 'warn',
      statistic: given / most.rows,
      threshold: 1,
      says: `data.sql gives ${sayCount(given)} rows, and the largest table that it reads, ${most.name}, has ${sayCount(most.rows)}: a join repeats rows.`,
      mend: 'Add rows up to one a key before they are joined, so that none is counted twice.',
    },
  ];
}
