import { EstimandError } from '../../errors/estimand-error.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { column, isKnown } from '../../expressions/build.ts';
import { columnsOf } from '../../expressions/walk.ts';
import { daysFor } from '../../power/days-for.ts';
import type { Design } from '../../protocol/design.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import type { ToldByRows, ToldOfCandidate } from '../../protocol/told.ts';
import { type Relation, through } from '../../relation/relation.ts';
import { run } from '../../relation/run.ts';
import { where } from '../../relation/steps.ts';
import { matchedNames } from '../look/matched-names.ts';
import { outcomeOf, protocolOf } from '../protocol-of.ts';
import { dataName } from '../read/data-name.ts';
import { atItsLine, expectColumns } from '../read/expect-columns.ts';
import type { StudySource } from '../read/parse-study.ts';
import { spelledColumns } from '../read/spelled-columns.ts';
import { askedOf, effectOf, type PowerPlanOptions, underpowered } from './asked.ts';
import { curveOf } from './curve.ts';
import { chanceOf } from './decision-chance.ts';
import { effectLabel } from './effect-label.ts';
import { plannedData, unopened } from './planned-data.ts';
import type { PowerAssumptions, PowerPlan, PowerRow } from './power-plan.ts';
import { refusedRow, rowOf } from './row-of.ts';
import { gainBaseline, gainDesign, type PlannedGain } from './told-baseline.ts';

/**
 * The plan of a design without arms, from rows like those that will come: how large a log must be, what one of the planned size can tell of each candidate, and what the
 * rule will say of it.
 *
 * Model     a request tells of a gain what it tells in the rows that there are; error by the root of their number. Candidates are held together, as in the analysis.
 * Errors    those of reading the rows; not-yet for a simulation.
 */
export async function planRows(source: StudySource, told: NonNullable<Design['told']>, options: PowerPlanOptions): Promise<PowerPlan> {
  const { study, design, placeOf } = source;
  if (options.simulate !== undefined)
    throw new EstimandError(
      'not-yet',
      { what: `Simulation of ${design.called}`, instead: 'Leave --simulate out: the closed form is given.' },
      placeOf(['design', 'kind']),
    );
  const asked = askedOf(study, options);
  const given = options.data ?? (await plannedData(source, options));
  try {
    const read = given && (await toldIn(spelledColumns(given, source), source, told, options));
    const { candidates } = design.contrasts(read?.protocol ?? protocolOf(source, []));
    const a: PowerAssumptions = { ...asked, shares: {}, ...(candidates.length > 1 && { together: candidates.length }) };
    const outcomes = Object.keys(study.outcomes).map((name) => outcomeOf(study, name, []));
    const absent = `${dataName(study)} ${unopened(source)}`;
    const planned = candidates.map(({ id, against }) =>
      outcomes.map((outcome) => plannedGain(source, outcome, read?.told, { id, against, absent }, a, options.effect)),
    );
    const { plannedUnits } = a;
    const support = read ? supportFindings(read.told, plannedUnits) : [];
    const held = (id: string): boolean => support.some(({ verdict, about }) => verdict === 'fail' && about.arm === id);
    const chances =
      read && plannedUnits !== undefined
        ? read.told.candidates.map((one, i) => chanceOf(source, planned[i], { ...one, units: plannedUnits, held: held(one.id) }, a))
        : [];
    const rows = planned.flat().map(({ row }) => row);
    const first = planned.flat().find(({ row }) => row.role === 'primary' && !row.refused);
    const curve = first?.design && curveOf(titled(first.row), first.design, a, effectLabel(first.row.unit));
    return {
      schemaVersion: 1,
      study: {
        id: study.study,
        question: study.question,
        unit: study.unit ?? 'row',
        control: candidates[0]?.against ?? '',
        treatments: candidates.map(({ id }) => id),
      },
      data: { name: options.data?.name ?? dataName(study), found: given !== undefined, rows: given ? 'all rows' : 'none' },
      assumptions: a,
      rows,
      findings: [...support, ...underpowered(rows, a)],
      exhibits: curve ? [curve] : [],
      ...(chances.length > 0 && { chances }),
    };
  } catch (error) {
    throw atItsLine(error, source);
  } finally {
    if (given) options.onStatements?.(given.statements);
    if (!options.data) given?.close();
  }
}

