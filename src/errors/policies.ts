import { quotedList, sayCount, type Wording } from './words.ts';

/** Errors in how a study declares a routing log and its policies. */
export interface PolicyFacts {
  'routing-propensities-both': { key: string };
  'routing-propensities-missing': { written: readonly string[] };
  'routing-otherwise-missing': { policy: string };
  'routing-rule-idle': { policy: string };
  'routing-action-unknown': { policy: string; action: string; known: readonly string[] };
  'routing-candidate-unknown': { action: string; near: string };
  'routing-name-taken': { policy: string };
  'routing-candidates': { candidates: number; most: number };
  'routing-threshold': { name: string };
  'routing-covariates-missing': { why: string };
  'routing-judged-by': { outcome: string; by: string };
  'routing-judged-interval': { outcome: string; interval: string };
}

export const policyWording: Wording<PolicyFacts> = {
  'routing-propensities-both': (f) => [
    `design.${f.key} names logged chances, and design.propensities says that they are estimated.`,
    `Take out ${f.key} to estimate them, or propensities to use the log's.`,
  ],
  'routing-propensities-missing': (f) =>
    f.written.length > 1
      ? ['design names both probability and probabilities.', 'Keep probabilities: more can be checked with the chances of all actions.']
      : [
          'design does not say with which chance actions were taken.',
          'Name the column under probability, or one for each action under probabilities; without any in the log, `propensities: estimated` fits them and says so.',
        ],
  'routing-otherwise-missing': (f) => [
    `The rules of policy "${f.policy}" do not say what happens where none of them holds.`,
    'End the list with {otherwise: action}.',
  ],
  'routing-rule-idle': (f) => [
    `A rule of policy "${f.policy}" stands after {otherwise}, where it can never apply.`,
    'Move it before {otherwise}, which comes last and once.',
  ],
  'routing-action-unknown': (f) => [
    `Policy "${f.policy}" takes action "${f.action}", which is none of ${quotedList(f.known)}.`,
    'Check the spelling; or name it under design.candidates, when it could have been taken and never was.',
  ],
  'routing-candidate-unknown': (f) => [`design.candidates says when "${f.action}" could be taken, but no action is called so.`, `Did you mean "${f.near}"?`],
  'routing-name-taken': (f) => [`A policy is called "${f.policy}", which is what the policy that wrote the log is called.`, 'Give it another name.'],
  'routing-candidates': (f) => [
    `The thresholds combine to ${sayCount(f.candidates)} candidates; at most ${f.most} are searched.`,
    'Give fewer values, or fewer thresholds.',
  ],
  'routing-threshold': (f) => [
    `The threshold "${f.name}" stands in no condition of design.search.rules.`,
    'Write it into a condition, such as `risk > threshold`, or take it out.',
  ],
  'routing-judged-by': (f) => [
    `${f.outcome} is measured by ${f.by}, which learns what a judge's scores mean on average; a policy weighs rows, and each is corrected by itself.`,
    'Write `by: ppi++` or `by: ppi`.',
  ],
  'routing-judged-interval': (f) => [
    `${f.outcome} is measured by a judge and audits, and \`interval: ${f.interval}\` does not count how few rows people labelled.`,
    'Take interval out: influence, the default, counts them.',
  ],
  'routing-covariates-missing': (f) => [
    `The study names no covariates, and ${f.why}.`,
    'Name under covariates what was known of a request when it was routed.',
  ],
};
