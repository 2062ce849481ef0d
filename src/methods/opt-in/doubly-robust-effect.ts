import type { Finding } from '../../estimate/finding.ts';
import { doublyRobustMeans } from '../../inference/observed/doubly-robust-means.ts';
import { crossFitted, foldCount, foldRefusal } from './cross-fit.ts';
import { type FoundEffect, foundEffect } from './estimate.ts';
import { type Fitted, outcomeModelOf } from './fitted.ts';
import type { Chosen } from './options.ts';
import { fitRefusal } from './refusals.ts';

/** Means of both arms, doubly robust, in folds where units are many enough. `among`: 1 of each unit that they are about, all being fitted. */
export function doublyRobustEffect(fitted: Fitted, c: Chosen, among?: Uint8Array): FoundEffect | Finding {
  const folds = foldCount(fitted, c);
  if (folds === 1) return whole(fitted, c, among);
  const refused = foldRefusal(fitted, c, folds);
  if (refused) return c.optIn.folds === undefined ? whole(fitted, c, among) : refused;
  const found = crossFitted(fitted, c, folds, among);
  // Parts that nobody asked for may lack what the whole has.
  return 'check' in found && c.optIn.folds === undefined ? whole(fitted, c, among) : found;
}

function whole(fitted: Fitted, c: Chosen, among?: Uint8Array): FoundEffect | Finding {
  const means = doublyRobustMeans(fitted.outcome, fitted.units, c.optIn.estimand, fitted.propensity, outcomeModelOf(fitted, c), among);
  return 'kind' in means ? fitRefusal(means, c) : foundEffect(means, fitted, { folds: 1 });
}
