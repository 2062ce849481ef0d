import { counted, quotedList, sayCount, type Wording } from './words.ts';

/** Errors in what learners of who benefits are handed. An arm is 0 of control, k of the k-th treatment, or called by its name. */
export interface LearnerFacts {
  'learner-few-units': { arm: number | string; units: number; least: number };
  'learner-few-events': { arm: number | string; units: number; least: number };
  'learner-constant-outcome': { arm: number | string; value: number };
  'learner-no-overlap': { arm: number | string; units: number; of: number; chance: number; share: number };
  'learner-bad-chance': { arm: number | string; value: number };
  'learner-not-finite': { column: string; rows: number };
  'learner-not-binary': { value: number };
  'learner-no-fit': { learner: string; why: 'separated' | 'constant-outcome' | 'too-few-rows' | 'no-convergence'; columns: readonly string[]; units: number };
  'learner-few-folds': { folds: number; groups: number; of: 'units' | 'clusters' };
}

const armName = (arm: number | string): string => (typeof arm === 'string' ? `arm ${arm}` : arm === 0 ? 'the control arm' : `treatment ${arm}`);

const whyNoFit: { readonly [W in LearnerFacts['learner-no-fit']['why']]: (columns: readonly string[], units: number) => string } = {
  separated: (columns) => `${quotedList(columns)} ${columns.length === 1 ? 'tells' : 'together tell'} its zeros from its ones for certain`,
  'constant-outcome': () => 'all of them have the same outcome',
  'too-few-rows': (_, units) => `${counted(units, 'unit')} are too few for its columns`,
  'no-convergence': () => 'its likelihood has no maximum that can be found',
};

export const learnerWording: Wording<LearnerFacts> = {
  'learner-few-units': (f) => [
    `${counted(f.units, 'unit')} of ${armName(f.arm)}: whom a treatment helps more cannot be learned from so few.`,
    `Wait for ${counted(f.least, 'unit')} in every arm, or leave this arm out; the effect on average asks for fewer.`,
  ],
  'learner-few-events': (f) => [
    `Of the two values of the outcome ${counted(f.units, 'unit')} of ${armName(f.arm)} ${f.units === 1 ? 'has' : 'have'} the rarer one: whom a treatment helps more cannot be learned from so few.`,
    `Wait for ${sayCount(f.least)} of each in every arm, or ask about an outcome that is less rare; the effect on average asks for fewer.`,
  ],
  'learner-constant-outcome': (f) => [
    `The outcome is ${f.value} of every unit of ${armName(f.arm)} that is learned from: nothing tells apart who has more of it.`,
    'Choose an outcome that differs between units, or collect more of them.',
  ],
  'learner-no-overlap': (f) => [
    `${counted(f.units, 'unit')} of ${counted(f.of, 'unit')} had a chance below ${f.chance} of ${armName(f.arm)}, as far as features tell: nobody like them shows what it would do to them.`,
    `Leave out units that could not have been in every arm, until at most ${f.share} of them have so small a chance.`,
  ],
  'learner-bad-chance': (f) => [
    `A unit has the chance ${f.value} of ${armName(f.arm)}; chances of arms lie above 0 and below 1, and those of a unit add up to 1.`,
    'Hand in the chances by which arms were drawn, and only units that could have been in every arm.',
  ],
  'learner-not-finite': (f) => [
    `${f.column} is not a finite number in ${counted(f.rows, 'row')} that ${f.rows === 1 ? 'is' : 'are'} learned from.`,
    f.column === 'The outcome' ? 'Leave out units without an outcome.' : 'Take them out, or mark them as missing.',
  ],
  'learner-not-binary': (f) => [
    `The logistic regression is of zeros and ones, and it was handed ${f.value}.`,
    'Choose ols, ridge, lasso or a forest for an outcome that is a number, and for effects.',
  ],
  'learner-no-fit': (f) => [
    `The ${f.learner} regression among ${counted(f.units, 'unit')} cannot be fitted: ${whyNoFit[f.why](f.columns, f.units)}.`,
    'Choose ridge, lasso or a forest in its place, learn from fewer features, or join rare levels.',
  ],
  'learner-few-folds': (f) => [
    `${counted(f.groups, f.of === 'units' ? 'unit' : 'cluster')} cannot be dealt out to ${counted(f.folds, 'fold')}.`,
    f.folds < 2 ? 'Take two folds or more.' : 'Take fewer folds, or wait for more of them.',
  ],
};
