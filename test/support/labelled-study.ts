import { fromColumns, fromRows, type Relation } from '../../src/index.ts';
import { multiArm, supportRollout } from '../../src/scenarios.ts';

/** A study with its labels taken out: nothing else about it is another. */
export const withoutLabels = (text: string): string => text.replaceAll(/^ {2}0: \{label: [^}]*\}.*\n/gm, '').replaceAll(/label: [^,}]*, /g, '');

/** The assistant in support, of which readers know outcomes and arms by names of their own. */
export const labelledSupport = supportRollout
  .study('tickets.csv', 3000)
  .replace(/^treatments:.*\n/m, (line) => `${line}  0: {label: No assistant}\n`)
  .replace(/^( {2}1:\s+\{)/m, '$1label: Drafting assistant, ')
  .replace(/^( {2}resolved:\s+\{)/m, '$1label: Tickets resolved, ')
  .replace(/^( {2}unsupported_claim:\s+\{)/m, '$1label: Answers with a claim | that no source supports, ');

export function supportTickets(): Relation {
  const { columns } = supportRollout.simulate({ n: 3000, seed: 7 });
  const rows = Array.from({ length: 3000 }, (_, i) => Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[i]])));
  return fromRows(rows, 'tickets.csv');
}

const called = { chat: 'Chat without sources', rag: 'Answers with cited policies', agent: 'Agent that plans and calls tools' };

/** Three assistants, with labels that are long for a figure. */
export const labelledArms = Object.entries(called)
  .reduce((text, [arm, label]) => text.replace(new RegExp(`^( {2}${arm}:\\s+\\{)`, 'm'), `$1label: ${label}, `), multiArm.study('cases.csv', 4000))
  .replace(/^( {2}task_success:\s+\{)/m, '$1label: Tasks that were done to the satisfaction of the customer, ')
  .replace(/^( {2}unsafe_or_bad:\s+\{)/m, '$1label: Unsafe or bad answers, ');

export function cases(): Relation {
  const { columns } = multiArm.simulate({ n: 4000, seed: 7 });
  return fromColumns(columns as Parameters<typeof fromColumns>[0], 'cases.csv');
}
