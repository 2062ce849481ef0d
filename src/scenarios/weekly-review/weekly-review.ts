import { parametersOf } from '../parameters.ts';
import type { Scenario } from '../scenario.ts';
import { inOnePiece } from '../tabulate.ts';
import { type ReviewParameters, reviewLimits, reviewParameters, reviewValues, sessionsPerUser } from './rules.ts';
import { simulateReview } from './simulate.ts';
import { reviewStudy } from './study.ts';
import { populationTruth } from './truth.ts';

const defaults = { n: 12_000, seed: 2026 };
const resolve = (changed: Partial<ReviewParameters>) => parametersOf(reviewParameters, reviewLimits, changed);

/** An experiment that is read every week while users come in, whose effect wears off. */
export const weeklyReview: Scenario<ReviewParameters> = {
  id: 'weekly-review',
  title: 'Drafts that are new at first, read every Monday',
  says:
    'Users of a writing product come in over four weeks, and half of them get drafts by AI, at random. Every row is one of their sessions in the 14 days since. Drafts add most on the first ' +
    'days: of what is new about them half is gone after three (`novelty`). A new editor was tried on half of the same users, and with it drafts add less (`interaction`). Results are read on ' +
    'four Mondays. With `novelty: 0` the effect is the same on all days, with `interaction: 0` with both editors.',
  defaults,
  rowsPerUnit: sessionsPerUser,
  parameters: reviewParameters,
  values: reviewValues,
  simulate: ({ n = defaults.n, seed = defaults.seed, ...changed } = {}) => inOnePiece(simulateReview(n, seed, resolve(changed), n)),
  pieces: ({ n = defaults.n, seed = defaults.seed, ...changed }, rows) => simulateReview(n, seed, resolve(changed), rows),
  study: reviewStudy,
  truth: (changed = {}) => populationTruth(resolve(changed)),
};
