import { and, column, isKnown } from '../../expressions/build.ts';
import type { Loss, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all } from '../../relation/asking.ts';
import { type AnswerOptions, type Relation, through } from '../../relation/relation.ts';
import { run } from '../../relation/run.ts';
import { type Step, where } from '../../relation/steps.ts';
import { after, within } from '../../relation/within.ts';
import { protocolOf } from '../protocol-of.ts';
import type { StudySource } from '../read/parse-study.ts';
import { rowsPerUnit, unitColumns } from '../read/rows-per-unit.ts';
import type { LeftOut } from './flow.ts';
import { leftOutBySql, readTables, sqlFinding, unitsByArm } from './left-out-by-sql.ts';
import { leftOutOfLaunch } from './left-out-of-launch.ts';
import { type LookedFirst, lookFirst } from './look-first.ts';
import { asRows, asUnits, lossFinding, lostIn, lostOf } from './lost-units.ts';
import { contaminationFinding, mixedClusters } from './several-arms.ts';
import { timingOf } from './timing.ts';

export interface LookedAt {
  /** What is analysed: a row a unit, in one arm. */
  readonly rows: Relation;
  readonly first: LookedFirst;
  /** What of the data is not among them. */
  readonly out: LeftOut;
}

/**
 * What is analysed, looked at first. Rows without a unit are counted by arm and left out, rows of one unit are brought to one, and what the launch leaves out and
 * clusters with rows in several arms are taken away.
 */
export async function lookedAt(relation: Relation, source: StudySource, options: AnswerOptions): Promise<LookedAt> {
  const { unit } = source.study;
  const declared = protocolOf(source, relation.schema);
  const tables = await readTables(relation, declared, options);
  const many = unitColumns(source);
  const steps = [...(unit === undefined ? [] : [where(isKnown(column(unit)))]), ...(many ? rowsPerUnit(relation.schema, many) : [])];
  const { except } = declared;
  const rest = except ? [where(except.rest)] : [];
  const rows = through(relation, [...steps, ...rest]);
  const look = lookFirst(source, relation.schema, rows.schema);
  const asked = all([
    onSteps(look, [...steps, ...rest]),
    lossesOf(unit, declared, many !== undefined),
    onSteps(mixedClusters(declared), [...steps, ...rest]),
    onSteps(leftOutOfLaunch(declared, source.placeOf), steps),
    all(tables.some(({ units }) => units) ? [unitsByArm(relation, declared)] : []),
  ]);
  const [seen, lost, mixed, left, [given]] = await run(relation, asked, options);
  const others = mixed ? through(rows, [where(mixed.others)]) : rows;
  const first = mixed ? await run(others, lookFirst(source, relation.schema, rows.schema), options) : seen;
  const { assignment, losses = [] } = first.protocol;
  const bySql = leftOutBySql(tables, given, declared);
  const findings = [
    ...(bySql && assignment ? [sqlFinding(bySql, assignment)] : []),
    ...(lost.rows ? lossFinding(lost.rows, assignment, many ? asRows(lost.rows, seen.units) : asUnits) : []),
    ...(mixed && assignment ? [contaminationFinding(mixed, assignment)] : []),
    ...first.findings,
  ];
  const timing = timingOf(source.study, left?.everyone ?? first.units);
  const protocol = { ...first.protocol, ...timing, losses: [...(bySql ? [bySql] : []), ...lost.units, ...losses] };
  const { severalArms } = first;
  const out = { tables, lost: lost.rows, unit: many?.unit, left, mixed, severalArms };
  return { rows: others, first: { ...first, protocol, findings }, out };
}

/** Rows without a unit, and those that are units that would be analysed: of units with many rows none is. */
function* lossesOf(
  unit: string | undefined,
  { assignment, trigger, except }: Protocol,
  many: boolean,
): Asking<{ readonly rows?: Loss; readonly units: readonly Loss[] }> {
  if (unit === undefined) return { units: [] };
  const analysed = [trigger?.met, except?.rest].flatMap((condition) => condition ?? []);
  const counts = lostIn(unit, assignment?.column);
  if (many || analysed.length === 0) {
    const rows = yield* counts;
    return { rows, units: many || lostOf(rows) === 0 ? [] : [rows] };
  }
  const [rows, among] = yield* all([counts, within(lostIn(unit, assignment?.column), analysed.reduce(and))]);
  return { rows, units: lostOf(among) === 0 ? [] : [among] };
}

/** Conditions alone share the scan of what is asked beside them. */
function onSteps<T>(asking: Asking<T>, steps: readonly Step[]): Asking<T> {
  const [only] = steps;
  if (only === undefined) return asking;
  return steps.length === 1 && only.kind === 'where' ? within(asking, only.condition) : after(asking, steps);
}
