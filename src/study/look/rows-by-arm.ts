import type { Finding } from '../../estimate/finding.ts';
import { sayNumber, sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { column, isKnown } from '../../expressions/build.ts';
import { holm } from '../../inference/multiplicity/step-wise.ts';
import { type ArmMean, welch } from '../../inference/welch.ts';
import { hypergeometricTwoSided } from '../../math/distributions/hypergeometric.ts';
import { studentTTwoSided } from '../../math/distributions/student-t.ts';
import { meanOf, varianceOf } from '../../moments/moments.ts';
import type { PerUnit } from '../../protocol/per-unit.ts';
import type { Outcome, Protocol } from '../../protocol/protocol.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';
import { rowsColumn } from '../read/rows-per-unit.ts';

type Study = Pick<Protocol, 'unit' | 'assignment' | 'cluster' | 'outcomes'>;

/**
 * Have units as many rows in every arm?
 *
 * Model   Welch's t on the rows of a unit, each treatment arm against control, Holm over arms; of clusters on the mean rows of a unit in each. Where all units of
 *         an arm have the same number and arms differ, the chance of that split by Fisher. Blocks are passed over, which costs power and no level. With few units
 *         and very unequal numbers Welch's t is rough: it only warns.
 * Shapes  one round on rows that are units.
 * Source  Welch (1947), Biometrika 34; Holm (1979).
 */
export function* rowsByArm({ unit, assignment, cluster, outcomes }: Study): Asking<readonly Finding[]> {
  if (!assignment || unit === undefined) return [];
  const arm = column(assignment.column);
  const byCluster = { [assignment.column]: { kind: 'only', of: arm }, [rowsColumn]: { kind: 'mean', of: column(rowsColumn) } } as const;
  const over = cluster === undefined ? [] : [where(isKnown(arm)), rollup([cluster], byCluster)];
  const { groups } = yield* ask(moments({ columns: { rows: column(rowsColumn) }, by: [assignment.column], over }));
  const armOf = (name: string): ArmMean | undefined => groups.filter(({ key, moments: m }) => key[0] === name && m.n > 1).map(armMean)[0];
  const control = armOf(assignment.control);
  const treatments = assignment.treatments.flatMap((name) => ({ name, rows: armOf(name) }));
  const compared = treatments.flatMap(({ name, rows }) => (control && rows ? [{ name, rows, control, pValue: chanceOf(rows, control) }] : []));
  if (compared.length === 0) return [];
  const adjusted = holm(compared.map(({ pValue }) => pValue));
  const pValue = Math.min(...adjusted);
  const worst = compared[adjusted.indexOf(pValue)];
  const [rows, others] = [sayNumber(worst.rows.mean, 4), sayNumber(worst.control.mean, 4)];
  const says = `Units (${unit}) have ${rows} rows on average in arm ${worst.name} and ${others} in arm ${assignment.control} (${sayP(pValue)}).`;
  const found = { check: 'rows-per-unit', about: { column: unit, arm: worst.name }, statistic: worst.rows.mean - worst.control.mean, pValue };
  const limits = pValueLimits.rowsPerUnit;
  if (verdictOf(pValue, limits) === 'pass') return [{ ...found, threshold: limits.warnBelow, verdict: 'pass', says }];
  const { meanings, mend } = differing(unit, outcomes);
  return [{ ...found, threshold: limits.warnBelow, verdict: 'warn', says: [says, ...meanings].join(' '), mend }];
}

const armMean = ({ moments: m }: Group): ArmMean => ({ n: m.n, mean: meanOf(m, 'rows'), variance: varianceOf(m, 'rows') / m.n });

/** How likely so different numbers of rows are where arms are alike. */
function chanceOf(rows: ArmMean, control: ArmMean): number {
  const { value, standardError, df } = welch(rows, control);
  if (value === 0) return 1;
  if (standardError > 0) return studentTTwoSided(value / standardError, df);
  return hypergeometricTwoSided(rows.n, { drawn: rows.n, marked: rows.n, total: rows.n + control.n });
}

/** What unequal numbers of rows mean for an outcome, as it is brought to the unit. */
function differing(unit: string, outcomes: readonly Outcome[]): { readonly meanings: readonly string[]; readonly mend: string } {
  const brought = (per: PerUnit): string | undefined =>
    outcomes
      .filter((o) => o.perUnit?.per === per)
      .map(({ name }) => name)
      .join(', ') || undefined;
  const [total, mean, any, last] = [brought('total'), brought('mean'), brought('any'), brought('last')];
  return {
    meanings: [
      ...(total === undefined ? [] : [`The number of rows is a part of the effect on totals (${total}): more rows add up to more.`]),
      ...(mean === undefined ? [] : [`Means (${mean}) do not grow with it, but may be of other rows in one arm.`]),
      ...(last === undefined ? [] : [`A last row (${last}) may come later in one arm.`]),
      ...(any === undefined ? [] : [`More rows are more chances that any has it (${any}).`]),
    ],
    mend:
      total === undefined
        ? `Find out what made the rows of a unit (${unit}): where the treatment did, the arms are compared on different rows; where the set-up did, repair it.`
        : `Read totals as what the treatment does to the number of rows and to each row together; for each row alone write \`per: mean\`, or a ratio over a column of 1 a row.`,
  };
}
