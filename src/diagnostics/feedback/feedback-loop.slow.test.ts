import { describe, expect, it } from 'vitest';
import { type ColumnData, fromColumns } from '../../engines/memory/from-rows.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { feedbackLoop as scenario } from '../../scenarios/feedback-loop/feedback-loop.ts';
import { type FeedbackLoopOptions, feedbackLoop } from './feedback-loop.ts';

type Columns = Readonly<Record<string, ColumnData>>;
const options = { served: 'served', period: 'period', probability: 'served_chance', contexts: ['difficulty'], outcomes: [{ outcome: 'resolved' }] };
const ask = (columns: Columns, changes: Partial<FeedbackLoopOptions> = {}): Answer => runSync(fromColumns(columns), feedbackLoop({ ...options, ...changes }));
const known = ({ resolved, ...columns }: Columns): Columns => ({
  ...columns,
  resolved: Array.from(resolved as ArrayLike<number | undefined>, (y) => y ?? null),
});
const loop = (seed: number, changes: object = {}): Columns =>
  known(scenario.simulate({ n: 4_800, seed, requestsPerPeriod: 300, ...changes }).columns as Columns);
const of = ({ findings }: Answer, check: string): Finding | undefined => findings.find((f) => f.check === check);
const seeds = Array.from({ length: 100 }, (_, i) => i + 1);
const alarms = (columnsOf: (seed: number) => Columns, changes: Partial<FeedbackLoopOptions> = {}): number =>
  seeds.filter((seed) => of(ask(columnsOf(seed), changes), 'feedback-loop')?.verdict === 'warn').length;

describe('over 100 seeds', () => {
  it('finds the built-in loop', () => expect(alarms(loop)).toBeGreaterThanOrEqual(95));

  it('finds none at strength zero, where selection is left and is said', () => {
    expect(alarms((seed) => loop(seed, { loopStrength: 0 }))).toBeLessThanOrEqual(5);
    expect(of(ask(loop(1, { loopStrength: 0 })), 'selection')?.verdict).toBe('warn');
  });

  it('finds none where serving drifts by itself, walks at random, jumps or explodes', () => {
    const paths: Readonly<Record<string, (period: number, random: () => number) => number>> = {
      drifts: (t) => 0.03 * t,
      walks: (() => {
        let at = 0;
        return (t: number, random: () => number) => {
          at = t === 0 ? 0 : at + 0.05 * random();
          return at;
        };
      })(),
      jumps: (t) => (t < 8 ? 0 : 0.5),
      // Who is labelled then follows serving along a curve: a labelled mean alone would tell the curve.
      explodes: (t) => Math.exp(t / 8) - 1,
    };
    for (const [name, strength] of Object.entries(paths))
      expect(
        alarms((seed) => autonomous(seed, strength)),
        name,
      ).toBeLessThanOrEqual(5);
  });

  it('does not call selection without feedback a loop, nor feedback without selection', () => {
    expect(alarms((seed) => loop(seed, { selection: 0 }))).toBeLessThanOrEqual(5);
  });

  it('says without logged chances that it could not tell', () => {
    const answers = seeds.slice(0, 20).map((seed) => ask(loop(seed), { contexts: ['difficulty'], probability: undefined as never }));
    expect(answers.filter((a) => of(a, 'feedback-not-tested')?.says.includes('shows only strong loops')).length).toBeGreaterThanOrEqual(18);
  });
});

/** A log whose serving goes its own way: its labels are selected, and nobody learns from them. */
function autonomous(seed: number, strength: (period: number, random: () => number) => number): Columns {
  const random = stream(seed, 7);
  const rows = Array.from({ length: 16 }, (_, period) => ({ period, strength: strength(period, () => random.normal()) })).flatMap((p) =>
    Array.from({ length: 200 }, () => {
      const difficulty = random.normal();
      const served_chance = 1 / (1 + Math.exp(-(0.8 + p.strength - 0.9 * difficulty)));
      const served = random.bernoulli(served_chance);
      return { period: p.period, difficulty, served_chance, served, resolved: served === 1 ? random.bernoulli(1 / (1 + Math.exp(difficulty))) : null };
    }),
  );
  return Object.fromEntries(['period', 'difficulty', 'served_chance', 'served', 'resolved'].map((name) => [name, rows.map((row) => row[name as 'period'])]));
}
