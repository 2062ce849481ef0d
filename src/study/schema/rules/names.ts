import { type KeyPath, keyText } from '../key-text.ts';
import { problem } from '../problem.ts';
import type { Rule } from './rule.ts';

/** No list names the same thing twice. */
export const namesOnce: Rule = ({ covariates, mediators, segments, decide, outcomes }) => {
  const lists: readonly (readonly [KeyPath, readonly string[]])[] = [
    [['covariates'], covariates],
    [['mediators'], mediators],
    [['segments'], segments],
    [['decide', 'launch'], decide.launch],
    ...Object.entries(outcomes).map(([name, { ratio }]) => [['outcomes', name, 'ratio'], ratio ?? []] as const),
  ];
  return lists.flatMap(([path, names]) =>
    names.flatMap((name, i) => (names.indexOf(name) < i ? [problem([...path, i], 'study-name-twice', { list: keyText(path) ?? '', name })] : [])),
  );
};
