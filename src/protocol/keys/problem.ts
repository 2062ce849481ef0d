import type { Code, Facts } from '../../errors/facts.ts';
import { counted } from '../../errors/words.ts';

/** The way to a key or a value of a study. */
export type KeyPath = readonly (string | number)[];

/** `outcomes.resolved.ratio[1]`, `treatments["1.10"].model`; undefined for the study as a whole. */
export function keyText(path: KeyPath): string | undefined {
  if (path.length === 0) return undefined;
  return path
    .map((step, i) => (typeof step === 'number' ? `[${step}]` : /^[\w-]+$/.test(step) ? `${i === 0 ? '' : '.'}${step}` : `[${JSON.stringify(step)}]`))
    .join('');
}

/** What was written, in a few words. */
export function foundText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'empty';
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 60)}...` : value}"`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${counted(value.length, 'value')}`;
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'empty' : 'a group of keys';
  if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) ? 'no number' : 'a number beyond 1.8e308';
  return String(value);
}

/** What was written at a path, undefined where nothing was. */
export function valueAt(written: unknown, path: KeyPath): unknown {
  let value = written;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

/** Something wrong in a study, at a path: on the key itself, or on its value. */
export type Problem = { readonly [C in Code]: { readonly path: KeyPath; readonly at: 'key' | 'value'; readonly code: C; readonly facts: Facts[C] } }[Code];

export function problem<C extends Code>(path: KeyPath, code: C, facts: Facts[C], at: 'key' | 'value' = 'value'): Problem {
  return { path, at, code, facts } as Problem;
}
