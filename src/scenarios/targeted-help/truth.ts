import { bracketedRoot } from '../../math/bracketed-root.ts';
import type { Truth } from '../scenario.ts';
import { type HelpParameters, helpEffect, helpValues, planShares, plans } from './rules.ts';

/** The share of users who gain most, and of those who gain least. */
export const quarter = 0.25;

const sentences = {
  'itt/solved': 'The change of the share of users who solve their task caused by helping everybody.',
  'itt/cost_dollars': 'The change of the mean cost in dollars caused by helping everybody.',
  'itt/net_value': 'The change of the mean net value in dollars (4 x solved, -1 x cost_dollars) caused by helping everybody.',
  'most/solved': 'The change of the share who solve their task caused by help, among the quarter of users who gain most.',
  'least/solved': 'The change of the share who solve their task caused by help, among the quarter of users who gain least.',
  'rule/share': 'The share of users who are worth more than their help costs.',
  'rule/net_value': 'The change of the mean net value in dollars caused by helping just the users who are worth more than their help costs.',
} as const;

export type TruthId = keyof typeof sentences;

export const helpTruths = (values: Readonly<Record<TruthId, number>>): readonly Truth[] =>
  (Object.keys(sentences) as TruthId[]).map((id) => ({ id, outcome: id.split('/')[1], estimand: sentences[id], value: values[id] }));

/** Effects within a plan: all between the two ends are alike likely. */
interface Spread {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

function spreadsOf(p: HelpParameters): readonly Spread[] {
  return plans.map((_, plan) => {
    const ends = [0, 1].map((along) => helpEffect({ along, plan }, p)).sort((a, b) => a - b);
    return { share: planShares[plan], low: ends[0], high: ends[1] };
  });
}

/** How many users have an effect above a cut, and the sum of their effects, of all users one. */
function above(spreads: readonly Spread[], cut: number): { readonly share: number; readonly sum: number } {
  let [share, sum] = [0, 0];
  for (const spread of spreads) {
    const { low, high } = spread;
    if (cut >= high && high > low) continue;
    const from = Math.max(cut, low);
    const part = high > low ? (high - from) / (high - low) : Number(high > cut);
    share += spread.share * part;
    sum += spread.share * part * ((from + high) / 2);
  }
  return { share, sum };
}

/** The effect above which so many users lie. */
export function effectCut(p: HelpParameters, share: number): number {
  const spreads = spreadsOf(p);
  const [low, high] = [Math.min(...spreads.map((s) => s.low)), Math.max(...spreads.map((s) => s.high))];
  return bracketedRoot((cut) => above(spreads, cut).share - share, low, high);
}

/** The effect from which on help pays. */
export const payingCut = ({ price }: HelpParameters): number => price / helpValues.solved;

/** In closed form: effects are straight lines in a trait whose values are all alike likely. */
export function populationTruth(p: HelpParameters): readonly Truth[] {
  const spreads = spreadsOf(p);
  const effect = spreads.reduce((sum, { share, low, high }) => sum + (share * (low + high)) / 2, 0);
  const most = above(spreads, effectCut(p, quarter));
  const rest = above(spreads, effectCut(p, 1 - quarter));
  const paying = above(spreads, payingCut(p));
  const same = p.difference === 0;
  return helpTruths({
    'itt/solved': effect,
    'itt/cost_dollars': p.price,
    'itt/net_value': helpValues.solved * effect - p.price,
    'most/solved': same ? effect : most.sum / most.share,
    'least/solved': same ? effect : (effect - rest.sum) / (1 - rest.share),
    'rule/share': paying.share,
    'rule/net_value': helpValues.solved * paying.sum - p.price * paying.share,
  });
}
