import { didYouMean } from './nearest.ts';
import { listed, quotedList, type Wording } from './words.ts';

/** Errors in what a study asks of who benefits. */
export interface HeterogeneityFacts {
  'heterogeneity-after': { name: string; as: string };
  'heterogeneity-budget-idle': { budget: number };
  'heterogeneity-by-none': object;
  'heterogeneity-by-unknown': { name: string; known: readonly string[] };
  'heterogeneity-by-unit': { name: string };
  'heterogeneity-cost-twice': { costs: readonly string[] };
  'heterogeneity-cost-unknown': { name: string; known: readonly string[] };
  'heterogeneity-two-limits': { budget: number; capacity: number };
  'heterogeneity-outcome-kind': { name: string; kind: string };
  'heterogeneity-outcome-unknown': { name: string; known: readonly string[] };
}

export const heterogeneityWording: Wording<HeterogeneityFacts> = {
  'heterogeneity-after': (f) => [
    `heterogeneity.by names "${f.name}", which is ${f.as}: it is known only after treatment, so that the treatment may have made it what it is.`,
    'Name columns that were known before, which stand under covariates or segments.',
  ],
  'heterogeneity-budget-idle': (f) => [
    `heterogeneity.policy has the budget ${f.budget}, and treating costs nothing: every rule keeps it.`,
    'Say what it costs to treat a unit, such as `cost: 0.02`; or use `capacity`, the largest share of the units that may be treated.',
  ],
  'heterogeneity-by-none': () => [
    'heterogeneity asks who benefits, and the study names nothing that was known of units before treatment.',
    'Name columns measured before under covariates or segments, such as language and tenure.',
  ],
  'heterogeneity-by-unknown': (f) => [
    `heterogeneity.by names "${f.name}", which is under neither covariates nor segments.`,
    didYouMean(f.name, f.known) || `Add it to covariates, if it was known before treatment${f.known.length > 0 ? `; there are ${listed(f.known)}` : ''}.`,
  ],
  'heterogeneity-by-unit': (f) => [
    `heterogeneity.by names "${f.name}", the unit: it tells every unit from every other and nothing of any.`,
    'Name columns that units share, such as language and tenure.',
  ],
  'heterogeneity-cost-twice': (f) => [
    `heterogeneity.of is the net value, in which ${listed(f.costs)} ${f.costs.length === 1 ? 'counts' : 'count'} already, and policy.cost would be taken off again.`,
    'Leave `cost` out of the policy; or let it be about an outcome without costs.',
  ],
  'heterogeneity-cost-unknown': (f) => [
    `heterogeneity.policy.cost names "${f.name}", which is no treatment of the study.`,
    didYouMean(f.name, f.known) || `Its treatments are ${quotedList(f.known)}.`,
  ],
  'heterogeneity-two-limits': (f) => [
    `heterogeneity.policy has the budget ${f.budget} and the capacity ${f.capacity}: a rule keeps one limit.`,
    'Keep the one that binds.',
  ],
  'heterogeneity-outcome-kind': (f) => [
    `heterogeneity.of is ${f.name}, ${f.kind}: no unit has a value of it that a rule could be learned from.`,
    'Name an outcome that each unit has a number of.',
  ],
  'heterogeneity-outcome-unknown': (f) => [
    `heterogeneity.of names "${f.name}", which is no outcome of the study.`,
    didYouMean(f.name, f.known) || `Its outcomes are ${quotedList(f.known)}.`,
  ],
};