/** The rows, of which outcomes may be missing: then they are planned from what the study declares. */
async function toldIn(
  given: Relation,
  source: StudySource,
  told: NonNullable<Design['told']>,
  options: PowerPlanOptions,
): Promise<{ readonly told: ToldByRows; readonly protocol: Protocol }> {
  const { study, design, placeOf } = source;
  const has = (name: string): boolean => given.schema.some((c) => c.name === name);
  const missing = Object.keys(study.outcomes).filter((name) => !has(name));
  expectColumns(
    source,
    [...given.schema, ...missing.map((name) => ({ name, type: 'number', declared: 'DOUBLE', integer: false, nullable: true }) as const)],
    given.name,
  );
  const { relation } = await matchedNames(given, source, options);
  const rows = study.unit === undefined ? relation : through(relation, [where(isKnown(column(study.unit)))]);
  const { seen } = await run(rows, design.look(protocolOf(source, rows.schema), placeOf), options);
  const protocol = protocolOf(source, rows.schema, seen);
  const known = protocol.outcomes.filter(({ measure }) => columnsOf(measure).every(has));
  return { told: await run(rows, told({ ...protocol, outcomes: known }), options), protocol };
}

function plannedGain(
  { study }: StudySource,
  declared: Outcome,
  told: ToldByRows | undefined,
  { id, against, absent }: { readonly id: string; readonly against: string; readonly absent: string },
  a: PowerAssumptions,
  effect: number | undefined,
): PlannedGain {
  const one = told?.candidates.find((candidate) => candidate.id === id);
  const candidate = { id, effective: one?.effective ?? 0 };
  const refused = (says: string, mend: string): PlannedGain => ({ outcome: declared, row: { ...refusedRow(declared, says, mend), candidate } });
  if (!told || !one)
    return refused(
      `Nothing is known of how far ${id} lies from what was routed: ${absent}.`,
      'Log some requests with their chances; how much such rows tell is read from them.',
    );
  const baseline = gainBaseline(study, declared.name, one);
  if ('why' in baseline) return refused(baseline.why, baseline.mend);
  const outcome: Outcome = baseline.isShare && declared.unit.kind === 'plain' ? { ...declared, unit: { kind: 'share' } } : declared;
  const design = gainDesign(outcome, baseline, a);
  const row = { ...rowOf(outcome, baseline.of, design, a, against, effectOf(outcome, effect)), candidate };
  return row.refused ? { outcome, row } : { outcome, row: withFewest(row, told.leastEffective / one.effective, a), design };
}

/** No fewer than those by which support suffices. */
function withFewest(row: PowerRow, fewest: number, { unitsPerDay }: PowerAssumptions): PowerRow {
  if (!row.asks || row.asks.needed.units >= fewest) return row;
  const units = Math.ceil(fewest);
  const days = unitsPerDay === undefined ? {} : { days: daysFor(units, { unitsPerDay }) };
  return { ...row, asks: { ...row.asks, needed: { ...row.asks.needed, units, ...days } } };
}

/** What may hold candidates, or make rows tell less, whatever the outcomes. */
const supportFindings = (told: ToldByRows, units: number | undefined): readonly Finding[] => [
  ...told.findings,
  ...(units === undefined ? [] : told.candidates.flatMap((one) => tooFew(one, told, units))),
];

/** Planned rows that are too few for a candidate, whatever its outcomes. */
function tooFew({ id, effective }: ToldOfCandidate, { leastEffective }: ToldByRows, units: number): readonly Finding[] {
  if (units * effective >= leastEffective) return [];
  const enough = effective > 0 ? `Plan ${sayCount(Math.ceil(leastEffective / effective))} units, or let` : 'Let';
  return [
    {
      check: 'effective-sample',
      about: { arm: id },
      verdict: 'fail',
      statistic: units * effective,
      threshold: leastEffective,
      says: `The ${sayCount(units)} planned units are ${sayCount(Math.floor(units * effective))} effective ones for ${id}, fewer than ${leastEffective}: it will be held, whatever its gains.`,
      mend: `${enough} more of what ${id} takes be drawn.`,
    },
  ];
}

const titled = (row: PowerRow): PowerRow => (row.candidate ? { ...row, outcome: `${row.outcome} of ${row.candidate.id}` } : row);
