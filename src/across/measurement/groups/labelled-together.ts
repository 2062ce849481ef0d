import { add, or, times } from '../../../expressions/build.ts';
import type { LabelledRows } from '../../../protocol/labelled.ts';

/** What labels add to a sum of outcomes: each by its factor. Undefined where nothing is labelled. */
export function labelledTogether(parts: readonly { readonly times: number; readonly of: LabelledRows }[]): LabelledRows | undefined {
  if (parts.length === 0) return undefined;
  return {
    is: parts.map(({ of }) => of.is).reduce(or),
    counts: parts.map(({ times: by, of }) => times(Math.abs(by), of.counts)).reduce(add),
    adds: parts.map(({ times: by, of }) => times(by, of.adds)).reduce(add),
  };
}
