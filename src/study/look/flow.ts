import { flowId, rowsOfStudy, sayFlow } from '../../diagnostics/unit-flow.ts';
import { type Exhibit, ofArm } from '../../estimate/exhibit.ts';
import type { Loss } from '../../protocol/protocol.ts';
import type { ReadTable } from './left-out-by-sql.ts';
import type { LeftOutOfLaunch } from './left-out-of-launch.ts';
import { keptOf, lostOf } from './lost-units.ts';
import type { MixedClusters, SeveralArms } from './several-arms.ts';

/** What was left out before the rows that are analysed. */
export interface LeftOut {
  /** What `data.sql` reads. */
  readonly tables: readonly ReadTable[];
  /** Rows without a unit, where the study names one. */
  readonly lost: Loss | undefined;
  /** What rows were brought to one row of, where a unit has many. */
  readonly unit: string | undefined;
  readonly left: LeftOutOfLaunch | undefined;
  readonly mixed: MixedClusters | undefined;
  readonly severalArms: SeveralArms | undefined;
}

/** One step: how many are left, how many were lost on the way to it (empty where the step before counts something else), and why. */
interface Step {
  readonly step: string;
  readonly units: number;
  readonly lost: number | '';
  readonly reason: string;
  readonly perArm?: Readonly<Record<string, number>>;
}

/** The flow of units from the rows of the data: what was left out before the rows that are analysed comes first. */
export function flowFrom(exhibit: Exhibit, out: LeftOut): Exhibit {
  if (exhibit.kind !== 'flow') return exhibit;
  const { step, units, lost, reason, ...further } = exhibit.columns;
  const first = before(Number(units[0]), out, lost.includes(''));
  const left = first[first.length - 1].units;
  // A step that counts something else has lost nothing of the one before.
  const losses = [...first.map((s) => s.lost), lost[1] === '' ? '' : left - Number(units[1]), ...lost.slice(2)];
  const why = [...first.map((s) => s.reason), ...reason.slice(1)];
  // Where rows become units on the way, the exhibit knows how many units there were.
  const says = lost.includes('') ? exhibit.says : sayFlow(Number(units[units.length - 1]), unitsBefore(first), exhibit.id.slice(flowId('').length));
  return {
    ...exhibit,
    says,
    alt: says,
    columns: {
      step: [...first.map((s) => s.step), ...step.slice(1)],
      units: [...first.map((s) => s.units), ...units.slice(1)],
      lost: losses,
      reason: why.map((words, i) => (losses[i] === 0 ? '' : words)),
      ...Object.fromEntries(
        Object.entries(further).map(([name, counts]) => [name, [...first.map(({ perArm }) => perArm?.[name.slice(ofArm.length)] ?? ''), ...counts.slice(1)]]),
      ),
    },
  };
}

/** Units before any was lost: where rows are brought to one, from there on; else the rows that a statement gives, or the data hold. */
function unitsBefore(steps: readonly Step[]): number {
  const brought = steps.findLast(({ lost }) => lost === '') ?? steps[0];
  return brought.units;
}

/** From the rows of the data to those that are analysed, of which there are so many; `ofRows`: they are rows, and no units yet. */
function before(analysed: number, { tables, lost, unit, left: outside, mixed, severalArms }: LeftOut, ofRows: boolean): readonly Step[] {
  const inLaunch = analysed + (mixed?.rows.lost ?? 0);
  const rows = inLaunch + (outside?.units ?? 0);
  const gone = lost ? lostOf(lost) : 0;
  const all = lost ? keptOf(lost) + gone : rows;
  const steps = tables.map(({ name, rows: read }, i): Step => ({ step: `rows of ${name}`, units: read, lost: i === 0 ? 0 : '', reason: '' }));
  if (tables.length > 0) {
    // Of one table without copies the statement leaves out the rest.
    const left = tables.length === 1 && tables[0].rows >= all ? tables[0].rows - all : '';
    steps.push({ step: 'rows that data.sql gives', units: all, lost: left, reason: left === 0 ? '' : 'data.sql' });
  } else steps.push({ step: gone > 0 || unit !== undefined || ofRows ? 'rows in the data' : rowsOfStudy, units: all, lost: 0, reason: '' });
  if (lost && gone > 0) {
    const perArm = Object.fromEntries(lost.arms.map(({ arm, kept }) => [arm, kept]));
    steps.push({ step: `with ${lost.column}`, units: keptOf(lost), lost: gone, reason: `${lost.column} missing`, perArm });
  }
  if (unit !== undefined) steps.push({ step: `units (${unit})`, units: rows, lost: '', reason: 'rows of a unit are brought to one' });
  if (outside) steps.push({ step: 'in the launch', units: inLaunch, lost: outside.units, reason: `left out: ${outside.says}` });
  if (mixed) steps.push({ step: `in one arm by ${mixed.column}`, units: analysed, lost: mixed.rows.lost, reason: `${mixed.column} in several arms` });
  if (severalArms) {
    const { column, found } = severalArms;
    steps.push({ step: `in one arm by ${column}`, units: analysed - found, lost: found, reason: `${column} in several arms` });
  }
  return steps;
}
