import { counted, quotedList, sayCount, type Wording } from './words.ts';

/** Errors in a log of routed requests, and in policies to be valued from it. */
export interface RoutingFacts {
  'log-empty': { action: string; outcome: string };
  'action-unknown': { column: string; action: string; rows: number; known: readonly string[] };
  'action-not-candidate': { column: string; rows: number; of: number };
  'propensity-missing': { rows: number; of: number };
  'propensity-zero': { rows: number; of: number };
  'propensity-above-one': { rows: number; of: number };
  'propensities-sum': { rows: number; of: number; tolerance: number };
  'search-rows': { rows: number; of: number };
  'policy-action-unknown': { policy: string; action: string; known: readonly string[] };
  'policy-not-candidate': { policy: string; rows: number; of: number };
  'policy-chances': { policy: string; why: 'unknown' | 'range' | 'sum'; rows: number; of: number; tolerance: number };
}

const onRows = (f: { readonly rows: number; readonly of: number }): string => `on ${counted(f.rows, 'row')} of ${sayCount(f.of)}`;

export const routingWording: Wording<RoutingFacts> = {
  'log-empty': (f) => [`No row has both an action (${f.action}) and a value of "${f.outcome}".`, 'Check the filter, and the join that brings the outcome in.'],
  'action-unknown': (f) => [
    `${f.action === '' ? 'An empty action' : `Action "${f.action}"`} was taken on ${counted(f.rows, 'row')} (${f.column}), but the actions are ${quotedList(f.known)}.`,
    'Name every action that the log holds, or leave those rows out of the data.',
  ],
  'action-not-candidate': (f) => [
    `The action that was taken (${f.column}) was not among the candidates ${onRows(f)}.`,
    'Correct the candidate columns, or the action that was logged: one of them is not what happened.',
  ],
  'propensity-missing': (f) => [
    `The probability of the action that was taken is missing ${onRows(f)}.`,
    'Log it for every request, or leave those rows out if why they lack it has nothing to do with their rewards; estimated probabilities must be asked for.',
  ],
  'propensity-zero': (f) => [
    `The logged probability of the action that was taken is zero or below ${onRows(f)}, though it was taken.`,
    'Log the probability with which the action was really drawn, after exploration and fallbacks, and unrounded.',
  ],
  'propensity-above-one': (f) => [`A logged probability is above one ${onRows(f)}.`, 'Log probabilities, from 0 to 1, not percentages, scores or logits.'],
  'propensities-sum': (f) => [
    `The logged probabilities of the actions do not sum to one within ${f.tolerance} ${onRows(f)}.`,
    'Log the probability of every action that could be taken, after they were normalised and before they are rounded; a column may be missing.',
  ],
  'search-rows': (f) => [
    `The condition under learning holds ${f.rows === 0 ? 'of no row' : 'of every row'} of ${sayCount(f.of)}, so the log is not split into rows that choose and others.`,
    'Write one that splits the log, such as `half = 1` on a column drawn by chance.',
  ],
  'policy-action-unknown': (f) => [
    `Policy "${f.policy}" takes action "${f.action}", which the log does not know (its actions are ${quotedList(f.known)}).`,
    'Name one of those actions, or add the new one to the actions: what it would bring is then bounded, not estimated.',
  ],
  'policy-not-candidate': (f) => [
    `Policy "${f.policy}" takes an action that was not among the candidates ${onRows(f)}.`,
    'Let its rule ask for the candidate first, or correct the candidate columns.',
  ],
  'policy-chances': (f) => [
    f.why === 'sum'
      ? `The chances of policy "${f.policy}" do not sum to one within ${f.tolerance} ${onRows(f)}.`
      : `A chance of policy "${f.policy}" is ${f.why === 'unknown' ? 'unknown' : 'below zero or above one'} ${onRows(f)}.`,
    f.why === 'unknown'
      ? 'Say what the policy does where a column is missing, such as by `otherwise`.'
      : 'Give a chance from 0 to 1 for each action, one in all; a column of actions must hold one of them in every row.',
  ],
};
