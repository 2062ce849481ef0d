import { diceOf } from './dice.ts';
import { type Judged, judged } from './judge.ts';
import type { Kind, Trials } from './kinds/kind.ts';
import { kinds } from './kinds.ts';

/** Where a trial is: with the same folders of further studies the same trial. */
export interface Seeded {
  readonly kind: Kind;
  readonly seed: number;
  readonly trial: number;
}

export interface Tried extends Judged {
  readonly input: Readonly<Record<string, string | Uint8Array>>;
  readonly ms: number;
}

/** `studies:1:20345`: what --only takes. */
export const nameOf = ({ kind, seed, trial }: Seeded): string => `${kind.id}:${seed}:${trial}`;

/** Kinds draw from streams apart. */
const mostTrials = 2 ** 40;

export async function tried({ kind, seed, trial }: Seeded, trials: Trials): Promise<Tried> {
  const { input, run } = await trials(diceOf(seed, kinds.indexOf(kind) * mostTrials + trial));
  const given = Object.values(input)
    .map((part) => (typeof part === 'string' ? part : Buffer.from(part).toString('latin1')))
    .join('\n');
  const started = performance.now();
  const found = await judged(run, given, kind.limit);
  return { ...found, input, ms: performance.now() - started };
}
