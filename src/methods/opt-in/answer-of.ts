import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Asking } from '../../relation/asking.ts';
import { effectEstimate, type FoundEffect, type Way } from './estimate.ts';
import { type Fitted, fittedUnits, isRefused } from './fitted.ts';
import { type Chosen, chosenOf, type OptInOptions } from './options.ts';

/** The answer of a method that finds an effect among fitted units, or refuses it. */
export function* answerOf(options: OptInOptions, way: Way, find: (fitted: Fitted, c: Chosen) => FoundEffect | Finding): Asking<Answer> {
  const c = chosenOf(options);
  const fitted = yield* fittedUnits(c);
  if (isRefused(fitted)) return { estimates: [], findings: [fitted], exhibits: [] };
  const found = find(fitted, c);
  return 'check' in found
    ? { estimates: [], findings: [found], exhibits: [] }
    : { estimates: [effectEstimate(found, fitted, c, way)], findings: [], exhibits: [] };
}
