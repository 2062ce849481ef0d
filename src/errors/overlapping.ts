import { counted, quotedList, type Wording } from './words.ts';

/** Errors of experiments that ran alongside. */
export interface OverlappingFacts {
  'alongside-same': { column: string; assignment: string; pairs: readonly string[] };
  'alongside-constant': { column: string; value: string | undefined; units: number };
  'alongside-many': { column: string; arms: number; most: number };
}

export const overlappingWording: Wording<OverlappingFacts> = {
  'alongside-same': (f) => [
    `${f.column} is ${f.assignment} under another name: ${quotedList(f.pairs, 6)} always go together.`,
    'Name the column of another experiment, whose arms were drawn apart from these; two changes that always go together have one effect, which nobody can take apart.',
  ],
  'alongside-constant': (f) => [
    f.value === undefined
      ? `${f.column} has no value in any of ${counted(f.units, 'unit')}.`
      : `${f.column} is "${f.value}" for each of ${counted(f.units, 'unit')}: no other experiment is in these data.`,
    `Check the join that brings this column in, or take it out of design.alongside.`,
  ],
  'alongside-many': (f) => [
    `${f.column} has ${counted(f.arms, 'value')}; another experiment has at most ${f.most} arms.`,
    'Name the column that holds the arm of the other experiment, not the unit, a time or a measurement; or join its arms in data.sql.',
  ],
};
