import { counted, type Wording } from './words.ts';

/** Errors of rules about who gets which treatment. */
export interface TargetingFacts {
  'targeting-infinite': { column: string; units: number };
  'targeting-scores': { units: number };
  'targeting-few': { units: number; least: number };
  'targeting-column-missing': { column: string };
  'targeting-budget': { least: number; most: number };
  'targeting-parts': { units: number; together: boolean };
}

export const targetingWording: Wording<TargetingFacts> = {
  'targeting-infinite': (f) => [
    `"${f.column}" is infinite for ${counted(f.units, 'unit')}, which no rule can say.`,
    'Leave these values unknown, or give a number in their place.',
  ],
  'targeting-scores': (f) => [
    `What an arm would bring is not a finite number for ${counted(f.units, 'unit')}.`,
    'Leave these units out, or find what made their chance or their prediction unknown.',
  ],
  'targeting-few': (f) => [`There are ${counted(f.units, 'unit')}, and at least ${f.least} are needed.`, 'Take more units, or let leaves have fewer.'],
  'targeting-column-missing': (f) => [
    `The rule asks about "${f.column}", which these units do not have.`,
    'Add the column, under this name; where nothing is known of it, with unknown values.',
  ],
  'targeting-budget': (f) => [
    `The limit is ${f.most} a unit, and giving everybody what costs least takes ${f.least}.`,
    'Raise the limit, or count costs as what a treatment takes beyond control.',
  ],
  'targeting-parts': (f) => [
    `${counted(f.units, 'unit')} that would say what the rule is worth ${f.together ? 'belong with units' : 'are among those'} that learn it.`,
    f.together ? 'Keep all units of a cluster in one part.' : 'Take each unit for one part only.',
  ],
};
