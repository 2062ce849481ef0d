import { EstimandError } from '../../src/errors/estimand-error.ts';
import { unpainted } from '../../src/report/text/terminal.ts';

export type Verdict = 'fine' | 'user error' | 'bug';

export interface Judged {
  readonly verdict: Verdict;
  /** Of an error of the user: its code. */
  readonly code?: string;
  /** Of a bug: what is wrong, the same for all trials that find the same one. */
  readonly why?: string;
  readonly details?: string;
}

/** What a trial gave, by medium: texts that a reader sees. */
export type Outputs = Readonly<Record<string, string>>;

/** In place of a medium: what a trial calls the error of the user that it was told. */
export const userError = 'user error';

/** Something that should not be so, found by a trial itself. */
export class Wrong extends Error {}

/**
 * What a trial of bad or odd input came to. `input` is all that went in: words that stand there may come out again. The limit is one of processor time: on a
 * busy machine no trial is slow by that.
 */
export async function judged(run: () => Promise<Outputs> | Outputs, input: string, limit: number): Promise<Judged> {
  const started = process.cpuUsage();
  const found = await outcomeOf(run, input);
  const { user, system } = process.cpuUsage(started);
  const took = (user + system) / 1_000;
  if (took <= limit || found.verdict === 'bug') return found;
  return { verdict: 'bug', why: 'takes longer than its limit', details: `${Math.round(took)} ms, where ${limit} ms are given` };
}

async function outcomeOf(run: () => Promise<Outputs> | Outputs, input: string): Promise<Judged> {
  try {
    const outputs = await run();
    for (const [medium, text] of Object.entries(outputs)) {
      const flaw = flawIn(text, input, never);
      if (flaw) return { verdict: 'bug', why: `${medium}: ${flaw.why}`, details: flaw.where };
    }
    return outputs[userError] === undefined ? { verdict: 'fine' } : { verdict: 'user error', code: outputs[userError] };
  } catch (error) {
    return error instanceof EstimandError
      ? ofError(error, input)
      : { verdict: 'bug', why: whereFrom(error), details: String((error as Error)?.stack ?? error) };
  }
}

function ofError({ code, what, mend }: EstimandError, input: string): Judged {
  // As it is printed: controls in names of others are shown.
  const text = unpainted(`${what} ${mend}`);
  const flaw = flawIn(text, input, neverTold) ?? clumsy(what, mend);
  return flaw ? { verdict: 'bug', why: `message of ${code}: ${flaw.why}`, details: `${flaw.where}\n${text}` } : { verdict: 'user error', code };
}

interface Flaw {
  readonly why: string;
  readonly where: string;
}

/** What no reader may see, unless it stood in what was given; `.inf` and numbers as large are read as infinite, and told as that. */
type Never = readonly (readonly [why: string, what: RegExp, given?: RegExp])[];

const never: Never = [
  ['a number that does not exist', /\bNaN\b(?! or infinite)/, /\.nan/i],
  // In quotes it is what a cell holds.
  ['a number without end', /(?<![\w."])-?Infinity\b/, /\.inf|e\+?[3-9]\d\d/i],
  ['a value that is not there', /\bundefined\b|\[object \w+\]/],
  [
    'words of another program',
    /\b(?:Type|Range|Reference|Syntax)Error\b|Cannot read propert|INTERNAL Error|(?:Binder|Catalog|Parser|Conversion|Invalid Input|Out of Range) Error|node:internal/,
  ],
  ['a stack', /^\s+at .*[:(]\d+/m],
];

/** Nor in a message: results hold the statements that ran. */
const neverTold: Never = [...never, ['a name of our own', /\bestimand[.:](?:plain|query|read_\d|weight|w+\b)|\bread_(?:csv|json|parquet)\w*\(/]];

/** Controls, and marks that turn the direction of what follows. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

function flawIn(text: string, input: string, words: Never): Flaw | undefined {
  const control = controls.exec(text);
  if (control) return { why: 'a control character', where: JSON.stringify(around(text, control.index)) };
  for (const [why, what, given] of words) {
    const found = what.exec(text);
    if (found && !input.includes(found[0].trim()) && !given?.test(input)) return { why, where: around(text, found.index) };
  }
  return undefined;
}

const mostShown = 6_000;

/** A message is whole sentences, and short enough to be read. */
function clumsy(what: string, mend: string): Flaw | undefined {
  if (!/[.?!]$/.test(what) || !/[.?!]$/.test(mend)) return { why: 'no whole sentence', where: '' };
  return what.length + mend.length > mostShown ? { why: 'too long to be read', where: `${what.length + mend.length} characters` } : undefined;
}

const around = (text: string, at: number): string => text.slice(Math.max(0, at - 80), at + 80);

/** The same for every trial that ends at the same place: the message without what differs, and the first line of ours. */
function whereFrom(error: unknown): string {
  if (!(error instanceof Error)) return `throws ${typeof error}`;
  const line = /\/src\/([^)\s]+?):\d+:\d+/.exec(error.stack ?? '')?.[1] ?? (error instanceof Wrong ? 'the trial' : 'elsewhere');
  return `${error.message.split('\n')[0].replaceAll(/\d+/g, '#').slice(0, 160)} (${line})`;
}
