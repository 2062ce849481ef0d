import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { determinedOutcome } from '../../inference/arms/refusals.ts';
import type { Asking } from '../../relation/asking.ts';
import { effectEstimate, type FoundEffect, type Way } from './estimate.ts';
import { type Fitted, fittedUnits, isRefused } from './fitted.ts';
import { type Chosen, chosenOf, type OptInOptions } from './options.ts';

const nothing: Answer = { estimates: [], findings: [], exhibits: [] };

/** What a check says of fitted units; nothing of an outcome that the methods refuse. */
export function* checkOf(options: OptInOptions, check: (fitted: Fitted, c: Chosen) => Partial<Answer> | undefined): Asking<Answer> {
  const c = chosenOf(options);
  const fitted = yield* fittedUnits(c);
  return isRefused(fitted) ? nothing : { ...nothing, ...check(fitted, c) };
}

/** The answer of a method that finds an effect among fitted units, or refuses it. */
export function* answerOf(options: OptInOptions, way: Way, find: (fitted: Fitted, c: Chosen) => FoundEffect | Finding): Asking<Answer> {
  const c = chosenOf(options);
  const fitted = yield* fittedUnits(c);
  if (isRefused(fitted)) return refusedBy(fitted);
  const found = find(fitted, c);
  if ('check' in found) return refusedBy(found);
  const determined = determinedOutcome(found.errors.variance, plainVariance(fitted), c.outcome);
  return determined ? refusedBy(determined) : { ...nothing, estimates: [effectEstimate(found, fitted, c, way)] };
}

/** Of the difference of the arms' means as they are. */
function plainVariance({ units: { treated }, outcome }: Fitted): number {
  let variance = 0;
  for (const arm of [0, 1]) {
    const own = outcome.filter((_, i) => treated[i] === arm);
    const mean = own.reduce((sum, y) => sum + y, 0) / own.length;
    variance += own.reduce((sum, y) => sum + (y - mean) ** 2, 0) / own.length ** 2;
  }
  return variance;
}

const refusedBy = (finding: Finding): Answer => ({ ...nothing, findings: [finding] });
