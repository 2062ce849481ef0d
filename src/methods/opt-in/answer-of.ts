import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { determinedOutcome } from '../../inference/arms/refusals.ts';
import type { Asking } from '../../relation/asking.ts';
import { type Look, lookAtUnits } from './ask-units.ts';
import { effectEstimate, estimateOf, type FoundEffect, type Way } from './estimate.ts';
import { type Fitted, fittedUnits, isRefused } from './fitted.ts';
import { type ManyWay, manyEffect } from './from-moments/many-effect.ts';
import { fittedMany, type ManyFitted } from './from-moments/many-fitted.ts';
import { mostLookedAt, unfolded } from './from-moments/too-many.ts';
import { type Chosen, chosenOf, type OptInOptions } from './options.ts';

const nothing: Answer = { estimates: [], findings: [], exhibits: [] };

/** What is answered of units that are looked at one by one, and what of units that are too many for it. */
export interface Answering {
  readonly ofUnits: (fitted: Fitted, c: Chosen) => Partial<Answer> | undefined;
  readonly ofMany: (c: Chosen, look: Look) => Asking<Partial<Answer>>;
  readonly ofRefused: (refused: Finding) => Partial<Answer>;
}

export function* answeredBy(options: OptInOptions, { ofUnits, ofMany, ofRefused }: Answering): Asking<Answer> {
  const c = chosenOf(options);
  const look = yield* lookAtUnits(c);
  if (Math.max(look.units, c.optIn.units ?? 0) > mostLookedAt(c)) return { ...nothing, ...(yield* ofMany(c, look)) };
  const fitted = yield* fittedUnits(c, look);
  return { ...nothing, ...(isRefused(fitted) ? ofRefused(fitted) : ofUnits(fitted, c)) };
}

/** What a check says of fitted units; nothing of an outcome that the methods refuse. */
export const checkOf = (options: OptInOptions, ofUnits: Answering['ofUnits'], ofMany: Answering['ofMany']): Asking<Answer> =>
  answeredBy(options, { ofUnits, ofMany, ofRefused: () => nothing });

/** The same where units are too many to be looked at one by one. */
export const checkOfMany = (check: (fitted: ManyFitted, c: Chosen) => Asking<Partial<Answer>>): Answering['ofMany'] =>
  function* (c, look) {
    const fitted = yield* fittedMany(c, look);
    return 'check' in fitted ? nothing : yield* check(fitted, c);
  };

/** The answer of a method that finds an effect among fitted units, or refuses it. */
export const answerOf = (options: OptInOptions, way: Way, find: (fitted: Fitted, c: Chosen) => FoundEffect | Finding, many: ManyWay): Asking<Answer> =>
  answeredBy(options, {
    ofUnits(fitted, c) {
      const found = find(fitted, c);
      if ('check' in found) return refusedBy(found);
      const determined = determinedOutcome(found.errors.variance, plainVariance(fitted), c.outcome);
      return determined ? refusedBy(determined) : { estimates: [effectEstimate(found, fitted, c, way)] };
    },
    *ofMany(c, look) {
      const fitted = yield* fittedMany(c, look);
      if ('check' in fitted) return refusedBy(fitted);
      const found = yield* manyEffect(fitted, c, many);
      if ('check' in found) return refusedBy(found);
      const folded = many === 'aipw' ? { folds: 1 } : {};
      return { estimates: [estimateOf(found, fitted.units.among, c, way, folded)], findings: many === 'aipw' ? unfolded(c, look) : [] };
    },
    ofRefused: refusedBy,
  });

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

export const refusedBy = (finding: Finding): Answer => ({ ...nothing, findings: [finding] });
