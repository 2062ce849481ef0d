import { describe, expect, it } from 'vitest';
import { stream } from '../../math/random/stream.ts';
import { clusterMembers, drawTree, type SamplingPlan } from './sampling.ts';

const plan: SamplingPlan = { units: 1000, sampleFraction: 0.5, honesty: 0.5, groupSize: 2, seed: 7 };
const draw = (of: SamplingPlan, tree: number) => drawTree(of, tree, stream(of.seed, tree));

describe('the sample of a tree', () => {
  it('is a half that its group shares, divided by each tree anew', () => {
    const [first, second, other] = [0, 1, 2].map((tree) => draw(plan, tree));
    const all = ({ grown, filled }: ReturnType<typeof draw>): readonly number[] => [...grown, ...filled].sort((a, b) => a - b);
    expect(all(first)).toHaveLength(500);
    expect(new Set(all(first)).size).toBe(500);
    expect(all(second)).toEqual(all(first));
    expect([...second.grown]).not.toEqual([...first.grown]);
    expect(all(other)).not.toEqual(all(first));
    expect(first.grown).toHaveLength(250);
  });

  it('draws and divides clusters as a whole', () => {
    const random = stream(1);
    const clusters = Int32Array.from({ length: 1000 }, () => random.integer(60) * 3 - 40);
    for (let tree = 0; tree < 20; tree++) {
      const { grown, filled } = draw({ ...plan, clusters: clusterMembers(clusters) }, tree);
      const [ofGrown, ofFilled] = [grown, filled].map((units) => new Set(Array.from(units, (unit) => clusters[unit])));
      expect([...ofGrown].filter((cluster) => ofFilled.has(cluster))).toEqual([]);
      expect(grown.length + filled.length).toBe(clusters.filter((cluster) => ofGrown.has(cluster) || ofFilled.has(cluster)).length);
      expect(ofGrown.size + ofFilled.size).toBe(30);
    }
  });

  it('has each unit as often as any other', () => {
    const counts = new Int32Array(100);
    for (let tree = 0; tree < 4000; tree++)
      for (const unit of draw({ ...plan, units: 100, groupSize: 1, sampleFraction: 0.3, honesty: 'none' }, tree).grown) counts[unit]++;
    // 30 of 100, 4,000 times: a deviation of 29.
    for (const count of counts) expect(Math.abs(count - 1200)).toBeLessThan(150);
  });
});
