import type * as z from 'zod';
import type { Code, Facts } from '../../../errors/facts.ts';
import { nearest } from '../../../errors/nearest.ts';
import { choiceText } from '../../../errors/study.ts';
import { foundText, type KeyPath, keyText, type Problem, problem, valueAt } from '../../../protocol/keys/problem.ts';
import { homesOf, keysAt } from './navigate.ts';

type Issue = z.core.$ZodIssue;

/** Looked into: a file of other data has thousands, and one is told. */
const mostUnknown = 100;

/** The issues of a schema in our own codes; the message of an issue says what the value must be. */
export function problemsOf(issues: readonly Issue[], schema: z.ZodType, written: unknown): readonly Problem[] {
  const problems = issues.flatMap((issue) => problemsIn(issue, schema, written));
  const meant = new Set(
    problems.map((p) => (p.code === 'study-key-unknown' ? (p.facts.home === undefined ? p.facts.near?.split(':')[0] : p.facts.key) : undefined)),
  );
  // A misspelt key is one mistake, not an unknown key and a missing one.
  return problems.filter((p) => p.code !== 'study-key-missing' || !meant.has(p.facts.key));
}

function problemsIn(issue: Issue, schema: z.ZodType, written: unknown): readonly Problem[] {
  const path = issue.path as KeyPath;
  if (issue.code === 'unrecognized_keys') return issue.keys.slice(0, mostUnknown).map((key) => unknownKey(path, key, schema, written));
  if (issue.code === 'invalid_key')
    return [problem(path, 'study-value', { key: `A key of ${keyText(path.slice(0, -1))}`, found: 'empty', asked: issue.issues[0].message }, 'key')];
  if (issue.code === 'custom' && issue.params) return [problem(path, issue.params.code as Code, issue.params.facts as Facts[Code])];
  const choices = choicesOf(issue);
  if (path.length > 0 && valueAt(written, path) === undefined) return [missingKey(path, choices ? choiceText(choices) : issue.message)];
  const value = valueAt(written, path);
  const key = keyText(path);
  if (!choices || key === undefined) return [problem(path, 'study-value', { key, found: foundText(value), asked: issue.message })];
  return [problem(path, 'study-choice', { key, found: foundText(value), written: typeof value === 'string' ? value : undefined, choices })];
}

/** The words to choose from, where the schema leaves a choice of words. */
function choicesOf(issue: Issue): readonly string[] | undefined {
  const values = issue.code === 'invalid_value' ? issue.values : 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
  return values.length > 0 && values.every((value) => typeof value === 'string') ? values : undefined;
}

function missingKey(path: KeyPath, asked: string): Problem {
  const parent = path.slice(0, -1);
  return problem(parent, 'study-key-missing', { key: String(path.at(-1)), within: keyText(parent), asked }, 'key');
}

function unknownKey(path: KeyPath, key: string, schema: z.ZodType, written: unknown): Problem {
  const known = keysAt(schema, path, written);
  const facts = { key, within: keyText(path), known, home: homesOf(schema, key)[0], near: colonMissed(key, known) ?? nearest(key, known) };
  return problem([...path, key], 'study-key-unknown', facts, 'key');
}

/** `role guardrail` and `role:guardrail` are keys to YAML; what was meant is `role: guardrail`. */
function colonMissed(key: string, known: readonly string[]): string | undefined {
  const [, first, rest] = /^([\w-]+)[: ]\s*(.+)$/.exec(key) ?? [];
  return known.includes(first) ? `${first}: ${rest}` : undefined;
}
