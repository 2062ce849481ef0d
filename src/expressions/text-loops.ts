import { canonicalText, numberOfCanonicalText } from './canonical-text.ts';
import { isKnownAt, type NumberVector, type TextVector, type Vector } from './vector.ts';

/** Equality of two text columns. */
export function textMatch(a: TextVector, b: TextVector, same: boolean): NumberVector {
  const codeInB = a.levels.map((level) => b.levels.indexOf(level));
  const known = new Uint8Array(a.codes.length);
  const values = new Float64Array(a.codes.length);
  for (let i = 0; i < values.length; i++) {
    if (a.codes[i] < 0 || b.codes[i] < 0) continue;
    known[i] = 1;
    values[i] = (codeInB[a.codes[i]] === b.codes[i]) === same ? 1 : 0;
  }
  return { type: 'boolean', values, known, integer: true };
}

/** Is the canonical text of each value this level? */
export function levelMatch(v: Vector, level: string): NumberVector {
  const codes = v.type === 'text' ? v : v.exact;
  const held = codes ? codes.codes : (v as NumberVector).values;
  const wanted = codes
    ? absentIfNegative(codes.levels.indexOf(level))
    : v.type === 'boolean'
      ? absentIfNegative(['false', 'true'].indexOf(level))
      : numberOfCanonicalText(level);
  const values = new Float64Array(held.length);
  const known = new Uint8Array(held.length);
  for (let i = 0; i < held.length; i++) {
    known[i] = isKnownAt(v, i) ? 1 : 0;
    values[i] = held[i] === wanted ? 1 : 0;
  }
  return { type: 'boolean', values, known, integer: true };
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

/** Codes into distinct texts, in order of first appearance. */
export function textVector(values: readonly (string | undefined)[]): TextVector {
  const codeOf = new Map<string, number>();
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) codes[i] = codeFor(codeOf, values[i]);
  return { type: 'text', codes, levels: [...codeOf.keys()] };
}

/** Any vector as codes into canonical texts: how it serves as a key. */
export function keyVector(v: Vector): TextVector {
  if (v.type === 'text') return v;
  if (v.exact) return v.exact;
  const codeOf = new Map<number, number>();
  const levels: string[] = [];
  const codes = new Int32Array(v.values.length);
  for (let i = 0; i < codes.length; i++) {
    if (!isKnownAt(v, i)) {
      codes[i] = -1;
      continue;
    }
    const value = v.values[i] === 0 ? 0 : v.values[i];
    let code = codeOf.get(value);
    if (code === undefined) {
      code = levels.length;
      codeOf.set(value, code);
      levels.push(v.type === 'boolean' ? String(value === 1) : canonicalText(value));
    }
    codes[i] = code;
  }
  return { type: 'text', codes, levels };
}

const absentIfNegative = (index: number): number | undefined => (index < 0 ? undefined : index);

function codeFor(codeOf: Map<string, number>, value: string | undefined): number {
  if (value === undefined) return -1;
  let code = codeOf.get(value);
  if (code === undefined) {
    code = codeOf.size;
    codeOf.set(value, code);
  }
  return code;
}

function compact(codes: Int32Array, levels: readonly string[]): TextVector {
  const codeOf = new Map<string, number>();
  const to = levels.map((level) => codeFor(codeOf, level));
  return { type: 'text', codes: codes.map((code) => (code < 0 ? -1 : to[code])), levels: [...codeOf.keys()] };
}
