import { expect, it } from 'vitest';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { answerOf, each, errorOf, estimateOf, estimators, rows } from './questions.ts';

each(estimators)('$id, as an estimator', ({ question }) => {
  it.each(['y', 'b'])('names its estimate of %s, its sizes and its source', (outcome) => {
    const e = estimateOf(question, { outcome });
    expect(e.id).toBe(`${question.id}:${outcome}`);
    expect(e.method).toMatchObject({ id: question.id, source: question.source, options: { outcome, level: 0.95 } });
    expect(e.estimand).toMatchObject({ outcome, unit: { kind: outcome === 'b' ? 'share' : 'plain' } });
    expect(e.estimand.says).toMatch(/\.$/);
    expect(e.sizes.units).toBe(rows.length);
    expect(Object.values(e.sizes.perArm).reduce((a, b) => a + b)).toBe(e.sizes.units);
    expect(Object.values(e.sizes.dropped)).toEqual([0, 0]);
  });

  it('counts what it leaves out, by arm', () => {
    const holes = rows.map((row, i) => ({ ...row, y: i % 10 === 3 ? null : row.y }));
    const { sizes } = estimateOf(question, {}, holes);
    const missing = holes.filter(({ y }) => y === null).length;
    expect(sizes.units).toBe(rows.length - missing);
    expect(Object.values(sizes.dropped).reduce((a, b) => a + b)).toBe(missing);
  });

  it('puts its value inside an interval of the level asked for', () => {
    for (const level of [0.5, 0.9, 0.95, 0.999]) {
      const { value, interval } = estimateOf(question, { level });
      expect(interval.level).toBe(level);
      expect(interval.pieces.some(({ low, high }) => (low ?? -Infinity) <= value && value <= (high ?? Infinity))).toBe(true);
    }
  });

  it('widens with the level, two-sided and one-sided', () => {
    const width = ({ interval }: Estimate): number => interval.pieces.at(-1)!.high! - interval.pieces[0].low!;
    expect(width(estimateOf(question, { level: 0.99 }))).toBeGreaterThan(width(estimateOf(question, { level: 0.95 })));
    const { bounds, interval, value } = estimateOf(question, { level: 0.95, boundsLevel: 0.975 });
    if (bounds === undefined) return;
    expectDeepClose({ low: bounds.low, high: bounds.high }, interval.pieces[0], 1e-12);
    const lower = estimateOf(question, { boundsLevel: 0.9 }).bounds!;
    expect([bounds.low < lower.low, lower.low < value, value < lower.high, lower.high < bounds.high]).toEqual([true, true, true, true]);
  });

  it('tests no effect as its interval does', () => {
    const { test, interval } = estimateOf(question);
    const excludesZero = interval.pieces.every(({ low, high }) => (low ?? -Infinity) > 0 || (high ?? Infinity) < 0);
    expect(test!.pValue < 0.05).toBe(excludesZero);
    const [{ low, high }] = estimateOf(question, { level: 1 - test!.pValue }).interval.pieces;
    expect(Math.min(Math.abs(low ?? Infinity), Math.abs(high ?? Infinity))).toBeLessThan(1e-9);
  });

  it('ignores a constant added to every outcome', () => {
    const [found, base] = [
      estimateOf(
        question,
        {},
        rows.map((row) => ({ ...row, y: row.y! + 1000 })),
      ),
      estimateOf(question),
    ];
    expect(Math.abs(found.value - base.value)).toBeLessThan(1e-9 * base.standardError!);
    expect(Math.abs(found.standardError! / base.standardError! - 1)).toBeLessThan(1e-9);
  });

  it('scales with the outcome', () => {
    const [found, base] = [
      estimateOf(
        question,
        {},
        rows.map((row) => ({ ...row, y: -3 * row.y! })),
      ),
      estimateOf(question),
    ];
    expectDeepClose([found.value, found.standardError], [-3 * base.value, 3 * base.standardError!], 1e-10);
    const [[piece], [own]] = [found.interval.pieces, base.interval.pieces];
    expectDeepClose([piece.low, piece.high], [-3 * own.high!, -3 * own.low!], 1e-10);
  });

  it.each([7, 0, 0.1, -1e9 / 3])('refuses an outcome that is %d for every unit', (y) => {
    const { estimates, findings } = answerOf(
      question,
      {},
      rows.map((row) => ({ ...row, y })),
    );
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ verdict: 'refuse', check: 'constant-outcome' }]);
  });

  it('refuses levels that are none', () => {
    for (const level of [0, 0.2, 1, 95, Number.NaN]) expect(errorOf(question, { level }, rows)?.code).toBe('option-invalid');
  });

  it('stops at an infinite outcome, naming it', () => {
    const infinite = rows.map((row, i) => ({ ...row, y: i === 3 ? Number.POSITIVE_INFINITY : row.y }));
    expect(errorOf(question, {}, infinite)).toMatchObject({ code: 'not-finite', facts: { column: 'y', count: 1 } });
  });
});
