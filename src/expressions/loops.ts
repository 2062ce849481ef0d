import type { Arithmetic, ComparisonOp, FunctionName } from './expression.ts';
import { isKnownAt, type NumberVector, type Vector } from './vector.ts';

/** A loop of its own for each: a callback for every row took most of the time of an analysis in memory. */
const arithmeticLoops: { readonly [K in Arithmetic]: (a: Float64Array, b: Float64Array, into: Float64Array) => void } = {
  add: (a, b, into) => {
    for (let i = 0; i < into.length; i++) into[i] = a[i] + b[i];
  },
  subtract: (a, b, into) => {
    for (let i = 0; i < into.length; i++) into[i] = a[i] - b[i];
  },
  times: (a, b, into) => {
    for (let i = 0; i < into.length; i++) into[i] = a[i] * b[i];
  },
  divide: (a, b, into) => {
    for (let i = 0; i < into.length; i++) into[i] = a[i] / b[i];
  },
};

/** By the sign of the order of the operands. */
const comparisonOf: { readonly [K in ComparisonOp]: (order: number) => boolean } = {
  equals: (order) => order === 0,
  differs: (order) => order !== 0,
  less: (order) => order < 0,
  atMost: (order) => order <= 0,
  greater: (order) => order > 0,
  atLeast: (order) => order >= 0,
};

/** Databases order NaN after all numbers, and equal to itself. */
function order(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  return a === b ? 0 : Number(Number.isNaN(a)) - Number(Number.isNaN(b));
}

const functions: { readonly [K in FunctionName]: { readonly f: (x: number) => number; readonly defined?: (x: number) => boolean } } = {
  abs: { f: Math.abs },
  exp: { f: Math.exp },
  floor: { f: Math.floor },
  log: { f: Math.log, defined: (x) => !(x <= 0) },
  log1p: { f: Math.log1p, defined: (x) => !(x <= -1) },
  sigmoid: { f: (x) => 1 / (1 + Math.exp(-x)) },
  sqrt: { f: Math.sqrt, defined: (x) => !(x < 0) },
};

/** Known where both are. */
function bothKnown(a: NumberVector, b: NumberVector): Uint8Array | undefined {
  if (!a.known) return b.known;
  if (!b.known) return a.known;
  const known = new Uint8Array(a.known.length);
  for (let i = 0; i < known.length; i++) known[i] = a.known[i] & b.known[i];
  return known;
}

const numberVector = (type: NumberVector['type'], values: Float64Array, known?: Uint8Array): NumberVector => ({ type, values, ...(known && { known }) });

export function constant(n: number, value: number, type: NumberVector['type']): NumberVector {
  return { type, values: new Float64Array(n).fill(value) };
}

export function arithmetic(op: Arithmetic, a: NumberVector, b: NumberVector): NumberVector {
  const values = new Float64Array(a.values.length);
  arithmeticLoops[op](a.values, b.values, values);
  const known = bothKnown(a, b);
  if (op !== 'divide' || !b.values.includes(0)) return numberVector('number', values, known);
  return numberVector(
    'number',
    values,
    knownWhere(b.values, (divisor, i) => divisor !== 0 && (known === undefined || known[i] === 1)),
  );
}

export function comparisonLoop(op: ComparisonOp, a: NumberVector, b: NumberVector): NumberVector {
  const holds = comparisonOf[op];
  const values = new Float64Array(a.values.length);
  for (let i = 0; i < values.length; i++) values[i] = holds(order(a.values[i], b.values[i])) ? 1 : 0;
  return numberVector('boolean', values, bothKnown(a, b));
}

/** Three-valued: false and unknown is false, true or unknown is true. */
export function conjunction(op: 'and' | 'or', a: NumberVector, b: NumberVector): NumberVector {
  const n = a.values.length;
  const values = new Float64Array(n);
  const known = new Uint8Array(n);
  const deciding = op === 'and' ? 0 : 1;
  for (let i = 0; i < n; i++) {
    const aKnown = isKnownAt(a, i);
    const bKnown = isKnownAt(b, i);
    const decided = (aKnown && a.values[i] === deciding) || (bKnown && b.values[i] === deciding);
    known[i] = decided || (aKnown && bKnown) ? 1 : 0;
    values[i] = decided ? deciding : 1 - deciding;
  }
  return { type: 'boolean', values, known };
}

export function negation(a: NumberVector): NumberVector {
  const values = new Float64Array(a.values.length);
  for (let i = 0; i < values.length; i++) values[i] = 1 - a.values[i];
  return numberVector('boolean', values, a.known);
}

export function knownOf(v: Vector, n: number): NumberVector {
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = isKnownAt(v, i) ? 1 : 0;
  return { type: 'boolean', values };
}

export function functionOf(name: FunctionName, a: NumberVector): NumberVector {
  const { f, defined } = functions[name];
  const known = defined ? knownWhere(a.values, (x, i) => isKnownAt(a, i) && defined(x)) : a.known;
  const values = new Float64Array(a.values.length);
  for (let i = 0; i < values.length; i++) values[i] = f(a.values[i]);
  return numberVector('number', values, known);
}

export function whenOf(condition: NumberVector, then: NumberVector, otherwise: NumberVector): NumberVector {
  const n = condition.values.length;
  const values = new Float64Array(n);
  const known = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const branch = isKnownAt(condition, i) && condition.values[i] === 1 ? then : otherwise;
    values[i] = branch.values[i];
    known[i] = isKnownAt(branch, i) ? 1 : 0;
  }
  return { type: then.type === 'boolean' ? otherwise.type : then.type, values, known };
}

function knownWhere(values: Float64Array, isKnown: (value: number, row: number) => boolean): Uint8Array {
  const known = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) known[i] = isKnown(values[i], i) ? 1 : 0;
  return known;
}
