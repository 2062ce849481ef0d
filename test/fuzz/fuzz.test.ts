import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { diceOf } from './dice.ts';
import { judged, type Outputs, Wrong } from './judge.ts';
import { doneBefore, keepDone } from './kept.ts';
import { kindNamed, kinds } from './kinds.ts';
import { added, emptyTally, type Tally, tallyOf } from './tally.ts';
import { tried } from './try-out.ts';

const verdictOf = async (run: () => Outputs, input = '') => judged(run, input, 1_000);
const throwing = (error: unknown) => (): Outputs => {
  throw error;
};

describe('what a trial came to', () => {
  it('is fine when readers see plain words and numbers', async () => {
    expect(await verdictOf(() => ({ memo: 'up by 0.1 (0.05)\n' }))).toEqual({ verdict: 'fine' });
  });

  it('is an error of the user when it says what is wrong and what to do, in sentences', async () => {
    const error = new EstimandError('shares-sum', { sum: 0.9 });
    expect(await verdictOf(throwing(error))).toEqual({ verdict: 'user error', code: 'shares-sum' });
  });

  it.each<[string, () => Outputs, string]>([
    ['any other error', throwing(new TypeError('x is not a function')), 'x is not a function'],
    ['what is no error', throwing('words'), 'throws string'],
    ['a trial that doubts itself', throwing(new Wrong('reads back as another')), 'reads back as another (the trial)'],
    ['a NaN', () => ({ memo: 'up by NaN' }), 'memo: a number that does not exist'],
    ['an infinite number', () => ({ memo: 'up to -Infinity' }), 'memo: a number without end'],
    ['a missing value', () => ({ memo: 'arm undefined' }), 'memo: a value that is not there'],
    ['an object as text', () => ({ memo: 'arm [object Object]' }), 'memo: a value that is not there'],
    ['a control character', () => ({ terminal: 'a\u001b[31m' }), 'terminal: a control character'],
    ['a mark that turns the direction', () => ({ terminal: 'a\u202eb' }), 'terminal: a control character'],
    ['a stack', () => ({ stderr: 'x\n    at f (a.ts:1:2)' }), 'stderr: a stack'],
    ['a message that is no sentence', throwing(Object.assign(new EstimandError('shares-sum', { sum: 0.9 }), { mend: 'change it' })), 'no whole sentence'],
    ['a name of our own', throwing(Object.assign(new EstimandError('shares-sum', { sum: 0.9 }), { what: 'No estimand.plain.' })), 'a name of our own'],
  ])('is a bug with %s', async (_, run, why) => {
    const found = await verdictOf(run);
    expect(found.verdict).toBe('bug');
    expect(found.why).toContain(why);
  });

  it('may hold words that were given', async () => {
    expect((await verdictOf(() => ({ memo: 'arm undefined' }), 'arms: {undefined: x}')).verdict).toBe('fine');
  });

  it('is a bug when it takes too long', async () => {
    const slow = (): Outputs => {
      for (const started = performance.now(); performance.now() - started < 100; );
      return {};
    };
    expect((await judged(slow, '', 1)).why).toBe('takes longer than its limit');
  });
});

describe('trials', () => {
  it('are known by seed and number: the same one has the same input, whatever was tried before', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'estimand-fuzz-'));
    try {
      for (const kind of kinds.filter(({ id }) => id !== 'files')) {
        const [first, second] = [await kind.prepare([], scratch), await kind.prepare([], scratch)];
        await first(diceOf(3, 1));
        const input = async (trials: typeof first, trial: number) => (await tried({ kind, seed: 3, trial }, trials)).input;
        const inputs = [await input(first, 5), await input(second, 5), await input(first, 6)];
        expect(inputs[0], kind.id).toEqual(inputs[1]);
        expect(inputs[0], kind.id).not.toEqual(inputs[2]);
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  });

  it('are of a kind that there is', () => {
    expect(() => kindNamed('nothing')).toThrow('the kinds are studies, expressions');
  });
});

describe('tallies', () => {
  const one = (trial: number, why?: string): Tally =>
    tallyOf('graphs', `graphs:1:${trial}`, { verdict: why === undefined ? 'fine' : 'bug', ...(why !== undefined && { why }), input: {}, ms: trial });
  const all = [one(3, 'bad'), one(1), one(2, 'bad')];

  it('add up alike in any order', () => {
    const [there, back] = [all, all.toReversed()].map((tallies) => tallies.reduce(added, emptyTally('graphs')));
    expect(there).toEqual(back);
    expect(there).toMatchObject({ trials: 3, counts: { fine: 1, bug: 2 }, bugs: { bad: { times: 2, first: 'graphs:1:2' } }, slowest: { name: 'graphs:1:3' } });
    expect(added(there, one(4)).bits).not.toBe(there.bits);
  });

  it('are kept by chunk, so that an interrupted run goes on', () => {
    const folder = mkdtempSync(join(tmpdir(), 'estimand-fuzz-'));
    try {
      const file = join(folder, 'done.jsonl');
      const chunk = (from: number) => ({ kind: 'graphs', seed: 1, from, to: from + 10, without: [] });
      keepDone(file, chunk(10), all[0]);
      expect(doneBefore(file, [chunk(0), chunk(10)])).toEqual({ left: [chunk(0)], tallies: [all[0]] });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
