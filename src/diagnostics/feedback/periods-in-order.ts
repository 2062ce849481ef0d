import { EstimandError } from '../../errors/estimand-error.ts';

export interface Timed {
  readonly label: string;
  readonly time: number;
}

/**
 * Periods in the order of time: numbers by size; text by its numbers where all else of it is the same, such as `week 9` before `week 10`, `2026-W9` or a
 * date that begins with its year.
 *
 * Errors  periods-unordered: text has no order in time.
 */
export function periodsInOrder(labels: readonly string[], column: string): readonly Timed[] {
  if (labels.every((label) => label.trim() !== '' && Number.isFinite(Number(label)))) return byTime(labels.map((label) => ({ label, time: Number(label) })));
  if (labels.length < 2) return labels.map((label) => ({ label, time: 0 }));
  const odd = labels.find((label) => shapeOf(label) !== shapeOf(labels[0]) || numbersIn(label).length === 0 || endsInItsYear(label));
  if (odd !== undefined) throw new EstimandError('periods-unordered', { column, found: [labels[0], ...labels.filter((l) => l === odd && l !== labels[0])] });
  if (numbersIn(labels[0]).length === 1) return byTime(labels.map((label) => ({ label, time: numbersIn(label)[0] })));
  return labels.toSorted(byNumbers).map((label, time) => ({ label, time }));
}

const byTime = (periods: readonly Timed[]): readonly Timed[] => periods.toSorted((a, b) => a.time - b.time);
const digits = /\d+/g;
const shapeOf = (label: string): string => label.replaceAll(digits, '0');
const numbersIn = (label: string): readonly number[] => (label.match(digits) ?? []).map(Number);

/** As 31/12/2026 does: its numbers are not in the order of their size. */
const endsInItsYear = (label: string): boolean => (label.match(digits) ?? []).some((number, i) => i > 0 && number.length === 4);

function byNumbers(a: string, b: string): number {
  const [left, right] = [numbersIn(a), numbersIn(b)];
  const at = left.findIndex((number, i) => number !== right[i]);
  return at < 0 ? 0 : left[at] - right[at];
}
