import { quotedList, type Wording } from './words.ts';

/** Errors in a study of a feature that a score turns on. */
export interface ThresholdFacts {
  'threshold-control-missing': { treatment: string };
  'threshold-curvature-unknown': { name: string; known: readonly string[] };
  'threshold-cutoff-outside': { running: string; cutoff: string; side: 'below' | 'from it on'; low: string; high: string };
  'threshold-treatments': { count: number; control: string; logged: boolean };
}

export const thresholdWording: Wording<ThresholdFacts> = {
  'threshold-control-missing': (f) => [
    `${f.treatment} is the logged decision, and nothing says which of its values is no treatment.`,
    'Write `control`, such as `control: 0`.',
  ],
  'threshold-curvature-unknown': (f) => [`curvature names "${f.name}", which is no outcome of the study.`, `It may name ${quotedList(f.known, 30)}.`],
  'threshold-cutoff-outside': (f) => [
    `No row lies ${f.side === 'below' ? `below the cutoff ${f.cutoff}` : `at the cutoff ${f.cutoff} or above it`}: ${f.low === '' ? `${f.running} is known of none` : `${f.running} goes from ${f.low} to ${f.high}`}. Nobody can be compared across it.`,
    'Check the cutoff and the unit of the score (a share or a percentage), and that rows of both sides are in the data.',
  ],
  'threshold-treatments': (f) => [
    `A score turns one version on, and \`treatments\` names ${f.count === 0 ? 'none' : f.count}.`,
    f.logged
      ? `Name one under \`treatments\`: the value of the logged decision that is not "${f.control}".`
      : 'Name one under `treatments`, by any name, and say what it is, such as its model.',
  ],
};
