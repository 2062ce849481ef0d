import type { Wording } from './words.ts';

/** Errors in planning how large a study must be, and in replaying it without an effect. */
export interface PowerFacts {
  'power-unreachable': { test: string; effect: number; why: string };
  'power-refused': { why: string };
  'not-replayable': { why: string; instead: string };
}

export const powerWording: Wording<PowerFacts> = {
  'power-unreachable': (f) => [
    `No number of units gives that power to a test of ${f.test} when the true effect is ${f.effect}: ${f.why}.`,
    'Ask about an effect that the test is meant to find: other than zero, and on the good side of the margin.',
  ],
  'power-refused': (f) => [
    `Power cannot be simulated: ${f.why}.`,
    'Simulation needs rows of the primary outcome, and an effect: `worthwhile` in the study, or --effect.',
  ],
  'not-replayable': (f) => [`The study cannot be replayed: ${f.why}.`, f.instead],
};
