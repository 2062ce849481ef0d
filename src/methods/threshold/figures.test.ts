import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { densityPlot } from './density-plot.ts';
import { example, type ThresholdOptions } from './options.ts';
import type { Threshold } from './own.ts';
import { thresholdEffect } from './threshold-effect.ts';
import { thresholdPlot } from './threshold-plot.ts';

const jump = 3;

/** Scores around 0.8, and an outcome that jumps there. */
function logs(
  n: number,
  change: (score: number) => number = (score) => score,
): { readonly x: number[]; readonly y: number[]; readonly c: number[]; readonly d: number[] } {
  const random = stream(4);
  const x = Array.from({ length: n }, () => change(0.8 + 0.15 * random.normal()));
  const y = x.map((score) => 10 + 4 * score + (score >= 0.8 ? jump : 0) + random.normal());
  return { x, y, c: x.map((_, i) => (i % 2 === 0 ? 0.8 : 0.75)), d: x.map((score) => (score >= 0.8 === random.uniform() < 0.9 ? 1 : 0)) };
}

const options = (changes: Partial<Threshold> = {}): ThresholdOptions => ({
  ...example,
  threshold: { ...example.threshold, cutoff: 0.8, bandwidth: 'mse', ...changes },
});
const rowsOf = (n: number, change?: (score: number) => number) => fromColumns(logs(n, change));
const plots = (n: number, changes?: Partial<Threshold>, change?: (score: number) => number): readonly Exhibit[] =>
  runSync(rowsOf(n, change), thresholdPlot(options(changes))).exhibits;

type Row = Readonly<Record<string, number | string | undefined>>;
const placesOf = ({ columns }: Exhibit, is: string): readonly Row[] =>
  columns.is.flatMap((kind, i) => (kind === is ? [Object.fromEntries(Object.entries(columns).map(([name, cells]) => [name, cells[i]]))] : []));
const total = (rows: readonly Row[], name: string): number => rows.reduce((sum, row) => sum + Number(row[name]), 0);

describe('the plot of a threshold', () => {
  const [near, whole] = plots(2_000);
  const [estimate] = runSync(rowsOf(2_000), thresholdEffect(options())).estimates;
  const { arms, reach } = estimate.details as unknown as {
    arms: readonly { readonly arm: string; readonly mean: number }[];
    reach: { readonly below: number; readonly above: number };
  };

  it('is one near the cutoff and one of all scores, on the scores as they are', () => {
    expect([near.id, whole.id]).toEqual(['threshold-fit:y', 'threshold-plot:y']);
    expect(whole.marks).toEqual([{ at: 0.8, label: 'cutoff 0.8' }]);
    expect(total(placesOf(whole, 'point'), 'rows')).toBe(2_000);
    expect(total(placesOf(near, 'point'), 'rows')).toBeLessThan(2_000);
    for (const { x, from, to, low, high, y } of placesOf(near, 'point')) {
      expect(Number(from) <= Number(x) && Number(x) <= Number(to)).toBe(true);
      if (low !== '') expect(Number(low) < Number(y) && Number(y) < Number(high)).toBe(true);
      expect(Math.abs(Number(x) - 0.8)).toBeLessThanOrEqual(2 * reach.below);
    }
  });

  it('has the levels of the estimate at the cutoff, and its fit as far as the bandwidth', () => {
    const levels = placesOf(near, 'level');
    expect(levels.map(({ arm, x, y }) => [arm, x, y])).toEqual(arms.map(({ arm, mean }) => [arm, 0.8, mean]));
    expect(Number(levels[1].y) - Number(levels[0].y)).toBeCloseTo(estimate.value, 10);
    for (const figure of [near, whole]) {
      const fit = placesOf(figure, 'fit').map(({ x }) => Number(x));
      expect(fit).toEqual([0.8 - reach.below, 0.8, 0.8, 0.8 + reach.above].map((x) => expect.closeTo(x, 9)));
    }
    expect(placesOf(near, 'curve')).toEqual([]);
    expect(placesOf(whole, 'curve').length).toBeGreaterThan(50);
  });

  it('says both levels and how many rows inform the effect', () => {
    expect(near.says).toMatch(
      /^Where x is 0\.8, y tends to 16\.\d+ from above \(arm ai\) and to 13\.\d+ from below \(arm without\)\. [\d,]+ of 2,000 rows tell so, those within [\d.]+ of it: \d+ below, \d+ from it on\.$/,
    );
    expect(whole.says).toContain(`${estimate.sizes.units.toLocaleString('en-US')} of 2,000 rows`);
  });

  it('draws the fit of each way of inference up to its levels', () => {
    const window = { inference: 'local', bandwidth: { below: 0.05, above: 0.05 } } as const;
    for (const changes of [{ inference: 'bias-aware' }, window, { order: 2 }, { cutoff: 'c' }] as const) {
      const [figure] = plots(2_000, changes);
      const levels = placesOf(figure, 'level');
      const ends = placesOf(figure, 'fit').filter(({ x }) => Number(x) === Number(levels[0].x));
      expect(ends).toHaveLength(2);
      for (const [i, { y }] of ends.entries())
        expect(Math.abs(Number(y) - Number(levels[i].y)), JSON.stringify(changes)).toBeLessThan('inference' in changes ? 1e-9 : 0.5);
    }
  });

  it('is on scores less their cutoff where these differ, and tells sides of a logged decision by their scores', () => {
    const [several] = plots(2_000, { cutoff: 'c' });
    expect([several.marks, several.axes?.x]).toEqual([[{ at: 0, label: '2 cutoffs' }], 'x less c']);
    const [fuzzy] = plots(2_000, { decision: 'd', treated: '1', control: '0' });
    expect(new Set(fuzzy.columns.series)).toEqual(new Set(['below 0.8', 'from 0.8 on']));
  });

  it('has a mean for each value of a score of few', () => {
    const [figure, ...others] = plots(500, { cutoff: 0.8, inference: 'local' }, (score) => Math.round(10 * score) / 10);
    const points = placesOf(figure, 'point');
    expect(others).toEqual([]);
    expect(total(points, 'rows')).toBe(500);
    for (const { x, from, to } of points) expect([from, to]).toEqual([x, x]);
  });

  it('is there where no effect is, and not where nothing can be seen', () => {
    const [figure] = plots(60, { bandwidth: { below: 1e-9, above: 1e-9 } });
    expect(figure.says).toBe('What y tends to where x is 0.8 is told on neither side. 60 rows are drawn.');
    expect(placesOf(figure, 'fit')).toEqual([]);
    expect(plots(60, { cutoff: 99 })).toEqual([]);
    expect(plots(10)).toEqual([]);
  });
});

