import type { StudyResult } from '../study/result.ts';
import { outOfJson } from './out-of-json.ts';

/**
 * A result as readers see it: sentences of findings, and what figures are called, name outcomes and arms as the study labels them. What to do about a finding keeps
 * the names of columns, which is what a study file holds.
 */
export function forReaders(given: StudyResult): StudyResult {
  const result = outOfJson(given);
  const called = callerIn(result);
  return {
    ...result,
    findings: result.findings.map((f) => ({ ...f, says: called(f.says) })),
    exhibits: result.exhibits.map((e) => ({ ...e, title: called(e.title), says: called(e.says), alt: called(e.alt) })),
  };
}

/** A column that is called by plain letters reads as a word, and could be one of a sentence. */
const isWord = (name: string): boolean => /^\p{Ll}+$/u.test(name);

/** Puts labels in place of names, but for those in `backquotes`, which are to be typed. */
function callerIn({ study }: StudyResult): (text: string) => string {
  const outcomes = study.outcomes.flatMap(({ name, label }) => (label === undefined || isWord(name) ? [] : [[name, label] as const]));
  const arms = Object.entries(study.design.labels ?? {}).map(([arm, label]) => [`arm ${arm}`, `arm ${label}`] as const);
  const labels = new Map([...outcomes, ...arms]);
  if (labels.size === 0) return (text) => text;
  // The longest first: a name may be the beginning of another.
  const names = [...labels.keys()].toSorted((a, b) => b.length - a.length).map((name) => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
  const whole = new RegExp(`(?<![\\p{L}\\p{N}_.])(?:${names.join('|')})(?![\\p{L}\\p{N}_]|[.:=]\\S)`, 'gu');
  return (text) =>
    text
      .split('`')
      .map((part, i) => (i % 2 === 0 ? part.replaceAll(whole, (name) => labels.get(name) as string) : part))
      .join('`');
}
