import { EstimandError } from '../errors/estimand-error.ts';
import type { Finding } from '../estimate/finding.ts';
import { sayCount } from '../estimate/say.ts';
import { column } from '../expressions/build.ts';
import { meanOf } from '../moments/moments.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { moments } from '../relation/requests.ts';
import type { Column } from '../relation/schema.ts';
import { randomizedDesign } from './randomized-study.ts';
import type { StudySource } from './read-study.ts';
import { sharedColumns, variesColumn } from './unit-rows.ts';

/**
 * Of many rows per unit: do the columns that a unit has one value of have one?
 *
 * Errors  column-varies when a covariate does in every unit.
 */
export function* withinUnits(source: StudySource, schema: readonly Column[]): Asking<readonly Finding[]> {
  const { study } = source;
  const names = sharedColumns(study).filter((name) => schema.some((c) => c.name === variesColumn(name)));
  if (study.rows === 'one-per-unit' || names.length === 0) return [];
  const { groups } = yield* ask(moments({ columns: Object.fromEntries(names.map((name) => [name, column(variesColumn(name))])) }));
  const { moments: m } = groups[0];
  const found = names.map((name) => ({ name, units: Math.round(meanOf(m, name) * m.n) })).filter(({ units }) => units > 0);
  const unit = study.unit ?? 'unit';
  const { assignment } = randomizedDesign(study);
  const everywhere = found.find(({ name, units }) => units === m.n && name !== assignment);
  if (everywhere) throw new EstimandError('column-varies', { column: everywhere.name, unit, units: m.n });
  return found.map(({ name, units }) => finding(name, units, m.n, assignment === name, unit));
}

function finding(name: string, units: number, all: number, isAssignment: boolean, unit: string): Finding {
  const shared = { check: 'varies-within-unit', about: { column: name }, statistic: units, threshold: 0 };
  const of = `${name} varies within ${sayCount(units)} of ${sayCount(all)} units (${unit})`;
  if (isAssignment)
    return {
      ...shared,
      verdict: 'fail',
      identification: true,
      says: `${of}: they had several arms, are in none and are left out.`,
      mend: `A unit is assigned once: check ${name}, or name as unit what was assigned.`,
    };
  return {
    ...shared,
    verdict: 'warn',
    says: `${of}, which then have no value of it.`,
    mend: `Keep one value of ${name} a unit, such as the first before assignment.`,
  };
}
