import type { Finding } from '../../../estimate/finding.ts';
import { sayP } from '../../../estimate/say.ts';
import { pValueLimits } from '../../../estimate/thresholds.ts';
import { verdictOf } from '../../../estimate/verdict-of.ts';
import { column, isKnown, subtract, times, when } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { studentTTail } from '../../../math/distributions/student-t.ts';
import { comomentOf, type Moments, meanOf, varianceOf } from '../../../moments/moments.ts';
import { auditWeight, isAudited } from '../../../protocol/audited.ts';
import type { Cells } from '../../../protocol/cells.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { derive, rollup, type Step, where } from '../../../relation/steps.ts';
import type { ResolvedMeasurement } from '../options.ts';
import { byCode } from './by-code.ts';
import type { CellLook } from './look.ts';
import type { CellMeasurement } from './measured-cells.ts';

const limits = pValueLimits.auditSelection;

/** Treated cells, or the others. */
interface Side {
  readonly called: string;
  /** Within the names of columns. */
  readonly id: string;
  /** Those that hold rows nobody labelled. */
  readonly looks: readonly CellLook[];
}

/**
 * Are audited rows like the others of their cohort and period, by what the judge says of them? Complaints are not, whatever they look like.
 *
 * Model   (a w n / sum w - n / N) (f - mean f) of each judged row, a 1 where people looked, w one over its probability, n of N rows of its cell labelled: added up over treated cells and
 *         over the others, the judge's mean on audited rows less that on all, by labels. Its error by the sums of what lies together, over all periods; t with as many degrees of freedom as
 *         there are effective labels, or units or clusters of them, less one. Bonferroni over judges and the two.
 * Shapes  one round.
 */
export function* cellSelection({ looks, options }: CellMeasurement, cells: Cells): Asking<readonly Finding[]> {
  const { judges, labels } = options;
  if (labels === 'complaints') return [byComplaint(options)];
  const isTreated = ({ cell: { start, period } }: CellLook): boolean => start !== undefined && period >= start;
  const compared = looks.filter(({ judged, audited }) => audited.n < judged.n);
  const sides: readonly Side[] = [
    { called: 'with the change', id: 'with', looks: compared.filter(isTreated) },
    { called: 'without the change', id: 'without', looks: compared.filter((look) => !isTreated(look)) },
  ];
  const known = sides.filter((side) => side.looks.length > 0);
  if (known.length === 0) return [];
  const columns = Object.fromEntries(known.flatMap((side) => columnsOf(side, cells, options)));
  const { groups } = yield* ask(
    moments({ columns: Object.fromEntries(Object.keys(columns).map((name) => [name, column(name)])), over: added(columns, cells, options) }),
  );
  const tested = known.flatMap((side) => judges.flatMap((judge) => groups.slice(0, 1).flatMap(({ moments: m }) => apart(m, side, judge))));
  return tested.length === 0 ? [] : [findingOf(tested, options)];
}

const partOf = (side: Side, judge: string): string => `estimand:apart ${side.id} ${judge}`;
const labelsOf = (side: Side): string => `estimand:labels ${side.id}`;

/** What a row adds, zero on the other side. */
function columnsOf(side: Side, { column: code }: Cells, o: ResolvedMeasurement): readonly (readonly [string, Expression])[] {
  const of = (value: (look: CellLook) => number): Expression =>
    byCode(
      side.looks.map((look) => [look.cell.code, value(look)] as const),
      column(code),
    );
  const inSide = isKnown(of(() => 1));
  const label = when(
    isAudited(o),
    times(
      auditWeight(o),
      of(({ audited }) => audited.n / audited.weight),
    ),
    0,
  );
  const beyond = subtract(
    label,
    of(({ audited, judged }) => audited.n / judged.n),
  );
  return [
    [labelsOf(side), when(inSide, label, 0)],
    ...o.judges.map(
      (judge) =>
        [
          partOf(side, judge),
          when(
            inSide,
            times(
              beyond,
              subtract(
                column(judge),
                of(({ judged }) => meanOf(judged, judge)),
              ),
            ),
            0,
          ),
        ] as const,
    ),
  ];
}

/** By what lies together, of rows that every judge scored. */
function added(columns: Readonly<Record<string, Expression>>, { steps, together }: Cells, { judges }: ResolvedMeasurement): readonly Step[] {
  const judged = judges.map((judge) => where(isKnown(column(judge))));
  const sums = Object.fromEntries(Object.keys(columns).map((name) => [name, { kind: 'sum', of: column(name) } as const]));
  const rows = [...steps, ...judged, derive(columns)];
  return together === undefined ? rows : [...rows, where(isKnown(column(together))), rollup([together], sums)];
}

interface CellsApart {
  readonly judge: string;
  readonly called: string;
  /** In standard deviations of the judge within cells. */
  readonly distance: number;
  readonly pValue: number;
}

function apart(m: Moments, side: Side, judge: string): readonly CellsApart[] {
  const name = partOf(side, judge);
  const error = Math.sqrt(varianceOf(m, name) / m.n);
  const labels = side.looks.reduce((sum, { audited }) => sum + audited.n, 0);
  const spread = side.looks.reduce((sum, { judged, audited }) => sum + audited.n * varianceOf(judged, judge), 0) / labels;
  const freedom = effective(m, labelsOf(side)) - 1;
  if (!(error > 0) || !(spread > 0) || !(freedom >= 1)) return [];
  const pValue = Math.min(1, 2 * studentTTail(Math.abs(meanOf(m, name)) / error, freedom));
  return [{ judge, called: side.called, distance: (m.n * meanOf(m, name)) / labels / Math.sqrt(spread), pValue }];
}

/** As many labels, or units of them, of equal weight as tell as much (Kish). */
function effective(m: Moments, labels: string): number {
  const total = m.n * meanOf(m, labels);
  const squares = comomentOf(m, labels, labels) + m.n * meanOf(m, labels) ** 2;
  return squares > 0 ? total ** 2 / squares : 0;
}

const byComplaint = ({ outcome, human }: ResolvedMeasurement): Finding => ({
  check: 'audit-by-complaint',
  about: { column: outcome },
  verdict: 'fail',
  identification: true,
  says: `The labels of ${human} came by complaint: who complains is no sample of the rows, and differs by what the change did to them.`,
  mend: 'Let people label rows that were drawn at random in each cohort and period; complaints may be an outcome of their own.',
});

function findingOf(tested: readonly CellsApart[], { outcome, sampling }: ResolvedMeasurement): Finding {
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
  if (verdict === 'pass') return { ...shared, verdict, says: `${says}, as chance has it.` };
  return {
    ...shared,
    verdict,
    ...(verdict === 'fail' && { identification: true }),
    says: `${says}: ${verdict === 'fail' ? 'they are no random sample, and correct the judge for rows like themselves alone' : 'they may be no random sample'}.`,
    mend: 'Draw the audit at random within each cohort and period; or name under sampling the probability with which each row was drawn.',
  };
}
