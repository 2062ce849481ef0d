import { allFinite } from '../../math/all-finite.ts';
import type { ComparedCounts, ComparedReason } from './refused.ts';

/** Treated rows and controls with what they are adjusted for. */
export interface ComparedRows {
  /** 1 or 0. */
  readonly treated: Uint8Array;
  /** Columns without the constant. */
  readonly covariates: readonly Float64Array[];
  /** How the columns are called where one of them is the reason of a refusal. */
  readonly names: readonly string[];
  /** Sampling weights, not negative; of any scale. */
  readonly weights?: Float64Array;
}

/** The rows that count, with covariates of mean zero among the treated and of like spread. */
export interface ComparedDesign {
  /** Rows given. */
  readonly given: number;
  /** The m rows with a positive weight. */
  readonly rows: Int32Array;
  readonly group: Uint8Array;
  readonly treated: Uint8Array;
  /** One on average. */
  readonly weights: Float64Array;
  /** Columns with the constant. */
  readonly k: number;
  /** m x k, row-major, the constant first. */
  readonly x: Float64Array;
  readonly names: readonly string[];
  readonly counts: ComparedCounts;
  /** Rows of each group. */
  readonly groupRows: readonly number[];
}

/** `groups`: which of `count` groups each row belongs to. */
export function comparedDesign({ treated, covariates, names, weights }: ComparedRows, groups: Uint8Array, count: number): ComparedDesign {
  const given = treated.length;
  const rows = new Int32Array(given);
  let [m, ones, total] = [0, 0, 0];
  for (let i = 0; i < given; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    if (!(weight > 0)) continue;
    rows[m++] = i;
    ones += treated[i];
    total += weight;
  }
  const kept = rows.subarray(0, m);
  const k = covariates.length + 1;
  const [group, isTreated, relative] = [new Uint8Array(m), new Uint8Array(m), new Float64Array(m)];
  const groupRows = Array.from({ length: count }, () => 0);
  for (let r = 0; r < m; r++) {
    const i = kept[r];
    group[r] = groups[i];
    groupRows[groups[i]]++;
    isTreated[r] = treated[i];
    relative[r] = weights === undefined ? 1 : (weights[i] * m) / total;
  }
  const design = {
    given,
    rows: kept,
    group,
    groupRows,
    treated: isTreated,
    weights: relative,
    k,
    x: new Float64Array(m * k),
    names,
    counts: { treated: ones, controls: m - ones },
  };
  for (let r = 0; r < m; r++) design.x[r * k] = 1;
  for (const [j, column] of covariates.entries()) standardiseInto(design, column, j + 1);
  return design;
}

function standardiseInto({ rows, treated, weights, x, k, counts }: ComparedDesign, column: Float64Array, at: number): void {
  const { centre, scale } = spreadOf(rows, weights, column, counts.treated > 0 ? treated : undefined);
  for (let r = 0; r < rows.length; r++) x[r * k + at] = (column[rows[r]] - centre) / scale;
}

/** The mean of the treated, and the deviation from it of all rows; one where there is none. */
function spreadOf(rows: Int32Array, weights: Float64Array, column: Float64Array, treated: Uint8Array | undefined): { centre: number; scale: number } {
  let [total, sum] = [0, 0];
  const first = rows.length > 0 ? column[rows[0]] : 0;
  for (let r = 0; r < rows.length; r++) {
    if (treated && treated[r] === 0) continue;
    total += weights[r];
    sum += weights[r] * (column[rows[r]] - first);
  }
  const centre = first + sum / Math.max(total, Number.MIN_VALUE);
  let squares = 0;
  for (let r = 0; r < rows.length; r++) squares += weights[r] * (column[rows[r]] - centre) ** 2;
  const scale = Math.sqrt(squares / rows.length);
  return { centre, scale: scale > 0 ? scale : 1 };
}

/** The first column with a value that is no number. */
export function notFinite({ covariates, names, weights }: ComparedRows, outcomes: readonly Float64Array[]): ComparedReason | undefined {
  const columns = [
    ...covariates.map((values, j) => ({ column: names[j], values })),
    ...outcomes.map((values) => ({ column: 'outcome', values })),
    ...(weights ? [{ column: 'weight', values: weights }] : []),
  ];
  const found = columns.find(({ values }) => !allFinite(values));
  return found && { kind: 'not-finite', column: found.column, row: found.values.findIndex((value) => !Number.isFinite(value)) };
}
