import { describe, expect, it } from 'vitest';
import { codeOf } from '../../../test/support/code-of.ts';
import { type ColumnData, fromColumns } from '../../engines/memory/from-rows.ts';
import type { Answer } from '../../estimate/answer.ts';
import { runSync } from '../../relation/run.ts';
import { feedbackLoop as scenario } from '../../scenarios/feedback-loop/feedback-loop.ts';
import { type FeedbackLoopOptions, feedbackLoop } from './feedback-loop.ts';

type Columns = Readonly<Record<string, ColumnData>>;
const requestsPerPeriod = 250;
const { columns } = scenario.simulate({ n: 8 * requestsPerPeriod, seed: 4, requestsPerPeriod });
const log: Columns = { ...(columns as Columns), resolved: Array.from(columns.resolved as ArrayLike<number | undefined>, (y) => y ?? null) };
const options = { served: 'served', period: 'period', probability: 'served_chance', contexts: ['difficulty'], outcomes: [{ outcome: 'resolved' }] };
const ask = (on: Columns = log, changes: Partial<FeedbackLoopOptions> = {}): Answer => runSync(fromColumns(on), feedbackLoop({ ...options, ...changes }));
const without = (...names: readonly (keyof typeof options)[]): FeedbackLoopOptions =>
  Object.fromEntries(Object.entries(options).filter(([name]) => !names.some((n) => n === name))) as unknown as FeedbackLoopOptions;
const changed = (name: string, value: (x: number, i: number) => number | boolean | string | null): Columns => ({
  ...log,
  [name]: Array.from(log[name] as ArrayLike<number>, value) as ColumnData,
});
const of = ({ findings }: Answer, check: string) => findings.find((f) => f.check === check);

describe('a log that is wrong', () => {
  it.each([
    ['a served column of other numbers', 'served-not-binary', changed('served', (s) => s + 1)],
    ['a served column of words', 'served-not-binary', changed('served', (s) => (s === 1 ? 'yes' : 'no'))],
    ['a served column of flags and words', 'served-not-binary', changed('served', (s, i) => (i === 0 ? 'true' : String(s)))],
    ['nobody served', 'served-nobody', changed('served', () => 0)],
    ['no rows', 'served-nobody', { ...log, ...Object.fromEntries(Object.keys(log).map((name) => [name, []])) }],
    ['a chance above one', 'served-chance-invalid', changed('served_chance', (p, i) => (i === 7 ? 1.01 : p))],
    ['a chance below zero', 'served-chance-invalid', changed('served_chance', (p, i) => (i === 7 ? -0.01 : p))],
    ['a chance of zero though served', 'served-chance-invalid', changed('served_chance', (p, i) => (log.served[i] === 1 ? 0 : p))],
    ['a context that is infinite', 'not-finite', changed('difficulty', (x, i) => (i === 7 ? Number.POSITIVE_INFINITY : x))],
  ])('stops at %s', (_, code, on) => expect(codeOf(() => ask(on as Columns))).toBe(code));

  it('stops at a column that is not there', () => {
    for (const name of ['served', 'period', 'probability'] as const) expect(codeOf(() => ask(log, { [name]: 'nowhere' }))).toBe('column-unknown');
  });

  it('reads booleans as well as 0 and 1', () => {
    const findings = ask(changed('served', (s) => s === 1)).findings;
    expect(findings).toEqual(ask().findings);
  });
});

describe('a log that says less', () => {
  it('labels of requests that were not served are said, and not used', () => {
    const stray = { ...log, resolved: Array.from(log.resolved as ArrayLike<number | null>, (y) => y ?? 1) };
    const count = Array.from(log.served as ArrayLike<number>).filter((s) => s === 0).length;
    const answer = ask(stray);
    expect(of(answer, 'unserved-labels')).toMatchObject({ verdict: 'warn', statistic: count, about: { column: 'resolved' } });
    expect(answer.findings.filter((f) => f.check !== 'unserved-labels')).toEqual(ask().findings);
  });

  it('a period in which nobody was served is named, and has no gap', () => {
    const answer = ask(changed('served', (s, i) => (log.period[i] === 3 ? 0 : s)));
    expect(of(answer, 'period-unserved')).toMatchObject({
      verdict: 'warn',
      statistic: 1,
      says: 'Nobody was served in period 3: it has no labels, and no gap.',
    });
    const table = answer.exhibits.find((e) => e.id === 'labelled-gaps')!.columns;
    expect(table.period).toEqual(['0', '1', '2', '4', '5', '6', '7']);
  });

  it('requests that could not be served, that have no chance, or of which serving is unknown, are counted', () => {
    expect(of(ask(changed('served_chance', (p, i) => (log.served[i] === 0 ? 0 : p))), 'never-served')?.verdict).toBe('warn');
    expect(of(ask(changed('served_chance', (p, i) => (i < 20 ? null : p))), 'chance-unlogged')?.statistic).toBe(20);
    expect(of(ask(changed('served', (s, i) => (i < 20 ? null : s))), 'served-unknown')?.statistic).toBe(20);
  });

  it.each([
    [2, 'with 2 periods no trend is told', undefined],
    [3, 'trend', 1],
  ])('%d periods: %s', (count, says, df) => {
    const few = Object.fromEntries(
      Object.entries(log).map(([name, values]) => [name, Array.from(values as ArrayLike<number>).slice(0, count * requestsPerPeriod)]),
    );
    const answer = ask(few as Columns);
    expect(of(answer, 'served-rate')?.says).toContain(says);
    expect(answer.exhibits.find((e) => e.id === 'feedback-trends')?.columns.df[0]).toBe(df);
    expect(of(answer, 'feedback-not-tested')).toMatchObject({ verdict: 'warn', says: expect.stringContaining(`there are ${count} periods`) });
    expect(of(answer, 'feedback-loop')).toBeUndefined();
  });

  it('without periods, without contexts and where everybody is served, the loop is not looked for, and why is said', () => {
    const plain = runSync(fromColumns(log), feedbackLoop(without('period')));
    expect(of(plain, 'feedback-not-tested')?.says).toContain('no column of periods is named');
    expect(of(plain, 'selection')?.verdict).toBe('warn');
    expect(of(ask(log, { contexts: [] }), 'feedback-not-tested')?.says).toContain('no context of the requests is known');
    const all = ask(changed('served', () => 1));
    expect(all.findings.map((f) => [f.check, f.verdict])).toEqual([['served-rate', 'pass']]);
  });

  it('names of periods are in order of time: numbers by size, dates by text', () => {
    const named = ask(changed('period', (t) => `2026-${String(t + 1).padStart(2, '0')}`));
    const [numbers, texts] = [ask(), named].map((a) => a.exhibits.find((e) => e.id === 'feedback-trends')!.columns);
    expect(texts['change a period']).toEqual(numbers['change a period']);
    const tens = ask(changed('period', (t) => t + 5)).exhibits.find((e) => e.id === 'served-rate')!.columns;
    expect(tens.x).toEqual([5, 6, 7, 8, 9, 10, 11, 12]);
  });
});
