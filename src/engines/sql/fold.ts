import { EstimandError } from '../../errors/estimand-error.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import { emptyMoments } from '../../moments/moments.ts';
import { bySortedKey, expectFewGroups } from '../../relation/groups.ts';
import type { Group, MomentsReply } from '../../relation/requests.ts';
import type { Cell } from './database.ts';
import { bitsPerMask, gateOf, isOwnSquare, maskCountOf, names, type ScanPlan } from './moments-sql.ts';
import type { ScanRequest } from './scan.ts';
import { added, momentsOfSums, noSums, type Sums } from './sums.ts';

/** The result of a moments SELECT: its columns by name, all of the same length. */
interface Result {
  readonly rows: number;
  column(name: string): readonly Cell[];
}

type Folded = Omit<MomentsReply, 'integer'>;

/** Adds up the result rows that each request accepts, by its groups. */
export function foldMoments(plan: ScanPlan, result: Result, source: string): readonly Folded[] {
  return plan.scan.asked.map((asked, index) => folded(asked, result, readerOf(asked, index, plan, result, source)));
}

/** What a request reads in a row of the result. */
interface Reader {
  /** Undefined where a key is unknown. */
  keyAt(row: number): readonly string[] | undefined;
  /** Rows of the data that it counts, and those that it measures. */
  countAt(row: number): number;
  completeAt(row: number): number;
  sumsAt(row: number): Sums;
}

function folded(asked: ScanRequest, result: Result, read: Reader): Folded {
  const columns = Object.keys(asked.request.columns);
  const found = new Map<string, { readonly key: readonly string[]; readonly rows: number; readonly sums: Sums }>();
  let keyless = 0;
  for (let row = 0; row < result.rows; row++) {
    const rows = read.countAt(row);
    if (rows === 0) continue;
    const key = read.keyAt(row);
    if (key === undefined) {
      keyless += rows;
      continue;
    }
    const id = JSON.stringify(key);
    const before = found.get(id) ?? { key, rows: 0, sums: noSums };
    found.set(id, { key, rows: before.rows + rows, sums: read.completeAt(row) > 0 ? added(before.sums, read.sumsAt(row)) : before.sums });
  }
  expectFewGroups(found.size);
  const groups = Array.from(found.values(), ({ key, rows, sums }): Group => ({ key, dropped: rows - sums.rows, moments: momentsOfSums(columns, sums) }));
  if (asked.keys.length === 0 && groups.length === 0) groups.push({ key: [], moments: emptyMoments(columns), dropped: 0 });
  return { kind: 'moments', groups: groups.sort(bySortedKey), keyless };
}

function readerOf(asked: ScanRequest, index: number, plan: ScanPlan, result: Result, source: string): Reader {
  const gate = gateOf(plan.sharing, index);
  const [counts, completes] = [result.column(names.rows(gate)), result.column(names.complete(gate))];
  const keys = asked.keys.map((k) => result.column(names.key(k)));
  const holds = bitReader(plan, result);
  return {
    keyAt(row) {
      const cells = keys.map((key) => key[row]);
      return cells.includes(undefined) ? undefined : cells.map((cell) => canonicalText(cell!));
    },
    countAt: (row) => (holds(asked.whereBits, row) ? Number(counts[row]) : 0),
    completeAt: (row) => (holds(asked.valueBits, row) ? Number(completes[row]) : 0),
    sumsAt: sumsReader(asked, gate, plan, result, source),
  };
}

/** Are all these bits set in a row's masks? Without masks the sums are gated already. */
function bitReader(plan: ScanPlan, result: Result): (bits: readonly number[], row: number) => boolean {
  const masks = Array.from({ length: maskCountOf(plan) }, (_, i) => result.column(names.mask(i)));
  return (bits, row) => masks.length === 0 || bits.every((bit) => (Number(masks[Math.floor(bit / bitsPerMask)][row]) >> (bit % bitsPerMask)) & 1);
}

function sumsReader(asked: ScanRequest, gate: string, plan: ScanPlan, result: Result, source: string): Reader['sumsAt'] {
  const { weight: w, measures } = asked;
  const { centring } = plan;
  const numbersIn = (list: readonly string[]): ((row: number) => Float64Array) => {
    const columns = list.map((name) => result.column(name));
    return (row) => Float64Array.from(columns, (column) => Number(column[row]));
  };
  const completes = result.column(names.complete(gate));
  const sumsAt = numbersIn(measures.map((i) => names.sum(w, i, gate)));
  const productsAt = numbersIn(measures.flatMap((i) => measures.map((j) => (isOwnSquare(plan, i, j) ? names.sum(w, i, gate) : names.product(w, i, j, gate)))));
  const constants = Float64Array.from(measures, (i) => (centring.kind === 'constants' ? centring.shifts[i] : 0));
  const centresAt = centring.kind === 'constants' ? () => constants : numbersIn(measures.map(names.centre));
  const weightsAt = w === undefined ? undefined : weightsReader(w, asked, gate, result, source);
  return (row) => {
    const rows = Number(completes[row]);
    const weights = weightsAt?.(row) ?? { n: rows, weight: rows, weightSquares: rows };
    return { rows, ...weights, centres: centresAt(row), sums: sumsAt(row), products: productsAt(row) };
  };
}

/** Errors  weight-negative; weight-fractional. */
function weightsReader(
  w: number,
  asked: ScanRequest,
  gate: string,
  result: Result,
  source: string,
): (row: number) => Pick<Sums, 'n' | 'weight' | 'weightSquares'> {
  const [completes, weights, squares] = [names.complete(gate), names.weight(w, gate), names.weightSquares(w, gate)].map((name) => result.column(name));
  const least = result.column(names.weightLeast(w, gate));
  const frequency = asked.request.weight?.kind === 'frequency';
  const fractions = frequency ? result.column(names.weightFraction(w, gate)) : [];
  return (row) => {
    if (Number(least[row]) < 0) throw new EstimandError('weight-negative', { source });
    if (frequency && Number(fractions[row]) > 0) throw new EstimandError('weight-fractional', { source });
    const weight = Number(weights[row]);
    return frequency ? { n: weight, weight, weightSquares: weight } : { n: Number(completes[row]), weight, weightSquares: Number(squares[row]) };
  };
}
