import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { itt } from '../../methods/arms/itt.ts';
import { runSync } from '../../relation/run.ts';
import { measuredBy } from './measured-by.ts';
import type { MeasurementOptions } from './options.ts';

const levels = { level: 0.95, boundsLevel: 0.95 };
const options: MeasurementOptions = { outcome: 'good', judges: ['judge'], human: 'human', assignment: 'z', arms: ['0', '1'] };

/** 200 units an arm, of which the judge calls half good; people look at the first `labels`, and differ on the first `wrong` of these. */
function rows(labels: number, wrong: number, of: (said: number) => number = (said) => said) {
  const n = 400;
  const z = Array.from({ length: n }, (_, i) => i % 2);
  const place = z.map((_, i) => Math.floor(i / 2));
  const said = place.map((k) => k % 2);
  return fromColumns({
    z,
    judge: said.map(of),
    human: said.map((score, i) => (place[i] < labels ? of(place[i] < wrong ? 1 - score : score) : null)),
    p: z.map(() => labels / 200),
  });
}

const answerOn = (relation: ReturnType<typeof rows>, changes: Partial<MeasurementOptions> = {}) =>
  runSync(
    relation,
    measuredBy({ ...options, ...changes, ...levels }, (asked) => itt({ outcome: 'good', assignment: 'z', control: 0, ...asked })),
  );
const errorOn = (...given: Parameters<typeof answerOn>): number => answerOn(...given).estimates[0].standardError!;
const said = (...given: Parameters<typeof answerOn>) => answerOn(...given).findings.find(({ check }) => check === 'judge-disagreements');

/** Of two arms of 200: the judge's spread over all units, and that of two disagreements among the labels, as far as labels are not of all units. */
const unseen = (labels: number): number => Math.sqrt(2 * (0.25 / 199 + ((2 / labels) * (200 - labels)) / labels / 199));

describe('a judge that is rarely wrong', () => {
  it('is not taken for one that never is: with no disagreement seen the error is that of two in each arm', () =>
    expect(errorOn(rows(20, 0))).toBeCloseTo(unseen(20), 10));

  it('is said, with what was seen and what is counted', () => {
    expect(said(rows(20, 0))?.says).toBe(
      'human differs from judge on 0 of 20 labels in arm 0 and 0 of 20 labels in arm 1: so few do not tell how often the judge errs, and the interval on good counts two more in each of these arms.',
    );
    expect(said(rows(100, 40))).toBeUndefined();
  });

  it('decides less: an effect that is told from zero with the disagreements seen alone is not told from it', () => {
    const n = 2000;
    const z = Array.from({ length: n }, (_, i) => i % 2);
    const judge = z.map((arm, i) => (i % 20 < 10 + 2 * arm ? 1 : 0));
    const found = answerOn(fromColumns({ z, judge, human: judge.map((score, i) => (i < 30 ? score : null)), p: z.map(() => 0.015) }));
    const [{ value, interval }] = found.estimates;
    const alone = Math.sqrt((2 * 0.25) / (n / 2));
    expect(value - 2 * alone).toBeGreaterThan(0);
    expect(interval.pieces[0].low).toBeLessThan(0);
  });

  it('counts in full beside few labels, and its weight is estimated beside many', () => {
    const weightOf = (labels: number, wrong: number): unknown => {
      const { details } = answerOn(rows(labels, wrong)).estimates[0];
      return (details as { readonly measured: { readonly arms: readonly Readonly<Record<string, unknown>>[] } }).measured.arms[0]['weight of judge'];
    };
    expect(weightOf(40, 2)).toBe(1);
    expect(weightOf(60, 2)).toBeLessThan(1);
    expect(weightOf(18, 9)).not.toBe(1);
  });

  it('needs less of it the more disagreements there are, without a jump, and none from twenty on', () => {
    const errors = Array.from({ length: 25 }, (_, wrong) => errorOn(rows(100, wrong), { by: 'ppi' }));
    for (let wrong = 1; wrong < 25; wrong++) expect(Math.abs(errors[wrong] / errors[wrong - 1] - 1)).toBeLessThan(0.1);
    const seen = (wrong: number): number => {
      const score = (k: number): number => k % 2;
      const r = Array.from({ length: 100 }, (_, k) => (k < wrong ? 1 - 2 * score(k) : 0));
      const mean = r.reduce((a, b) => a + b, 0) / 100;
      return r.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 99 / 100;
    };
    // What labels and scores share, as the measure has it: a disagreement makes the label what the judge did not say.
    expect(errors[24] ** 2).toBeLessThan(2 * (0.25 / 199 + seen(24)));
    expect(errors[2] ** 2).toBeGreaterThan(2 * seen(2) + (2 * 2 * 0.98 * (1 - 100 / 200)) / 100 ** 2);
  });

  it('has the same to say with declared chances that are all alike', () =>
    expect(errorOn(rows(20, 1), { sampling: 'p', by: 'ppi' })).toBeCloseTo(errorOn(rows(20, 1), { by: 'ppi' }), 10));

  it('is known of stars as of yes and no, on their scale', () => {
    const stars = (score: number): number => 1 + 4 * score;
    expect(errorOn(rows(20, 2, stars), { by: 'ppi' })).toBeCloseTo(4 * errorOn(rows(20, 2), { by: 'ppi' }), 10);
  });

  it('says nothing of scores that never agree to the digit', () => expect(said(rows(20, 2, (score) => 0.1 + score / 3))).toBeUndefined());
});
