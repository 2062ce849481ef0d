import { canonicalText } from './canonical-text.ts';
import { isKnownAt, type NumberVector, type TextVector, type Vector } from './vector.ts';

/** Equality of two text columns. */
export function textMatch(a: TextVector, b: TextVector, same: boolean): NumberVector {
  const codesOfB = new Map(b.levels.map((level, code) => [level, code]));
  const codeInB = a.levels.map((level) => codesOfB.get(level));
  const known = new Uint8Array(a.codes.length);
  const values = new Float64Array(a.codes.length);
  for (let i = 0; i < values.length; i++) {
    if (a.codes[i] < 0 || b.codes[i] < 0) continue;
    known[i] = 1;
    values[i] = (codeInB[a.codes[i]] === b.codes[i]) === same ? 1 : 0;
  }
  return { type: 'boolean', values, known };
}

/** Is the canonical text of each value this level? */
export function levelMatch(v: Vector, level: string): NumberVector {
  const { codes, levels } = keyVector(v);
  const wanted = levels.indexOf(level);
  const values = new Float64Array(codes.length);
  const known = new Uint8Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    known[i] = codes[i] >= 0 ? 1 : 0;
    values[i] = codes[i] >= 0 && codes[i] === wanted ? 1 : 0;
  }
  return { type: 'boolean', values, known };
}

export function textWhen(condition: NumberVector, then: TextVector, otherwise: TextVector): TextVector {
  const offset = then.levels.length;
  const codes = new Int32Array(condition.values.length);
  for (let i = 0; i < codes.length; i++) {
    const taken = isKnownAt(condition, i) && condition.values[i] === 1;
    const code = taken ? then.codes[i] : otherwise.codes[i];
    codes[i] = taken || code < 0 ? code : code + offset;
  }
  return compact(codes, [...then.levels, ...otherwise.levels]);
}

/** Times as seconds since 1970. */
export function secondsOf({ codes, levels }: TextVector): NumberVector {
  const of = levels.map((level) => Date.parse(level) / 1000);
  return { type: 'number', values: Float64Array.from(codes, (code) => (code < 0 ? 0 : of[code])), known: Uint8Array.from(codes, (code) => (code < 0 ? 0 : 1)) };
}

/** Codes into distinct texts, in order of first appearance. */
export function textVector(values: readonly (string | undefined)[]): TextVector {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    codes[i] = value === undefined ? -1 : codeIn(codeOf, value);
  }
  return { type: 'text', codes, levels: [...codeOf.keys()] };
}

/** Any vector as codes into canonical texts: how it serves as a key. */
export function keyVector(v: Vector): TextVector {
  if (v.type === 'text') return v;
  if (v.exact) return v.exact;
  const found = keyed.get(v) ?? keysOf(v);
  keyed.set(v, found);
  return found;
}

/** A column of numbers that many requests take for a key is coded once. */
const keyed = new WeakMap<NumberVector, TextVector>();

function keysOf(v: NumberVector): TextVector {
  const codeOf = new Map<number, number>();
  const codes = new Int32Array(v.values.length);
  for (let i = 0; i < codes.length; i++) codes[i] = isKnownAt(v, i) ? codeIn(codeOf, v.values[i]) : -1;
  const levels = Array.from(codeOf.keys(), (value) => canonicalText(v.type === 'boolean' ? value === 1 : value));
  return { type: 'text', codes, levels };
}

/** A map treats -0 as 0 and all NaN as equal, as keys should. */
function codeIn<T>(codeOf: Map<T, number>, value: T): number {
  let code = codeOf.get(value);
  if (code === undefined) {
    code = codeOf.size;
    codeOf.set(value, code);
  }
  return code;
}

function compact(codes: Int32Array, levels: readonly string[]): TextVector {
  const codeOf = new Map<string, number>();
  const to = levels.map((level) => codeIn(codeOf, level));
  return { type: 'text', codes: codes.map((code) => (code < 0 ? -1 : to[code])), levels: [...codeOf.keys()] };
}
