import type { Finding } from '../../../estimate/finding.ts';
import { sayCount } from '../../../estimate/say.ts';
import { fewLabels } from '../../../estimate/thresholds.ts';
import { amongCells, judgeAssumptions, scale } from '../audit-findings.ts';
import { declared, slopesByName } from '../measured-by.ts';
import type { CellLook } from './look.ts';
import type { CellMeasurement } from './measured-cells.ts';

/** How large the audit is, and which cohorts and periods it leaves out. */
export function cellFindings(found: CellMeasurement): readonly Finding[] {
  const { slopes, options } = found;
  return [
    sizes(found),
    ...leftOut(found),
    ...scale([{ arm: amongCells.several, ...(slopes.unheld !== undefined && { unheld: slopes.unheld }) }], options),
    judgeAssumptions(found, amongCells),
  ];
}

function sizes({ looks, unmeasured, options: { outcome } }: CellMeasurement): Finding {
  const all = [...looks, ...unmeasured];
  const total = (of: (look: CellLook) => number): number => all.reduce((sum, look) => sum + of(look), 0);
  const counts = looks.map(({ audited }) => audited.n);
  const least = Math.min(...counts);
  const most = Math.max(...counts);
  const labels = total(({ audited }) => audited.n);
  const units = total(({ judged }) => judged.n);
  const says = `People scored ${sayCount(labels)} of ${sayCount(units)} rows of ${outcome}, ${least === most ? sayCount(least) : `${sayCount(least)} to ${sayCount(most)}`} in each of ${looks.length} cohorts and periods: each effect errs by the labels of the cohorts and periods that it compares`;
  const shared = { check: 'audit', about: { column: outcome }, statistic: least, threshold: fewInCell } as const;
  if (labels === units)
    return {
      ...shared,
      verdict: 'warn',
      says: `Every row with a score of ${outcome} has a human label: the judge is not needed, unless some of these are not labels.`,
      mend: 'Leave the human label empty where nobody looked, instead of 0 or -1; or name the column that says who was audited under audited.',
    };
  if (least >= fewInCell && labels >= fewLabels) return { ...shared, verdict: 'pass', says: `${says}.` };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says}, and the fewest are few.`,
    mend: `Audit at least ${fewInCell} rows of every cohort in each period, the base period first: all later ones are compared with it.`,
  };
}

/** With fewer labels in a cohort and period its correction is known only roughly. */
const fewInCell = 10;

/** So many are named. */
const mostNamed = 3;

function leftOut({ looks, unmeasured, options: { outcome } }: CellMeasurement): readonly Finding[] {
  if (unmeasured.length === 0) return [];
  const named = unmeasured.slice(0, mostNamed).map(({ cell: { says } }) => says);
  const more = unmeasured.length > mostNamed ? ' and more' : '';
  const count = unmeasured.length;
  return [
    {
      check: 'audit-cells',
      about: { column: outcome },
      verdict: 'warn',
      statistic: count,
      threshold: 0,
      says: `${sayCount(count)} of ${sayCount(count + looks.length)} cohorts and periods of ${outcome} ${count === 1 ? 'has' : 'have'} fewer than two labels (${named.join('; ')}${more}): ${count === 1 ? 'its' : 'their'} mean cannot be corrected, and effects that need it are in no estimate.`,
      mend: 'Let people score rows of these too, or take longer periods, so that each has labels.',
    },
  ];
}

/** What an estimate of an outcome rests on that was measured cell by cell. */
export const cellDetails = ({ looks, unmeasured, slopes, options }: CellMeasurement): object => ({
  ...declared(options),
  ...slopesByName(slopes.of),
  units: looks.reduce((sum, { judged }) => sum + judged.n, 0),
  audited: looks.reduce((sum, { audited }) => sum + audited.n, 0),
  cells: looks.length,
  unmeasured: unmeasured.length,
});
