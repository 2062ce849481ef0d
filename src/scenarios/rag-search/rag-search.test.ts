import { expect, it } from 'vitest';
import { contrast, numbersOf } from '../../../test/support/contrast.ts';
import { normalGrid } from '../../math/normal-grid.ts';
import { sigmoid } from '../sigmoid.ts';
import { ragSearch } from './rag-search.ts';
import { expectedLatency, expectedQuality, hitChance, type RagParameters, ragParameters, successLogOdds } from './rules.ts';

const truths = (changed: Partial<RagParameters> = {}) => new Map(ragSearch.truth(changed).map(({ id, value }) => [id, value]));

it.each([{}, { hitEffect: 4, hitQuality: 3, latencyHarm: -2 }, { latencyHarm: 5 }])('is exact to 1e-9 with %o', (changed) => {
  const p = { ...ragParameters, ...changed };
  const [outer, inner] = [normalGrid(0.04), normalGrid(0.04)];
  const spread = Math.hypot(0.8 * 0.9, p.latencyHarm * 0.8);
  let effect = 0;
  outer.points.forEach((difficulty, i) => {
    const [off, on] = [0, 1].map((rag) => {
      const hit = hitChance(difficulty, rag, p);
      return [0, 1].reduce((sum, found) => {
        const middle = successLogOdds(difficulty, expectedLatency(difficulty, rag, p), expectedQuality(difficulty, rag, found, p), p);
        return sum + (found === 1 ? hit : 1 - hit) * inner.points.reduce((s, z, j) => s + inner.weights[j] * sigmoid(middle + spread * z), 0);
      }, 0);
    });
    effect += outer.weights[i] * (on - off);
  });
  expect(Math.abs(truths(changed).get('itt/task_success')! - effect)).toBeLessThan(1e-9);
});

it('shows its effects in the observed columns', () => {
  const numbers = numbersOf(ragSearch.simulate({ n: 100_000, seed: 1 }));
  const values = truths();
  for (const outcome of ['retrieval_hit', 'latency_seconds', 'answer_quality', 'task_success']) {
    const { value, standardError } = contrast(
      numbers[outcome],
      (i) => numbers.rag_enabled[i] === 1,
      (i) => numbers.rag_enabled[i] === 0,
    );
    expect(Math.abs(value - values.get(`itt/${outcome}`)!), outcome).toBeLessThan(4 * standardError);
  }
});

it('acts on success by hits, quality and latency only', () => {
  const none = truths({ hitEffect: 0, qualityEffect: 0, latencyEffect: 0 });
  expect(none.get('itt/task_success')).toBeCloseTo(0, 12);
  expect(truths({ hitEffect: 0, qualityEffect: 0 }).get('itt/task_success')).toBeLessThan(-0.01);
});
