import { describe, expect, it } from 'vitest';
import { numbersOf } from '../../../test/support/contrast.ts';
import { normalGrid } from '../../math/normal-grid.ts';
import { feedbackLoop } from './feedback-loop.ts';
import { firstLoop, type LoopParameters, loopParameters, nextLoop, periods, servedChance } from './rules.ts';

const truths = (changed: Partial<LoopParameters> = {}) => new Map(feedbackLoop.truth(changed).map(({ id, value }) => [id, value]));
const at = (period: number): string => String(period).padStart(2, '0');

it('rests at a gap of about -0.22, which it nears', () => {
  const values = truths();
  expect(values.get('resting-gap/difficulty')).toBeCloseTo(-0.2222, 4);
  const away = (period: number) => Math.abs(values.get(`gap-${at(period)}/difficulty`)! - values.get('resting-gap/difficulty')!);
  for (let period = 2; period < periods; period++) expect(away(period)).toBeLessThan(away(period - 1));
});

it.each([{}, { loopStrength: 5, selection: 8 }, { loopStrength: 1, selection: 0.2 }])('rests at a gap that leads to itself, with %o', (changed) => {
  const p = { ...loopParameters, ...changed };
  const rest = truths(changed).get('resting-gap/difficulty')!;
  const { points, weights } = normalGrid(0.01);
  const served = points.map((z, i) => weights[i] * servedChance(z, 0.2 - p.loopStrength * rest, p));
  const gap = served.reduce((sum, chance, i) => sum + chance * points[i], 0) / served.reduce((a, b) => a + b);
  expect(Math.abs(gap - rest)).toBeLessThan(1e-9);
});

it('has the same gap in every period when there is no loop, and no gap without selection', () => {
  const values = truths({ loopStrength: 0 });
  for (let period = 2; period < periods; period++) expect(values.get(`gap-${at(period)}/difficulty`)).toBeCloseTo(values.get('resting-gap/difficulty')!, 11);
  const flat = truths({ selection: 0 });
  for (let period = 0; period < periods; period++) expect(flat.get(`gap-${at(period)}/difficulty`)).toBeCloseTo(0, 12);
});

describe('the requests', () => {
  const requestsPerPeriod = 200;
  const simulated = feedbackLoop.simulate({ n: 1050, seed: 3, requestsPerPeriod });
  const { period, model_strength, difficulty, served } = numbersOf(simulated);

  it('come in periods, the last one cut short', () => expect([...period]).toEqual(Array.from({ length: 1050 }, (_, i) => Math.floor(i / requestsPerPeriod))));

  it('are served by the strength that the labels before them led to', () => {
    let loop = firstLoop;
    for (let p = 0; p < 6; p++) {
      const rows = Array.from(period.keys()).filter((i) => period[i] === p);
      for (const i of rows) expect(model_strength[i]).toBeCloseTo(loop.strength, 12);
      const labelled = rows.filter((i) => served[i] === 1).map((i) => difficulty[i]);
      loop = nextLoop(loop, labelled.reduce((a, b) => a + b) / labelled.length, loopParameters);
    }
  });

  it('have truths of the periods that they fill', () => {
    const { population, realised } = simulated.truth;
    expect(population.filter(({ id }) => id.startsWith('gap-'))).toHaveLength(6);
    const [first] = realised.filter(({ id }) => id === 'gap-00/difficulty');
    const rows = Array.from({ length: requestsPerPeriod }, (_, i) => i);
    const labelled = rows.filter((i) => served[i] === 1);
    const mean = (list: readonly number[]) => list.reduce((sum, i) => sum + difficulty[i], 0) / list.length;
    expect(first.value).toBeCloseTo(mean(labelled) - mean(rows), 12);
  });

  it('leave a period without labels without a gap, and the model as it was', () => {
    const { columns, truth } = feedbackLoop.simulate({ n: 40, seed: 1, requestsPerPeriod: 1, selection: 10 });
    const { served: ones, model_strength: strengths } = columns as Record<string, Float64Array>;
    expect(truth.realised.filter(({ id }) => id.startsWith('gap-'))).toHaveLength(ones.reduce((a, b) => a + b));
    const idle = ones.findIndex((one, i) => one === 0 && i > 0);
    expect(strengths[idle + 1]).toBe(strengths[idle]);
  });
});
