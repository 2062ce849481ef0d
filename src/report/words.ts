import type { Verdict } from '../estimate/finding.ts';
import { type DecisionVerdict, type Stance, verdicts } from '../protocol/verdicts.ts';
import type { GuardrailVerdict, Reason, StudyWords } from '../study/result.ts';

/** A verdict is always a sign and a word; colour only repeats it. */
export interface Sign {
  readonly icon: string;
  readonly word: string;
  readonly tone: 'good' | 'caution' | 'bad' | 'quiet';
}

const stanceSigns: Readonly<Record<Stance, Omit<Sign, 'word'>>> = {
  go: { icon: '✓', tone: 'good' },
  wait: { icon: '!', tone: 'caution' },
  stop: { icon: '✗', tone: 'bad' },
};

export function decisionSign(verdict: DecisionVerdict): Sign {
  const { stance, word } = verdicts[verdict];
  return { ...stanceSigns[stance], word };
}

export const findingSign: Readonly<Record<Verdict, Sign>> = {
  fail: { icon: '✗', word: 'Fail', tone: 'bad' },
  refuse: { icon: '–', word: 'Refused', tone: 'quiet' },
  warn: { icon: '!', word: 'Warn', tone: 'caution' },
  pass: { icon: '✓', word: 'Pass', tone: 'good' },
};

/** Worst first, as every report lists them. */
export const verdictOrder: readonly Verdict[] = ['fail', 'refuse', 'warn', 'pass'];

export const guardrailSign: Readonly<Record<GuardrailVerdict['verdict'], Sign>> = {
  pass: { icon: '✓', word: 'Pass', tone: 'good' },
  inconclusive: { icon: '!', word: 'Inconclusive', tone: 'caution' },
  fail: { icon: '✗', word: 'Fail', tone: 'bad' },
};

export const reasonSign: Readonly<Record<Reason['status'], Sign>> = {
  met: { icon: '✓', word: 'Met', tone: 'good' },
  'not-met': { icon: '!', word: 'Not met', tone: 'caution' },
  violated: { icon: '✗', word: 'Violated', tone: 'bad' },
};

export const unreadableNote = 'Read none of these numbers as an effect.';
const mechanismNote =
  'The effect of a launch is the one above. These numbers say how it comes about, under the assumptions named below; the decision does not read them.';
const benefitNote = 'Effects on units that a learner picked out, each estimated on units that it did not learn from; the decision reads those that harm.';
/** Sections of estimates beside the effects. */
export const asides = [
  { role: 'mechanism', title: 'How the effect comes about', note: mechanismNote },
  { role: 'benefit', title: 'Effects by who benefits', note: benefitNote },
] as const;
export const benchmarkNote = 'The evidence is a benchmark: its differences are not effects in use.';

/** What an amount is for: `ticket`, or `workspace and week` where units are followed over periods. */
export const unitAndPeriod = ({ unit, per }: Pick<StudyWords, 'unit' | 'per'>): string => (per === undefined ? unitNoun(unit) : `${unitNoun(unit)} and ${per}`);

/** `ticket_id` -> `ticket`, `id` -> `unit`: what one unit is called in a sentence. */
export function unitNoun(column: string): string {
  return column.replace(/[_ -]?(id|key|uuid)$/i, '').replaceAll('_', ' ') || 'unit';
}

export function unitNouns(column: string): string {
  const noun = unitNoun(column);
  if (/[^aeiou]y$/i.test(noun)) return `${noun.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/i.test(noun) ? `${noun}es` : `${noun}s`;
}

/** `sample-ratio` -> `sample ratio` */
export function checkName(check: string): string {
  return check.replaceAll(/[-_]/g, ' ');
}

export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The first seven digits, as git shows a hash. */
export function shortHash(hash: string): string {
  return hash.slice(0, 7);
}
