import { expect, it } from 'vitest';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { answerOf, each, errorOf, estimateOf, estimators, has, nullOf, outcomeOf, rows, withOutcome } from './questions.ts';
import type { Row } from './table.ts';

/** Those that take an outcome of 0 and 1, and no other. */
const binaryOnly = estimators.filter((question) => outcomeOf(question) === 'b');
const differences = estimators.filter((question) => nullOf(question) === 0 && !binaryOnly.includes(question));

each(estimators)('$id, as an estimator', ({ question }) => {
  it('names its estimate, its sizes and its source', () => {
    const outcome = outcomeOf(question);
    const e = estimateOf(question);
    expect(e.id).toBe(`${question.id}:${outcome}`);
    expect(e.method).toMatchObject({ id: question.id, source: question.source, options: { outcome, level: 0.95 } });
    expect(e.estimand.outcome).toBe(outcome);
    expect(e.estimand.says).toMatch(/\.$/);
    expect(e.sizes.units).toBe(rows.length);
    expect(Object.values(e.sizes.perArm).reduce((a, b) => a + b)).toBe(e.sizes.units);
    expect(Object.values(e.sizes.dropped)).toEqual([0, 0]);
  });

  it('counts what it leaves out, by arm', () => {
    const { sizes } = estimateOf(
      question,
      {},
      withOutcome(question, (value, _, i) => (i % 10 === 3 ? null : value)),
    );
    const missing = rows.filter((_, i) => i % 10 === 3).length;
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
    const none = nullOf(question);
    const excludesNone = interval.pieces.every(({ low, high }) => (low ?? -Infinity) > none || (high ?? Infinity) < none);
    expect(test!.pValue < 0.05).toBe(excludesNone);
    // Strong effects, so that the p-value is that of an interval that may be asked for.
    const gained = ({ z, d, x }: Row): number => (has(question, 'rollout') ? 2 * z! * d! : has(question, 'threshold') ? 2 * Number(x! >= 0) : z! / 2);
    const strong = withOutcome(question, (value, row, i) => (outcomeOf(question) === 'b' ? (row.z === 1 && i % 4 === 0 ? 1 : value) : value + gained(row)));
    const { pValue } = estimateOf(question, {}, strong).test!;
    const [{ low, high }] = estimateOf(question, { level: 1 - pValue }, strong).interval.pieces;
    expect(Math.min(Math.abs(low! - none), Math.abs(high! - none))).toBeLessThan(1e-7);
  });

  it.each([7, 0, 0.1, -1e9 / 3])('refuses an outcome that is %d for every unit', (value) => {
    const { estimates, findings } = answerOf(
      question,
      {},
      withOutcome(question, () => value),
    );
    expect(estimates).toEqual([]);
    expect(findings).toMatchObject([{ verdict: 'refuse', check: 'constant-outcome' }]);
  });

  it('refuses levels that are none', () => {
    for (const level of [0, 0.2, 1, 95, Number.NaN]) expect(errorOf(question, { level }, rows)?.code).toBe('option-invalid');
  });

  it('stops at an infinite outcome, naming it', () => {
    const infinite = withOutcome(question, (value, _, i) => (i === 3 ? Number.POSITIVE_INFINITY : value));
    expect(errorOf(question, {}, infinite)).toMatchObject({ code: 'not-finite', facts: { column: outcomeOf(question), count: 1 } });
  });
});

each(binaryOnly)('$id, of a binary outcome', ({ question }) => {
  it('refuses other outcomes, naming the column, or answers nothing where it is told so', () => {
    expect(answerOf(question, { outcome: 'y' })).toMatchObject({ estimates: [], findings: [{ verdict: 'refuse', about: { column: 'y' } }] });
    expect(answerOf(question, { outcome: 'y', otherwise: 'nothing' })).toEqual({ estimates: [], findings: [], exhibits: [] });
  });

  // A risk ratio asks about events only.
  if (question.id === 'risk-ratio') return;

  it('turns around when events and non-events change places', () => {
    const [base, flipped] = [
      estimateOf(question),
      estimateOf(
        question,
        {},
        withOutcome(question, (value) => 1 - value),
      ),
    ];
    expectDeepClose([flipped.test!.pValue, flipped.standardError], [base.test!.pValue, base.standardError], 1e-9);
    expectDeepClose(flipped.value, nullOf(question) === 0 ? -base.value : 1 / base.value, 1e-10);
  });
});

each(differences)('$id, as a difference', ({ question }) => {
  it.each(['y', 'b'])('has the unit of %s', (outcome) => {
    const { id, estimand } = estimateOf(question, { outcome });
    expect([id, estimand.unit.kind]).toEqual([`${question.id}:${outcome}`, outcome === 'b' ? 'share' : 'plain']);
  });

  it('ignores a constant added to every outcome', () => {
    const [found, base] = [
      estimateOf(
        question,
        {},
        withOutcome(question, (value) => value + 1000),
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
        withOutcome(question, (value) => -3 * value),
      ),
      estimateOf(question),
    ];
    expectDeepClose([found.value, found.standardError], [-3 * base.value, 3 * base.standardError!], 1e-10);
    const [[piece], [own]] = [found.interval.pieces, base.interval.pieces];
    expectDeepClose([piece.low, piece.high], [-3 * own.high!, -3 * own.low!], 1e-10);
  });
});
