import type { Arithmetic, Comparison, FunctionName } from './expression.ts';
import { isKnownAt, type NumberVector, type Vector } from './vector.ts';

const arithmeticOf: { readonly [K in Arithmetic]: (a: number, b: number) => number } = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  times: (a, b) => a * b,
  divide: (a, b) => a / b,
};

const comparisonOf: { readonly [K in Comparison]: (a: number, b: number) => boolean } = {
  equals: (a, b) => a === b,
  differs: (a, b) => a !== b,
  less: (a, b) => a < b,
  atMost: (a, b) => a <= b,
  greater: (a, b) => a > b,
  atLeast: (a, b) => a >= b,
};

const functions: { readonly [K in FunctionName]: { readonly f: (x: number) => number; readonly defined?: (x: number) => boolean } } = {
  abs: { f: Math.abs },
  exp: { f: Math.exp },
  log: { f: Math.log, defined: (x) => x > 0 },
  log1p: { f: Math.log1p, defined: (x) => x > -1 },
  sigmoid: { f: (x) => 1 / (1 + Math.exp(-x)) },
  sqrt: { f: Math.sqrt, defined: (x) => x >= 0 },
};

/** Known where both are. */
function bothKnown(a: NumberVector, b: NumberVector): Uint8Array | undefined {
  if (!a.known) return b.known;
  if (!b.known) return a.known;
  return a.known.map((k, i) => k & b.known![i]);
}

const withKnown = (v: Omit<NumberVector, 'known'>, known: Uint8Array | undefined): NumberVector => (known ? { ...v, known } : v);

export function constant(n: number, value: number, type: 'number' | 'boolean'): NumberVector {
  return { type, values: new Float64Array(n).fill(value), integer: Number.isInteger(value) };
}

export function arithmetic(op: Arithmetic, a: NumberVector, b: NumberVector): NumberVector {
  const f = arithmeticOf[op];
  const values = a.values.map((x, i) => f(x, b.values[i]));
  let known = bothKnown(a, b);
  if (op === 'divide' && b.values.includes(0)) {
    const before = known;
    known = Uint8Array.from(b.values, (divisor, i) => (divisor !== 0 && (before?.[i] ?? 1) ? 1 : 0));
  }
  return withKnown({ type: 'number', values, integer: op !== 'divide' && a.integer && b.integer }, known);
}

export function comparison(op: Comparison, a: NumberVector, b: NumberVector): NumberVector {
  const f = comparisonOf[op];
  return withKnown({ type: 'boolean', values: a.values.map((x, i) => (f(x, b.values[i]) ? 1 : 0)), integer: true }, bothKnown(a, b));
}

/** Three-valued: false and unknown is false, true or unknown is true. */
export function conjunction(op: 'and' | 'or', a: NumberVector, b: NumberVector): NumberVector {
  const n = a.values.length;
  const values = new Float64Array(n);
  const known = new Uint8Array(n);
  const decides = op === 'and' ? 0 : 1;
  for (let i = 0; i < n; i++) {
    const [aKnown, bKnown] = [isKnownAt(a, i), isKnownAt(b, i)];
    const decided = (aKnown && a.values[i] === decides) || (bKnown && b.values[i] === decides);
    known[i] = decided || (aKnown && bKnown) ? 1 : 0;
    values[i] = decided ? decides : 1 - decides;
  }
  return { type: 'boolean', values, known, integer: true };
}

export function negation(a: NumberVector): NumberVector {
  return withKnown({ type: 'boolean', values: a.values.map((x) => 1 - x), integer: true }, a.known);
}

export function knownOf(v: Vector, n: number): NumberVector {
  const values = new Float64Array(n);
  for (let i = 0; i < n; i++) values[i] = isKnownAt(v, i) ? 1 : 0;
  return { type: 'boolean', values, integer: true };
}

export function functionOf(name: FunctionName, a: NumberVector): NumberVector {
  const { f, defined } = functions[name];
  const known = defined ? Uint8Array.from(a.values, (x, i) => (isKnownAt(a, i) && (defined(x) || Number.isNaN(x)) ? 1 : 0)) : a.known;
  return withKnown({ type: 'number', values: a.values.map((x) => f(x)), integer: name === 'abs' && a.integer }, known);
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
  return { type: then.type === 'boolean' ? otherwise.type : then.type, values, known, integer: then.integer && otherwise.integer };
}
