import { column, isKnown, not } from '../../expressions/build.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { within } from '../../relation/within.ts';
import { protocolOf } from '../protocol-of.ts';
import type { StudySource } from '../read/parse-study.ts';
import { extremeOutcomes } from './extreme-outcomes.ts';
import { lastRows } from './last-rows.ts';
import { asUnits, lossFinding, lostIn, lostOf, neededColumns } from './lost-units.ts';
import { type Clock, youngFinding, youngIn } from './maturity.ts';
import { type LookedAtAudits, lookAtAudits, withoutRefused } from './measured.ts';
import { oneValuePerUnit } from './one-value-per-unit.ts';
import { settleScales } from './outcome-scale.ts';
import { rowsByArm } from './rows-by-arm.ts';
import { contaminationFinding, type SeveralArms } from './several-arms.ts';

export interface LookedFirst extends LookedAtAudits {
  /** Units that were assigned and are old enough for the primary outcome: planned sizes, and what looks share, count these. */
  readonly units: number;
  /** Units whose rows are in several arms: they are in none. */
  readonly severalArms?: SeveralArms;
}

/**
 * What must be known of the data before the plan stands: what the design wants to see (that the arms are those of the study, how many units each has), what
 * varies within units, limits that are quantiles, and audits.
 *
 * Errors  those of the design's look and of scales, at the lines of the study.
 */
export function* lookFirst(source: StudySource, declared: readonly Column[], schema: readonly Column[], clock?: Clock): Asking<LookedFirst> {
  const first = protocolOf(source, declared);
  const needed = neededColumns(first).filter((name) => schema.some((c) => c.name === name));
  const [{ seen, units }, shared, lost, triggered, armless, rows, young, last, waiting] = yield* all([
    source.design.look(first, source.placeOf),
    oneValuePerUnit(source, schema),
    all(needed.map((name) => lostIn(name, first.assignment?.column))),
    all(needed.filter((name) => name === first.cluster).map((name) => amongTriggered(lostIn(name, first.assignment?.column), first))),
    all(first.assignment ? [lostIn(first.assignment.column, undefined)] : []),
    all(first.rows === 'many-per-unit' ? [amongTriggered(rowsByArm(first), first)] : []),
    all(clock ? first.outcomes.map((outcome) => amongTriggered(inClusters(youngIn(outcome, clock.column, first.assignment?.column), first), first)) : []),
    lastRows(source),
    waitingIn(first),
  ]);
  // Which arm they had nobody knows; units in several arms are told as such.
  const withoutArm = shared.severalArms ? [] : armless.flatMap((one) => lossFinding(one, undefined, asUnits));
  const lossFindings = [...withoutArm, ...lost.flatMap((one) => lossFinding(one, first.assignment, asUnits))];
  const settled = protocolOf(source, declared, seen);
  // Units without a block, or without the clusters that blocks lie in, and without the usage that only some estimates read, are among the rows.
  const losses = triggered.filter((one) => one.column === settled.cluster && lostOf(one) > 0);
  const { severalArms } = shared;
  const contaminated = severalArms && first.assignment ? [contaminationFinding(severalArms, first.assignment)] : [];
  const outcomes = settled.outcomes.map((outcome, i): Outcome => ({ ...outcome, ...(young[i] && { young: young[i] }) }));
  const tooYoung = clock ? outcomes.flatMap((one) => (one.young ? youngFinding(one, one.young, clock) : [])) : [];
  const protocol = { ...settled, outcomes, losses };
  const extreme = extremeOutcomes(source, declared);
  const scales = yield* settleScales(withoutRefused(protocol, extreme.refused), source);
  const audits = yield* lookAtAudits(scales.protocol, source.design, scales.protocol.trigger?.met);
  const lookedAt = new Map(audits.protocol.outcomes.map((o) => [o.name, o]));
  return {
    ...audits,
    protocol: { ...audits.protocol, analysis: protocol.analysis, outcomes: outcomes.map((o) => lookedAt.get(o.name) ?? o) },
    refused: [...new Set([...extreme.refused, ...scales.refused, ...audits.refused])],
    units: totalOf(units) - waiting,
    ...(severalArms && { severalArms }),
    findings: [
      ...contaminated,
      ...shared.findings,
      ...lossFindings,
      ...tooYoung,
      ...rows.flat(),
      ...last,
      ...extreme.findings,
      ...scales.findings,
      ...audits.findings,
    ],
  };
}

/** Of a triggered study, what concerns the units that are analysed. */
const amongTriggered = <T>(asking: Asking<T>, { trigger }: Protocol): Asking<T> => (trigger ? within(asking, trigger.met) : asking);

/** Units without a cluster are lost before. */
const inClusters = <T>(asking: Asking<T>, { cluster }: Protocol): Asking<T> => (cluster === undefined ? asking : within(asking, isKnown(column(cluster))));

/** How many assigned units are too young for the primary outcome. */
function* waitingIn({ outcomes, assignment }: Protocol): Asking<number> {
  const mature = outcomes.find(({ role }) => role === 'primary')?.mature;
  if (!mature) return 0;
  const { groups } = yield* ask(moments({ columns: {}, ...(assignment && { by: [assignment.column] }), where: not(mature.met) }));
  return groups.reduce((sum, { moments: m }) => sum + m.n, 0);
}

const totalOf = (perArm: Readonly<Record<string, number>>): number => Object.values(perArm).reduce((sum, n) => sum + n, 0);
