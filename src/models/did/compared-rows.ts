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
  /** The m rows with a positive weight, one group after the other. */
  readonly rows: Int32Array;
  readonly group: Uint8Array;
  readonly treated: Uint8Array;
  /** One on average. */
  readonly weights: Float64Array;
  /** Columns with the constant. */
  readonly k: number;
  /** k columns of m values, the constant first. */
  readonly x: readonly Float64Array[];
  readonly names: readonly string[];
  readonly counts: ComparedCounts;
  /** Rows of each group. */
  readonly groupRows: readonly number[];
}

/** The places of n rows, in their order. */
export function everyRow(n: number): Int32Array {
  const rows = new Int32Array(n);
  for (let r = 0; r < n; r++) rows[r] = r;
  return rows;
}

/** `groups`: which of `count` groups each row belongs to. */
export function comparedDesign({ treated, covariates, names, weights }: ComparedRows, groups: Uint8Array, count: number): ComparedDesign {
  const given = treated.length;
  const groupRows = Array.from({ length: count }, () => 0);
  let [ones, total] = [0, 0];
  for (let i = 0; i < given; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    if (!(weight > 0)) continue;
    groupRows[groups[i]]++;
    ones += treated[i];
    total += weight;
  }
  const m = groupRows.reduce((sum, size) => sum + size, 0);
  const next = groupRows.map((_, g) => groupRows.slice(0, g).reduce((sum, size) => sum + size, 0));
  const rows = new Int32Array(m);
  for (let i = 0; i < given; i++) if (weights === undefined || weights[i] > 0) rows[next[groups[i]]++] = i;
  const [group, isTreated, relative] = [new Uint8Array(m), new Uint8Array(m), new Float64Array(m).fill(1)];
  for (let r = 0; r < m; r++) {
    group[r] = groups[rows[r]];
    isTreated[r] = treated[rows[r]];
  }
  if (weights) for (let r = 0; r < m; r++) relative[r] = (weights[rows[r]] * m) / total;
  const standard = covariates.map((column) => standardised(rows, relative, column, ones > 0 ? isTreated : undefined));
  return {
    given,
    rows,
    group,
    groupRows,
    treated: isTreated,
    weights: relative,
    k: covariates.length + 1,
    x: [new Float64Array(m).fill(1), ...standard],
    names,
    counts: { treated: ones, controls: m - ones },
  };
}

function standardised(rows: Int32Array, weights: Float64Array, column: Float64Array, treated: Uint8Array | undefined): Float64Array {
  const { centre, scale } = spreadOf(rows, weights, column, treated);
  const values = new Float64Array(rows.length);
  for (let r = 0; r < rows.length; r++) values[r] = (column[rows[r]] - centre) / scale;
  return values;
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
