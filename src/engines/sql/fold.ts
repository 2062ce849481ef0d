import { EstimandError } from '../../errors/estimand-error.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import { fromShifted } from '../../moments/from-shifted.ts';
import { emptyMoments, type Moments } from '../../moments/moments.ts';
import { merge } from '../../moments/merge.ts';
import { bySortedKey, expectFewGroups } from '../../relation/groups.ts';
import type { Group, MomentsReply } from '../../relation/requests.ts';
import type { Cell } from './database.ts';
import { bitsPerMask, gateOf, type MomentsSql, names, type Sharing } from './moments-sql.ts';
import type { Asked, Scan } from './scan.ts';

/** A result as columns of cells. */
type Result = readonly (readonly Cell[])[];

/** Merges the result rows that each request accepts into its groups. */
export function foldMoments(scan: Scan, select: MomentsSql, result: Result, shifts: readonly number[], sharing: Sharing, source: string): readonly Omit<MomentsReply, 'integer'>[] {
  return scan.asked.map((asked, index) => foldOne(asked, gateOf(sharing, index), select, result, shifts, source));
}

function foldOne(asked: Asked, gate: string, select: MomentsSql, result: Result, shifts: readonly number[], source: string): Omit<MomentsReply, 'integer'> {
  const at = (name: string, row: number): number => Number(result[select.positions.get(name)!][row] ?? 0);
  const labels = Object.keys(asked.request.columns);
  const groups = new Map<string, Group>();
  const rows = result[0]?.length ?? 0;
  let keyless = 0;
  for (let row = 0; row < rows; row++) {
    if (!has(select, result, row, asked.whereBits)) continue;
    const inWhere = at(names.rows(gate), row);
    if (inWhere === 0) continue;
    const key = keyAt(asked, result, row);
    if (key === undefined) {
      keyless += inWhere;
      continue;
    }
    const id = JSON.stringify(key);
    const before = groups.get(id) ?? { key, moments: emptyMoments(labels), dropped: 0 };
    const complete = has(select, result, row, asked.valueBits) ? at(names.complete(gate), row) : 0;
    const found = complete > 0 ? momentsAt(asked, labels, complete, gate, row, at, shifts, source) : undefined;
    groups.set(id, { key, moments: found ? merge(before.moments, found) : before.moments, dropped: before.dropped + inWhere - complete });
  }
  expectFewGroups(groups.size);
  if (asked.keys.length === 0 && groups.size === 0) groups.set('[]', { key: [], moments: emptyMoments(labels), dropped: 0 });
  return { kind: 'moments', groups: [...groups.values()].sort(bySortedKey), keyless };
}

/** Are all these bits set in the row's masks? Without masks the sums are gated already. */
function has(select: MomentsSql, result: Result, row: number, bits: readonly number[]): boolean {
  if (select.maskCount === 0) return true;
  return bits.every((bit) => {
    const mask = Number(result[select.keyCount + Math.floor(bit / bitsPerMask)][row]);
    return Math.floor(mask / 2 ** (bit % bitsPerMask)) % 2 === 1;
  });
}

function keyAt(asked: Asked, result: Result, row: number): readonly string[] | undefined {
  const cells = asked.keys.map((k) => result[k][row]);
  return cells.includes(undefined) ? undefined : cells.map((cell) => canonicalText(cell!));
}

function momentsAt(
  asked: Asked,
  labels: readonly string[],
  complete: number,
  gate: string,
  row: number,
  at: (name: string, row: number) => number,
  shifts: readonly number[],
  source: string,
): Moments {
  const { weight: w, measures } = asked;
  const p = measures.length;
  const sums = Float64Array.from(measures, (i) => at(names.sum(w, i, gate), row));
  const products = new Float64Array(p * p);
  for (let a = 0; a < p; a++) for (let b = 0; b < p; b++) products[a * p + b] = at(names.product(w, measures[a], measures[b], gate), row);
  const used = Float64Array.from(measures, (i) => shifts[i]);
  if (w === undefined) return fromShifted(labels, used, complete, complete, complete, sums, products);

  const total = at(names.weight(w, gate), row);
  if (at(names.weightLeast(w, gate), row) < 0) throw new EstimandError('weight-negative', { count: complete, source });
  const frequency = asked.weightKind === 'frequency';
  if (frequency && at(names.weightFraction(w, gate), row) > 0) throw new EstimandError('weight-fractional', { count: complete, source });
  return fromShifted(labels, used, frequency ? total : complete, total, frequency ? total : at(names.weightSquares(w, gate), row), sums, products);
}