describe('the density plot', () => {
  const [figure] = runSync(rowsOf(2_000), densityPlot(options())).exhibits;

  it('has bars that end at the cutoff, and counts those next to it', () => {
    const bars = placesOf(figure, 'bar');
    const ends = bars.map(({ from, to }) => [Number(from), Number(to)]);
    for (const [from, to] of ends) expect(from < to && (to <= 0.8 || from >= 0.8)).toBe(true);
    const at = ends.findIndex(([from]) => from === 0.8);
    const { x } = logs(2_000);
    const counted = [ends[at - 1], ends[at]].map(([from, to]) => x.filter((score) => score >= from && score < to).length);
    expect([bars[at - 1].y, bars[at].y]).toEqual(counted);
    expect(figure.says).toBe(`Next to the cutoff of x, within 0.02 of it, ${counted[0]} rows lie below 0.8 and ${counted[1]} from 0.8 on.`);
  });

  it('has densities in rows of a bar, with an interval around them', () => {
    const bars = placesOf(figure, 'bar');
    for (const { x, y } of placesOf(figure, 'fit')) {
      const bar = bars.find(({ from, to }) => Number(from) <= Number(x) && Number(x) < Number(to));
      if (bar && Number(bar.y) > 50) expect(Math.abs(Number(y) - Number(bar.y))).toBeLessThan(5 * Math.sqrt(Number(bar.y)));
    }
    expect(placesOf(figure, 'fit').length).toBeGreaterThan(30);
  });

  it('counts values of a score of few, and draws no density of it', () => {
    const [few] = runSync(
      rowsOf(500, (score) => Math.round(10 * score) / 10),
      densityPlot(options()),
    ).exhibits;
    expect(placesOf(few, 'fit')).toEqual([]);
    expect(total(placesOf(few, 'bar'), 'y')).toBe(500);
    const { x } = logs(500, (score) => Math.round(10 * score) / 10);
    for (const { from, y } of placesOf(few, 'bar')) expect(y).toBe(x.filter((score) => Math.abs(score - Number(from)) < 1e-6).length);
  });

  it('is not there without rows on either side', () => expect(runSync(rowsOf(60), densityPlot(options({ cutoff: 99 }))).exhibits).toEqual([]));
});
