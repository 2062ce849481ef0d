import type { StudyResult } from '../../src/study/result.ts';

/** Every number within a plain value. */
function numbersIn(value: unknown): readonly number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersIn);
}

interface Token {
  readonly text: string;
  readonly value: number;
  readonly decimals: number;
}

/** The number tokens of a printed text, currency and separators taken off. */
export function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(/(?<![\w.@-])[-+]?[$€£]?\d[\d,]*(?:\.\d+)?/g)].map(([token]) => {
    const digits = token.replaceAll(/[+$€£,]/g, '');
    return { text: token, value: Number(digits), decimals: digits.split('.')[1]?.length ?? 0 };
  });
}

/** What a row about `name` may print: the numbers of its estimate, of its echo and of its guardrail. */
function sourcesOf(result: StudyResult, name: string): readonly number[] {
  const outcome = result.study.outcomes.find((o) => o.name === name);
  const estimate = result.estimates.find((e) => e.id === (outcome ? outcome.headline : name));
  const guardrail = result.decision.guardrails.find((g) => g.outcome === name);
  return numbersIn([result.arms.filter((seen) => seen.outcome === name), outcome, estimate && { ...estimate, sizes: 0, method: 0, details: 0 }, guardrail]);
}

/** The tokens of `text` that are no rounding of any number that the row may print, as itself or in percent. */
export const untraced = (text: string, result: StudyResult, name: string): readonly string[] => strays(text, sourcesOf(result, name));

/** The same of a sentence, whose words say the direction: `between 1.1 and 4.4 fewer per 100 tickets`. */
export function untracedWords(text: string, result: StudyResult, name: string): readonly string[] {
  const said = text.replaceAll(/per 100 (?=\p{L})/gu, '');
  return strays(said, [...sourcesOf(result, name), ...sourcesOf(result, name).map(Math.abs), result.study.level, 0]);
}

function strays(text: string, sources: readonly number[]): readonly string[] {
  const isFrom = ({ text: token, value, decimals }: Token, source: number) =>
    token === '0.001' ? source < 0.001 && source >= 0 : Math.abs(value - source) <= 0.5000001 * 10 ** -decimals;
  return tokensOf(text)
    .filter((token) => !sources.some((source) => isFrom(token, source) || isFrom(token, source * 100)))
    .map(({ text: token }) => token);
}
