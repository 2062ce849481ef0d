import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import type { Estimand, Unit } from '../../../estimate/estimate.ts';
import type { Asking } from '../../../relation/asking.ts';
import { estimatedArms } from './estimated.ts';
import { loggedArms } from './logged.ts';
import type { ServedAsked, ServedOptions } from './options.ts';
import type { NoWeights, WeightedArm, WeightedArms } from './weighted-arms.ts';

/**
 * By logged chances, or by those of a model.
 *
 * Errors  served-nobody when no request is in any arm.
 */
export function* weigh(asked: ServedAsked): Asking<WeightedArms | NoWeights> {
  const found = yield* asked.probability === undefined ? estimatedArms(asked) : loggedArms(asked, asked.probability);
  if (!('kind' in found) && found.arms.length === 0)
    throw new EstimandError('served-nobody', { column: asked.served, assignment: asked.assignment, arm: undefined });
  return found;
}

/** Neither weights nor a mean. */
export function refused({ outcome }: ServedAsked, { says, mend }: NoWeights): Answer {
  const finding = {
    check: 'serving-model',
    about: { column: outcome },
    verdict: 'refuse',
    says: `${outcome} has no mean over all requests: ${says}.`,
    mend,
  } as const;
  return { estimates: [], findings: [finding], exhibits: [] };
}

export const servedUnit = ({ unit }: ServedOptions, binary: boolean): Unit => unit ?? (binary ? { kind: 'share' } : { kind: 'plain' });

export const servedSentence = ({ transformed }: ServedOptions, says: string): Estimand['says'] =>
  transformed === undefined ? says : `${says} It is measured as the mean of ${transformed}.`;

/** An arm as a row of an estimate's own table. */
export function armRow(arm: WeightedArm): object {
  const { arm: name, requests, labelled, mean, labelledMean, effectiveSampleSize, largestWeight, weight, unseen } = arm;
  return { arm: name, requests, labelled, mean, labelledMean, effectiveSampleSize, largestWeight, weight, unseen };
}
