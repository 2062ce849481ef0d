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
  /** Whether these are all rows as they were given. */
  readonly inOrder: boolean;
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

/** What is given of all rows, of those that count; as it is where these are all. */
export const ofRows = ({ rows, inOrder }: Pick<ComparedDesign, 'rows' | 'inOrder'>, values: Float64Array): Float64Array =>
  inOrder ? values : taken(values, rows);

export function taken(values: ArrayLike<number>, places: Int32Array): Float64Array {
  const found = new Float64Array(places.length);
  for (let e = 0; e < places.length; e++) found[e] = values[places[e]];
  return found;
}

/** `groups`: which of `count` groups each row belongs to. */
export function comparedDesign({ treated, covariates, names, weights }: ComparedRows, groups: Uint8Array, count: number): ComparedDesign {
  const given = treated.length;
  const groupRows = Array.from({ length: count }, () => 0);
  let ones = 0;
  let total = 0;
  let inOrder = true;
  for (let i = 0; i < given; i++) {
    const weight = weights === undefined ? 1 : weights[i];
    const counts = weight > 0;
    if (!counts || (i > 0 && groups[i] < groups[i - 1])) inOrder = false;
    if (!counts) continue;
    groupRows[groups[i]]++;
    ones += treated[i];
    total += weight;
  }
  const m = groupRows.reduce((sum, size) => sum + size, 0);
  const next = groupRows.map((_, g) => groupRows.slice(0, g).reduce((sum, size) => sum + size, 0));
  const rows = new Int32Array(m);
  for (let i = 0; i < given; i++) if (weights === undefined || weights[i] > 0) rows[next[groups[i]]++] = i;
  const group = inOrder ? groups : new Uint8Array(m);
  const isTreated = inOrder ? treated : new Uint8Array(m);
  for (let r = 0; r < m && !inOrder; r++) {
    group[r] = groups[rows[r]];
    isTreated[r] = treated[rows[r]];
  }
  const relative = new Float64Array(m).fill(1);
  if (weights) for (let r = 0; r < m; r++) relative[r] = (weights[rows[r]] * m) / total;
  const standard = covariates.map((column) => standardised(ofRows({ rows, inOrder }, column), relative, ones > 0 ? isTreated : undefined));
  return {
    given,
    rows,
    inOrder,
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

function standardised(column: Float64Array, weights: Float64Array, treated: Uint8Array | undefined): Float64Array {
  const { centre, scale } = spreadOf(column, weights, treated);
  const values = new Float64Array(column.length);
  for (let r = 0; r < column.length; r++) values[r] = (column[r] - centre) / scale;
  return values;
}

/** The mean of the treated, and the deviation from it of all rows; one where there is none. */
function spreadOf(column: Float64Array, weights: Float64Array, treated: Uint8Array | undefined): { centre: number; scale: number } {
  let total = 0;
  let sum = 0;
  const first = column.length > 0 ? column[0] : 0;
  for (let r = 0; r < column.length; r++) {
    if (treated && treated[r] === 0) continue;
    total += weights[r];
    sum += weights[r] * (column[r] - first);
  }
  const centre = first + sum / Math.max(total, Number.MIN_VALUE);
  let squares = 0;
  for (let r = 0; r < column.length; r++) squares += weights[r] * (column[r] - centre) ** 2;
  const scale = Math.sqrt(squares / column.length);
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
