import { EstimandError } from '../../errors/estimand-error.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { column, indicator, isKnown } from '../../expressions/build.ts';
import { meanOf } from '../../moments/moments.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';
import { partlyColumn, unitColumns, variesColumn } from '../read/rows-per-unit.ts';
import type { SeveralArms } from './several-arms.ts';

/** What varies within units that should not, and units that have rows in several arms. */
export interface OneValue {
  readonly findings: readonly Finding[];
  readonly severalArms?: SeveralArms;
}

/**
 * Of many rows per unit: do the columns that a unit has one value of have one?
 *
 * Errors  column-varies when a covariate does in every unit.
 */
export function* oneValuePerUnit(designed: DesignedStudy, schema: readonly Column[]): Asking<OneValue> {
  const columns = unitColumns(designed);
  if (!columns) return { findings: [] };
  const there = (name: string): boolean => schema.some((c) => c.name === name);
  const names = columns.shared.filter((name) => there(variesColumn(name)));
  const labels = columns.labels.filter((name) => there(partlyColumn(name)));
  if (names.length + labels.length === 0) return { findings: [] };
  const counted = {
    ...Object.fromEntries([
      ...names.map((name) => [name, column(variesColumn(name))]),
      ...labels.map((name) => [partlyColumn(name), column(partlyColumn(name))]),
    ]),
    ...Object.fromEntries(labels.map((name) => [whole(name), indicator(isKnown(column(name)))])),
  };
  const { groups } = yield* ask(moments({ columns: counted }));
  const { moments: m } = groups[0];
  const unitsWith = (name: string): number => Math.round(meanOf(m, name) * m.n);
  const found = names.map((name) => ({ name, units: unitsWith(name) })).filter(({ units }) => units > 0);
  const { unit } = columns;
  const { study, design } = designed;
  const assignment = design.columns(study.design).find(({ part }) => part === 'assignment')?.column;
  const everywhere = found.find(({ name, units }) => units === m.n && name !== assignment);
  if (everywhere) throw new EstimandError('column-varies', { column: everywhere.name, unit, units: m.n });
  const inSeveral = found.find(({ name }) => name === assignment);
  return {
    findings: [
      ...found.filter((one) => one !== inSeveral).map(({ name, units }) => finding(name, units, m.n, unit)),
      ...labels.flatMap((name) => partlyLabelled(name, unitsWith(partlyColumn(name)), unitsWith(whole(name)), unit)),
    ],
    ...(inSeveral && { severalArms: { column: unit, found: inSeveral.units, of: m.n } }),
  };
}

const whole = (name: string): string => `estimand:${name} whole`;

/** A share of the labelled units below which partly labelled ones may be an accident of the log. */
const accidental = 0.05;

/** Units of which people labelled some rows: what is left has few rows, and is no random sample of units. */
function partlyLabelled(name: string, units: number, labelled: number, unit: string): readonly Finding[] {
  if (units === 0) return [];
  const share = units / (units + labelled);
  const says = `People labelled some rows and not others of ${sayCount(units)} units (${unit}), which count as not audited; ${sayCount(labelled)} were labelled whole.`;
  const shared = { check: 'audit-of-rows', about: { column: name }, statistic: share, threshold: accidental, says };
  if (share <= accidental) return [{ ...shared, verdict: 'warn', mend: `Label every row of a unit (${unit}) that is audited.` }];
  return [
    {
      ...shared,
      verdict: 'fail',
      identification: true,
      mend: `Draw units (${unit}) and label every row of them: when rows are drawn, only units with few rows are labelled whole, and these do not represent the others.`,
    },
  ];
}

function finding(name: string, units: number, all: number, unit: string): Finding {
  return {
    check: 'varies-within-unit',
    about: { column: name },
    verdict: 'warn',
    statistic: units,
    threshold: 0,
    says: `${name} varies within ${sayCount(units)} of ${sayCount(all)} units (${unit}), which then have no value of it.`,
    mend: `Keep one value of ${name} a unit, such as the first before assignment.`,
  };
}
