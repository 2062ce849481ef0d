import { counted, quotedList, sayCount, type Wording } from './words.ts';

interface TableFacts {
  readonly policy: string;
  readonly file: string;
}

interface TableLine {
  readonly by: string;
  readonly value: string;
  readonly action: string;
}

const lineOf = (f: TableLine): string => `where ${f.by} is "${f.value}" and the action is "${f.action}"`;

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
  'routing-table-unread': { policy: string; file: string };
  'policy-table-column': TableFacts & { column: string; known: readonly string[] };
  'policy-table-empty': TableFacts & { column: string; rows: number; of: number };
  'policy-table-chance': TableFacts & TableLine & { found: string | undefined };
  'policy-table-twice': TableFacts & TableLine & { rows: number };
  'policy-table-sum': TableFacts & { by: string; value: string; sum: number; contexts: number; tolerance: number };
  'policy-table-rows': TableFacts & { by: string; value: string | undefined; rows: number; of: number };
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
  'routing-table-unread': (f) => [
    `The chances of policy "${f.policy}" stand in ${f.file}, and these rows were handed in without it.`,
    'Let the study name the file of its rows under data; or join the chances to the rows, and name their columns under probabilities.',
  ],
  'policy-table-column': (f) => [
    `The table of policy "${f.policy}" (${f.file}) has no column "${f.column}"; its columns are ${quotedList(f.known)}.`,
    'Name the columns of the table: by for the one that the log has too, action and probability for the others.',
  ],
  'policy-table-empty': (f) => [
    `"${f.column}" is empty on ${counted(f.rows, 'line')} of ${sayCount(f.of)} in the table of policy "${f.policy}" (${f.file}).`,
    'Each line needs its value: what the chance is of, and where it holds.',
  ],
  'policy-table-chance': (f) => [
    `The table of policy "${f.policy}" (${f.file}) has ${f.found === undefined ? 'no chance' : `the chance "${f.found}"`} ${lineOf(f)}.`,
    'Give a number from 0 to 1; an action that is never taken may be left out.',
  ],
  'policy-table-twice': (f) => [
    `The table of policy "${f.policy}" (${f.file}) has ${counted(f.rows, 'line')} ${lineOf(f)}.`,
    'Keep one line for each pair: which of several chances holds cannot be told.',
  ],
  'policy-table-sum': (f) => [
    `The chances in the table of policy "${f.policy}" (${f.file}) add up to ${Number(f.sum.toPrecision(6))} where ${f.by} is "${f.value}"${f.contexts > 1 ? `, and not to one at ${counted(f.contexts, 'value')} in all` : ''}; they must add up to one within ${f.tolerance}.`,
    'Add the lines that are missing there, or correct their chances.',
  ],
  'policy-table-rows': (f) => [
    f.value === undefined
      ? `${f.by} is unknown on ${counted(f.rows, 'row')} of ${sayCount(f.of)}, where the table of policy "${f.policy}" (${f.file}) gives no chances.`
      : `The table of policy "${f.policy}" (${f.file}) has no lines for ${counted(f.rows, 'row')} of ${sayCount(f.of)}, such as where ${f.by} is "${f.value}".`,
    'Give chances for every value that the log holds, or leave those rows out of the data.',
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
