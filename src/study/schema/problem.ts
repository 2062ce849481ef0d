import type { Code, Facts } from '../../errors/facts.ts';
import type { KeyPath } from './key-text.ts';

/** Something wrong in a study, at a path: on the key itself, or on its value. */
export type Problem = { readonly [C in Code]: { readonly path: KeyPath; readonly at: 'key' | 'value'; readonly code: C; readonly facts: Facts[C] } }[Code];

export function problem<C extends Code>(path: KeyPath, code: C, facts: Facts[C], at: 'key' | 'value' = 'value'): Problem {
  return { path, at, code, facts } as Problem;
}
