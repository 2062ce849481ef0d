import { and, column, isKnown } from '../../expressions/build.ts';
import type { Loss, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type AnswerOptions, type Relation, through } from '../../relation/relation.ts';
import { moments } from '../../relation/requests.ts';
import { run } from '../../relation/run.ts';
import { type Step, where } from '../../relation/steps.ts';
import { after, within } from '../../relation/within.ts';
import { protocolOf } from '../protocol-of.ts';
import { levelColumns } from '../read/expect-columns.ts';
import type { StudySource } from '../read/parse-study.ts';
import { rowsPerUnit, unitColumns } from '../read/rows-per-unit.ts';
import type { LookRecord } from '../result.ts';
import { timesOf } from './clock.ts';
import { expectPerUnit } from './expect-per-unit.ts';
import { expectYesOrNo } from './expect-yes-or-no.ts';
import { type Exposed, exposedRows } from './exposed-rows.ts';
import type { LeftOut } from './flow.ts';
import { fractionalKeys } from './fractional-keys.ts';
import { fanOut, leftOutBySql, readTables, sqlFinding, unitsByArm } from './left-out-by-sql.ts';
import { leftOutOfLaunch } from './left-out-of-launch.ts';
import { type LookedFirst, lookFirst } from './look-first.ts';
import { asUnits, type Counted, lossFinding, lostIn, lostOf, lostRows } from './lost-units.ts';
import type { MatchedNames } from './matched-names.ts';
import { clockOf, maturitySteps } from './maturity.ts';
import { contaminationFinding, mixedClusters } from './several-arms.ts';
import { unitsBefore } from './units-before.ts';
import { type EarlierLook, whichLook } from './which-look.ts';
import { withoutTime } from './without-time.ts';

export interface LookedAt {
  /** What is analysed: a row a unit, in one arm. */
  readonly rows: Relation;
  readonly first: LookedFirst;
  /** What of the data is not among them. */
  readonly out: LeftOut;
  /** Of a study whose looks share the error. */
  readonly look?: LookRecord;
  /** Rows of units with many, as they lie in time; absent where units have one, or nobody knows when it was. */
  readonly exposed?: Exposed;
}

/**
 * What is analysed, looked at first. Rows without a unit are counted by arm and left out, rows of one unit are brought to one, and what the launch leaves out and
 * clusters with rows in several arms are taken away.
 */
export async function lookedAt(
  { relation: given, sources }: Pick<MatchedNames, 'relation' | 'sources'>,
  source: StudySource,
  options: AnswerOptions,
  earlier?: EarlierLook,
): Promise<LookedAt> {
  const { unit } = source.study;
  const relation = through(given, source.design.steps?.(source.study, given.schema) ?? []);
  const declared = protocolOf(source, relation.schema);
  const tables = await readTables(sources, declared, options);
  const many = unitColumns(source);
  const clock = await run(relation, clockOf(source), options);
  const steps = [
    ...(unit === undefined ? [] : [where(isKnown(column(unit)))]),
    ...(many ? rowsPerUnit(relation.schema, many) : []),
    ...maturitySteps(source, relation.schema, clock, many !== undefined),
  ];
  const { except } = declared;
  const rest = except ? [where(except.rest)] : [];
  const rows = through(relation, [...steps, ...rest]);
  const look = lookFirst(source, relation.schema, rows.schema, clock);
  const asked = all([
    onSteps(look, [...steps, ...rest]),
    withoutUnit(unit, declared, many !== undefined),
    onSteps(mixedClusters(declared), [...steps, ...rest]),
    onSteps(leftOutOfLaunch(declared, source.placeOf), steps),
    all(tables.some(({ units }) => units) ? [unitsByArm(relation, declared)] : []),
    fractionalKeys(levelColumns(source), relation.schema),
    rowsOf(tables.length > 0),
    expectPerUnit(source, relation.schema),
    expectYesOrNo(source, relation.schema),
    withoutTime(source, many !== undefined),
    timesOf(source, relation.schema),
    onSteps(unitsBefore(source.study, declared), [...steps, ...rest]),
  ]);
  const [seen, lost, mixed, left, [byArm], fractional, gave, brought, , timeless, clocked, before] = await run(relation, asked, options);
  const others = mixed ? through(rows, [where(mixed.others)]) : rows;
  const first = mixed ? await run(others, lookFirst(source, relation.schema, rows.schema, clock), options) : seen;
  const { assignment, losses = [] } = first.protocol;
  const bySql = leftOutBySql(tables, byArm, declared);
  const findings = [
    ...fractional,
    ...brought,
    ...fanOut(tables, gave),
    ...(bySql && assignment ? [sqlFinding(bySql, assignment)] : []),
    ...timeless,
    ...clocked.findings,
    ...(lost.rows ? lossFinding(lost.rows, assignment, lost.counted) : []),
    ...(mixed && assignment ? [contaminationFinding(mixed, assignment)] : []),
    ...first.findings,
  ];
  const until = clocked.end === undefined ? {} : { asOf: clocked.end };
  const { record, ...timing } = whichLook(source, { units: left?.everyone ?? first.units, before, ...until, ...(earlier && { earlier }) });
  const protocol = { ...first.protocol, ...timing, losses: [...(bySql ? [bySql] : []), ...lost.units, ...losses] };
  const { severalArms } = first;
  const out = { tables, lost: lost.rows, unit: many?.unit, left, mixed, severalArms };
  const exposed = many && clocked.end !== undefined ? exposedRows(relation, many, clocked.end, [...rest, ...(mixed ? [where(mixed.others)] : [])]) : undefined;
  return { rows: others, first: { ...first, protocol, findings }, out, ...(record && { look: record }), ...(exposed && { exposed }) };
}

/** Rows without a unit, and those of them that are units which would be analysed: of units with many rows none is. */
interface WithoutUnit {
  readonly rows?: Loss;
  readonly counted: Counted;
  readonly units: readonly Loss[];
}

function* withoutUnit(unit: string | undefined, { assignment, trigger, except }: Protocol, many: boolean): Asking<WithoutUnit> {
  if (unit === undefined) return { counted: asUnits, units: [] };
  if (many) return { ...(yield* lostRows(unit, assignment?.column)), units: [] };
  const analysed = [trigger?.met, except?.rest].flatMap((condition) => condition ?? []);
  const counts = (): Asking<Loss> => lostIn(unit, assignment?.column);
  const [rows, among] = yield* all([counts(), analysed.length === 0 ? counts() : within(counts(), analysed.reduce(and))]);
  return { rows, counted: asUnits, units: lostOf(among) === 0 ? [] : [among] };
}

function* rowsOf(asked: boolean): Asking<number> {
  return asked ? ((yield* ask(moments({ columns: {} }))).groups[0]?.moments.n ?? 0) : 0;
}

/** Conditions alone share the scan of what is asked beside them. */
function onSteps<T>(asking: Asking<T>, steps: readonly Step[]): Asking<T> {
  const [only] = steps;
  if (only === undefined) return asking;
  return steps.length === 1 && only.kind === 'where' ? within(asking, only.condition) : after(asking, steps);
}
