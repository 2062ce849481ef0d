import { listed } from '../../errors/words.ts';
import { measureOf } from '../../estimate/unit.ts';
import type { DecisionChance, PowerPlan, PowerRow } from '../../study/power/power-plan.ts';
import { count, percent } from '../format/number.ts';
import { missing } from '../format/printed.ts';
import { declared } from '../format/unit.ts';
import { unitNouns } from '../words.ts';

/** One row as text, cell by cell; a refused row has only its reason. */
export interface PowerCells {
  readonly outcome: string;
  readonly role: string;
  readonly baseline: string;
  readonly asks: string;
  readonly units: string;
  readonly days: string;
  readonly smallest: string;
  readonly power: string;
  readonly refused?: { readonly says: string; readonly mend: string };
}

export const powerHeader: readonly (readonly [key: keyof Omit<PowerCells, 'refused'>, title: string])[] = [
  ['outcome', 'outcome'],
  ['role', 'role'],
  ['baseline', 'baseline'],
  ['asks', 'asked'],
  ['units', 'units'],
  ['days', 'days'],
  ['smallest', 'smallest'],
  ['power', 'power'],
];

/** Rounded to as many digits as a plan can be known. */
const near = (x: number, digits = 3): number => Number(x.toPrecision(digits));

/** `34 %`; near the ends `> 99.9 %` rather than 100. */
function powerText(power: number): string {
  if (power > 0.9995) return '> 99.9 %';
  return power < 0.0005 ? '< 0.1 %' : `${Number((100 * power).toPrecision(power > 0.99 ? 3 : 2))} %`;
}

function signed(effect: number, row: PowerRow, digits = 3): string {
  const text = declared(near(effect, digits), measureOf(row.unit, 'short'));
  return effect > 0 ? `+${text}` : text;
}

function baselineText({ baseline, unit, candidate }: PowerRow): string {
  if (!baseline) return missing;
  const { mean, sd, variationExplained } = baseline;
  const gain = candidate && unit.kind === 'share' ? [`sd ${count(near(sd))}`] : [];
  const level = unit.kind === 'share' ? percent(near(mean)) : `${declared(near(mean), measureOf(unit, 'short'))}, sd ${count(near(sd))}`;
  const explained = variationExplained >= 0.005 ? [`R² ${variationExplained.toFixed(2)}`] : [];
  return [level, ...gain, ...explained].join(', ');
}

function asksText(row: PowerRow): string {
  if (!row.asks) return missing;
  return row.asks.kind === 'difference' ? `find ${signed(row.asks.size, row)}` : `within ${declared(near(row.asks.size), measureOf(row.unit, 'short'))}`;
}

function smallestText(row: PowerRow): string {
  if (!row.atPlanned) return missing;
  const { smallest } = row.atPlanned;
  return row.asks?.kind === 'non-inferiority' ? `within ${declared(near(smallest, 2), measureOf(row.unit, 'short'))}` : signed(smallest, row, 2);
}

/** Notes: what the columns of the planned size mean, and what else is known about each outcome. */
export function notesOf({ assumptions: { plannedUnits, power }, study, rows, chances = [] }: PowerPlan): readonly string[] {
  const planned = `${count(plannedUnits ?? 0)} ${unitNouns(study.unit)}`;
  const smallest = `smallest: the effect that ${planned} find, or the margin that they show, with ${percent(power)} power; power: what they give to what is asked`;
  const clusters = rows.flatMap(({ outcome, baseline }) => (baseline?.clusters ? [`${outcome} ${baseline.clusters.icc.toFixed(3)}`] : []));
  const some = rows.find(({ baseline }) => baseline?.clusters)?.baseline?.clusters;
  const compliers = rows.flatMap((row) =>
    row.atPlanned?.onCompliers === undefined || row.asks?.kind === 'non-inferiority' ? [] : [`${row.outcome} ${signed(row.atPlanned.onCompliers, row, 2)}`],
  );
  return [
    ...(plannedUnits === undefined ? [] : [`${smallest}.`]),
    ...(some ? [`clusters of ${count(near(some.size))}, sizes varying by ${percent(near(some.sizeVariation ?? 0))}; icc: ${clusters.join(', ')}.`] : []),
    ...effectiveNote(rows, unitNouns(study.unit)),
    ...chances.map((chance) => chanceNote(chance, unitNouns(study.unit))),
    ...looksNote(rows, unitNouns(study.unit)),
    ...(compliers.length > 0 ? [`smallest on compliers: ${compliers.join(', ')}.`] : []),
  ];
}

/** What looks save, of the primary outcome. */
function looksNote(rows: readonly PowerRow[], nouns: string): readonly string[] {
  return rows.flatMap((row) => {
    const { role, asks, outcome } = row;
    if (role !== 'primary' || !asks?.expected) return [];
    const units = (n: number): string => count(Math.round(n));
    return [
      `${outcome}, looked at on the way: of ${count(asks.needed.units)} ${nouns} ${units(asks.expected.asked)} are in on average when it stops if the effect is ${signed(asks.size, row)}, ${units(asks.expected.none)} if there is none.`,
    ];
  });
}

/** How many effective units a unit is worth, candidate by candidate. */
function effectiveNote(rows: readonly PowerRow[], nouns: string): readonly string[] {
  const candidates = new Map(rows.flatMap(({ candidate }) => (candidate && candidate.effective > 0 ? [[candidate.id, candidate.effective] as const] : [])));
  if (candidates.size === 0) return [];
  const each = [...candidates].map(([id, effective]) => `${id} ${count(near(100 * effective))}`);
  return [`sd: of what one tells of the gain; effective of 100 ${nouns}: ${each.join(', ')}.`];
}

