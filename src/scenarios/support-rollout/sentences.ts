import { supportValues } from './rules.ts';

/** What each outcome is called in a sentence. The net value is a weighted sum of the others. */
const outcomeWords = {
  used_ai: 'share of tickets that use the assistant',
  retrieval_hit: 'share of tickets with a retrieval hit',
  resolved: 'share of tickets resolved',
  handle_minutes: 'mean handling time in minutes',
  unsupported_claim: 'share of tickets with an unsupported claim',
  cost_usd: 'mean cost in dollars',
  net_value: `mean net value in dollars (${Object.entries(supportValues)
    .map(([outcome, value]) => `${value} x ${outcome}`)
    .join(', ')})`,
};
export type SupportOutcome = keyof typeof outcomeWords;

const contrastSentences = {
  'control-mean': (what: string) => `The ${what} if no ticket were assigned the assistant.`,
  'treatment-mean': (what: string) => `The ${what} if every ticket were assigned the assistant.`,
  itt: (what: string) => `The change of the ${what} caused by assigning the assistant, whether or not it is then used.`,
  complier: (what: string) => `The change of the ${what} caused by using the assistant, among the tickets that use it only when assigned.`,
  use: (what: string) => `The change of the ${what} caused by using the assistant, over all tickets.`,
  'as-treated': (what: string) =>
    `The ${what} of tickets that used the assistant less that of tickets that did not: no effect, but biased by selection, because experienced agents and easy cases use it more.`,
};
export type SupportContrast = keyof typeof contrastSentences;

export function sentence(contrast: SupportContrast, outcome: SupportOutcome): string {
  return contrastSentences[contrast](outcomeWords[outcome]);
}
