import type { Finding } from '../../../estimate/finding.ts';
import { sayCount, sayP } from '../../../estimate/say.ts';
import { fewLabels, pValueLimits } from '../../../estimate/thresholds.ts';
import { verdictOf } from '../../../estimate/verdict-of.ts';
import { normalTail } from '../../../math/distributions/normal.ts';
import { meanOf, varianceOf } from '../../../moments/moments.ts';
import { amongCells, judgeAssumptions, scale } from '../audit-findings.ts';
import { about, quadratic } from '../look.ts';
import { declared, slopesByName } from '../measured-by.ts';
import type { CellLook } from './look.ts';
import type { CellMeasurement } from './measured-cells.ts';

/** How large the audit is, which cohorts and periods it leaves out, and whether it is like the rest. */
export function cellFindings(found: CellMeasurement): readonly Finding[] {
  const { slopes, options } = found;
  return [
    sizes(found),
    ...leftOut(found),
    ...scale([{ arm: amongCells.several, ...(slopes.unheld !== undefined && { unheld: slopes.unheld }) }], options),
    ...selection(found),
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

const limits = pValueLimits.auditSelection;

/**
 * Are audited rows like the others of their cohort and period, by what the judge says of them? Complaints are not, whatever they look like.
 *
 * Model   the judge's mean on audited rows, by their weights, less that on all rows, in each cell; added up by labels over treated cells and over the others, against its
 *         standard error under a random audit: S^2 (1 / n - 1 / N), by probabilities sum w (w - 1) (f - mean)^2 / (sum w)^2. Normal; Bonferroni over judges and the two.
 */
function selection({ looks, options }: CellMeasurement): readonly Finding[] {
  const { outcome, human, judges, labels, sampling } = options;
  if (labels === 'complaints')
    return [
      {
        check: 'audit-by-complaint',
        about: { column: outcome },
        verdict: 'fail',
        identification: true,
        says: `The labels of ${human} came by complaint: who complains is no sample of the rows, and differs by what the change did to them.`,
        mend: 'Let people label rows that were drawn at random in each cohort and period; complaints may be an outcome of their own.',
      },
    ];
  const treated = ({ cell: { start, period } }: CellLook): boolean => start !== undefined && period >= start;
  const sides = [
    { called: 'with the change', looks: looks.filter(treated) },
    { called: 'without the change', looks: looks.filter((look) => !treated(look)) },
  ];
  const tested = judges.flatMap((judge) => sides.flatMap((side) => apart(side.looks, judge, side.called, sampling)));
  if (tested.length === 0) return [];
  const least = tested.reduce((a, b) => (b.pValue < a.pValue ? b : a));
  const pValue = Math.min(1, tested.length * least.pValue);
  const verdict = verdictOf(pValue, limits);
  const shared = {
    check: 'audit-selection',
    about: { column: outcome },
    statistic: least.distance,
    pValue,
    threshold: limits.failBelow,
    canHold: true,
  } as const;
  const by = sampling === undefined ? 'Audited rows' : `By the weights of ${sampling} audited rows`;
  const says = `${by} ${least.called} have ${least.judge} ${Math.abs(least.distance).toFixed(2)} standard deviations ${least.distance < 0 ? 'lower' : 'higher'} than all rows of their cohort and period, the largest of such differences (${sayP(pValue)})`;
  if (verdict === 'pass') return [{ ...shared, verdict, says: `${says}, as chance has it.` }];
  return [
    {
      ...shared,
      verdict,
      ...(verdict === 'fail' && { identification: true }),
      says: `${says}: ${verdict === 'fail' ? 'they are no random sample, and correct the judge for rows like themselves alone' : 'they may be no random sample'}.`,
      mend: 'Draw the audit at random within each cohort and period; or name under sampling the probability with which each row was drawn.',
    },
  ];
}

interface CellsApart {
  readonly judge: string;
  readonly called: string;
  /** In standard deviations of the judge within cells. */
  readonly distance: number;
  readonly pValue: number;
}

function apart(looks: readonly CellLook[], judge: string, called: string, sampling: string | undefined): readonly CellsApart[] {
  let [sum, variance, spread, labels] = [0, 0, 0, 0];
  for (const { judged, audited, squares } of looks) {
    if (audited.n >= judged.n) continue;
    const own = varianceOf(judged, judge);
    sum += audited.n * (meanOf(audited, judge) - meanOf(judged, judge));
    variance += audited.n ** 2 * (sampling === undefined ? own * (1 / audited.n - 1 / judged.n) : byWeights({ audited, squares }, judge));
    spread += audited.n * own;
    labels += audited.n;
  }
  if (!(variance > 0) || !(spread > 0)) return [];
  const pValue = Math.min(1, 2 * normalTail(Math.abs(sum) / Math.sqrt(variance)));
  return [{ judge, called, distance: sum / labels / Math.sqrt(spread / labels), pValue }];
}

const byWeights = ({ audited, squares }: Pick<CellLook, 'audited' | 'squares'>, judge: string): number =>
  Math.max(0, quadratic(about(squares, audited.mean), { [judge]: 1 }) - quadratic(audited, { [judge]: 1 })) / audited.weight ** 2;

/** What an estimate of an outcome rests on that was measured cell by cell. */
export const cellDetails = ({ looks, unmeasured, slopes, options }: CellMeasurement): object => ({
  ...declared(options),
  ...slopesByName(slopes.of),
  units: looks.reduce((sum, { judged }) => sum + judged.n, 0),
  audited: looks.reduce((sum, { audited }) => sum + audited.n, 0),
  cells: looks.length,
  unmeasured: unmeasured.length,
});