/** Limits of a chance: `79 %`, or `from 64 to 80 %`. */
function chanceText({ low, high }: DecisionChance['launch']): string {
  const [least, most] = [powerText(low), powerText(high)];
  return least === most ? most : `from ${least.replace(/ %$/, '')} to ${most}`;
}

function chanceNote({ candidate, units, effective, launch, stop, unplanned = [] }: DecisionChance, nouns: string): string {
  const hold = { low: Math.max(0, 1 - launch.high - stop), high: 1 - launch.low };
  const open = unplanned.length === 0 ? '' : `; ${listed(unplanned)} ${unplanned.length === 1 ? 'is' : 'are'} not planned, and may fail`;
  const rows = effective === units ? '' : ` (${count(Math.floor(effective))} effective)`;
  return `${candidate}, if it brings what is asked and moves no guardrail: ${count(units)} ${nouns}${rows} give LAUNCH a chance of ${chanceText(launch)}, HOLD of ${chanceText(hold)}, DO NOT LAUNCH of ${powerText(stop).replace(/^(\d)/, 'at most $1')}${open}.`;
}

export function powerCells(row: PowerRow): PowerCells {
  const needed = row.asks?.needed;
  return {
    outcome: row.candidate ? `${row.outcome}, ${row.candidate.id}` : row.outcome,
    role: row.role,
    baseline: baselineText(row),
    asks: asksText(row),
    units: needed ? `${count(needed.units)}${needed.clusters === undefined ? '' : ` (${count(needed.clusters)} clusters)`}` : missing,
    days: needed?.days === undefined ? missing : count(needed.days),
    smallest: smallestText(row),
    power: row.asks?.powerAtPlanned === undefined ? missing : powerText(row.asks.powerAtPlanned),
    ...(row.refused && { refused: row.refused }),
  };
}

/** The assumptions of every row, as short pieces. */
export function assumptionPieces({ assumptions: a, study, data }: PowerPlan): readonly string[] {
  const shares = Object.entries(a.shares).map(([arm, share]) => `${arm} ${percent(near(share))}`);
  const against = `${study.treatments.join(', ')} against the ${study.control}`;
  return [
    `${percent(a.power)} power`,
    `${percent(a.level)} level`,
    shares.length > 0 ? shares.join(' : ') : against,
    ...(a.plannedUnits === undefined ? [] : [`${count(a.plannedUnits)} ${unitNouns(study.unit)} planned`]),
    ...(a.unitsPerDay === undefined ? [] : [`${count(a.unitsPerDay)} a day`]),
    ...(a.looks === undefined ? [] : [looksText(a.looks)]),
    ...(a.trigger === undefined ? [] : [`${percent(a.trigger)} triggered`]),
    ...(a.compliers === undefined ? [] : [`${percent(a.compliers)} compliers`]),
    ...(a.together === undefined ? [] : [`${a.together} held together`]),
    ...(a.criticalValues === undefined ? [] : [`several arms, critical values ${criticalText(a.criticalValues)}`]),
    data.rows === 'none' ? 'baselines declared' : `baselines from ${data.rows === 'control arm' ? 'the control arm of ' : ''}${data.name}`,
  ];
}

const mostShares = 6;

/** `looks at 50 %, 75 % and 100 %, obrien-fleming`, or `30 looks, mixture`. */
function looksText({ fractions, spending }: NonNullable<PowerPlan['assumptions']['looks']>): string {
  const shares = fractions.map((fraction) => percent(near(fraction)));
  return `${fractions.length > mostShares ? `${fractions.length} looks` : `looks at ${listed(shares)}`}, ${spending}`;
}

const criticalText = (values: Readonly<Record<string, number>>): string =>
  Object.entries(values)
    .map(([outcome, value]) => `${value.toFixed(2)} (${outcome})`)
    .join(', ');

export function simulatedText({ simulated: s }: PowerPlan): string | undefined {
  if (!s) return undefined;
  const closed = s.closedForm === undefined ? '' : `; the closed form without covariates says ${powerText(s.closedForm)}`;
  const none = s.refused > 0 ? `, ${count(s.refused)} without an estimate` : '';
  return `Simulated power of ${s.method} on ${s.outcome}: ${powerText(s.power)} [${powerText(s.low)}, ${powerText(s.high)}] in ${count(s.replications)} studies of ${count(s.units)} units${s.clusters === undefined ? '' : ` in ${count(s.clusters)} clusters`}${none}, seed ${s.seed}${closed}.`;
}

/** The curve as a small table: a row an effect, a column a size. */
export function curveTable({
  exhibits: [curve],
}: PowerPlan): { readonly header: readonly string[]; readonly rows: readonly (readonly string[])[] } | undefined {
  if (!curve) return undefined;
  const { x, y, series } = curve.columns;
  const sizes = [...new Set(x)].filter((_, i, all) => (i + 1) % Math.ceil(all.length / 6) === 0);
  const names = [...new Set(series ?? ['smallest effect'])].map(String);
  const cell = (name: string, size: unknown): string => {
    const at = x.findIndex((value, i) => value === size && (series === undefined || series[i] === name));
    const value = Number(y[at]);
    return series === undefined ? count(near(value)) : powerText(value / 100);
  };
  return { header: ['', ...sizes.map((size) => count(Number(size)))], rows: names.map((name) => [name, ...sizes.map((size) => cell(name, size))]) };
}
