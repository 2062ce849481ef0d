import type { z } from 'zod';
import type { Code, Facts } from '../../errors/facts.ts';
import { nearest } from '../../errors/nearest.ts';
import { foundText } from './found-text.ts';
import { type KeyPath, keyText } from './key-text.ts';
import { homesOf, keysAt, valueAt } from './navigate.ts';
import { type Problem, problem } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** The issues of a schema in our own codes; the message of an issue says what the value must be. */
export function problemsOf(issues: readonly Issue[], schema: z.ZodType, written: unknown): readonly Problem[] {
  const problems = issues.flatMap((issue) => problemsIn(issue, schema, written));
  const meant = new Set(problems.flatMap((p) => (p.code === 'study-key-unknown' ? [slipOf(p as Problem<'study-key-unknown'>)] : [])));
  // A misspelt key is one mistake, not an unknown key and a missing one.
  return problems.filter((p) => p.code !== 'study-key-missing' || !meant.has((p as Problem<'study-key-missing'>).facts.key));
}

const slipOf = ({ facts }: Problem<'study-key-unknown'>): string | undefined => (facts.home ? facts.key : facts.near);

function problemsIn(issue: Issue, schema: z.ZodType, written: unknown): readonly Problem[] {
  const path = issue.path as KeyPath;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(path, key, schema, written));
  if (issue.code === 'invalid_key') return [problem(path, 'study-value', { key: `A key of ${keyText(path.slice(0, -1))}`, found: 'empty', asked: issue.issues[0].message }, 'key')];
  if (issue.code === 'custom' && issue.params) return [problem(path, issue.params.code as Code, issue.params.facts as Facts[Code])];
  const choices = choicesOf(issue);
  if (valueAt(written, path) === undefined) return [missingKey(path, choices ? `one of ${choices.join(', ')}` : issue.message)];
  const value = valueAt(written, path);
  const key = keyText(path);
  if (!choices || key === undefined) return [problem(path, 'study-value', { key, found: foundText(value), asked: issue.message })];
  return [problem(path, 'study-choice', { key, found: foundText(value), written: typeof value === 'string' ? value : undefined, choices })];
}

/** The words to choose from, where the schema leaves a choice of words. */
function choicesOf(issue: Issue): readonly string[] | undefined {
  const values: readonly unknown[] = issue.code === 'invalid_value' ? issue.values : issue.code === 'invalid_union' && issue.options ? issue.options : [];
  return values.length > 0 && values.every((value) => typeof value === 'string') ? values : undefined;
}

function missingKey(path: KeyPath, asked: string): Problem {
  const parent = path.slice(0, -1);
  return problem(parent, 'study-key-missing', { key: String(path.at(-1)), within: keyText(parent), asked }, 'key');
}

function unknownKey(path: KeyPath, key: string, schema: z.ZodType, written: unknown): Problem {
  const known = keysAt(schema, path, written);
  const facts = { key, within: keyText(path), known, home: homesOf(schema, key)[0], near: nearest(key, known) };
  return problem([...path, key], 'study-key-unknown', facts, 'key');
}
