import { createHash } from 'node:crypto';
import type { Verdict } from './judge.ts';
import type { Tried } from './try-out.ts';

/** A bug by what is wrong: how often it was found, and where first. */
export interface Found {
  readonly times: number;
  readonly first: string;
  readonly details: string;
}

/** What became of some trials of one kind; tallies add up in any order. */
export interface Tally {
  readonly kind: string;
  readonly trials: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly codes: Readonly<Record<string, number>>;
  readonly bugs: Readonly<Record<string, Found>>;
  readonly ms: number;
  readonly slowest: { readonly ms: number; readonly name: string };
  /** Of names and verdicts: the same seed gives the same bits, in any number of processes. */
  readonly bits: string;
}

export const emptyTally = (kind: string): Tally => ({
  kind,
  trials: 0,
  counts: { fine: 0, 'user error': 0, bug: 0 },
  codes: {},
  bugs: {},
  ms: 0,
  slowest: { ms: 0, name: '' },
  bits: '0'.repeat(16),
});

export function tallyOf(kind: string, name: string, { verdict, code, why, details = '', ms }: Tried): Tally {
  const none = emptyTally(kind);
  return {
    ...none,
    trials: 1,
    counts: { ...none.counts, [verdict]: 1 },
    ...(code !== undefined && { codes: { [code]: 1 } }),
    ...(why !== undefined && { bugs: { [why]: { times: 1, first: name, details } } }),
    ms,
    slowest: { ms, name },
    bits: createHash('sha256')
      .update(`${name} ${verdict} ${code ?? why ?? ''}`)
      .digest('hex')
      .slice(0, 16),
  };
}

export function added(a: Tally, b: Tally): Tally {
  return {
    kind: a.kind,
    trials: a.trials + b.trials,
    counts: summed(a.counts, b.counts) as Tally['counts'],
    codes: summed(a.codes, b.codes),
    bugs: merged(a.bugs, b.bugs),
    ms: a.ms + b.ms,
    slowest: a.slowest.ms >= b.slowest.ms ? a.slowest : b.slowest,
    bits: (BigInt(`0x${a.bits}`) ^ BigInt(`0x${b.bits}`)).toString(16).padStart(16, '0'),
  };
}

function summed(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const sums = { ...a };
  for (const [key, count] of Object.entries(b)) sums[key] = (sums[key] ?? 0) + count;
  return sums;
}

const trialOf = (name: string): number => Number(name.split(':')[2]);

function merged(a: Tally['bugs'], b: Tally['bugs']): Tally['bugs'] {
  const bugs = { ...a };
  for (const [why, found] of Object.entries(b)) {
    const before = bugs[why];
    const first = before && trialOf(before.first) <= trialOf(found.first) ? before : found;
    bugs[why] = { ...first, times: (before?.times ?? 0) + found.times };
  }
  return bugs;
}
