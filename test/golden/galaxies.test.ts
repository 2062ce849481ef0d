import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { measurement } from '../../src/across/measurement/measurement.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { predictionPowered } from '../../src/inference/judges/prediction-powered.ts';
import { ask } from '../../src/relation/asking.ts';
import { moments } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';

// Share of spiral galaxies, 1,000 labelled by people and all 16,743 by a machine; numbers of Angelopoulos et al. (2023), 90 % intervals.
const file = new URL('../../../shared/datasets/galaxies.csv', import.meta.url);
const there = existsSync(file);
const table = there
  ? readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number))
  : [];
const [gold, judge, audited] = [1, 2, 3].map((j) => Float64Array.from(table, (row) => row[j]));
const labelled = (of: Float64Array): Float64Array => of.filter((_, i) => audited[i] === 1);

function interval(unlabelled: Float64Array, weight: number | 'best'): readonly [number, number] {
  const [{ interval: found }] = predictionPowered({ of: { kind: 'mean', human: labelled(gold), judge: labelled(judge), unlabelled }, weight, level: 0.9 });
  const [{ low, high }] = found.pieces;
  return [low!, high!];
}

const expectEnds = (found: readonly [number, number], wanted: readonly [number, number], digits: number): void => {
  for (const [i, end] of wanted.entries()) expect(Math.abs(found[i] - end)).toBeLessThan(10 ** -digits);
};

describe.skipIf(!there)(there ? 'galaxies' : 'galaxies: not run: data set absent', () => {
  const rest = judge.filter((_, i) => audited[i] === 0);

  it('the right way: unlabelled are those that nobody labelled', () => {
    expectEnds(interval(rest, 1), [0.236347, 0.266628], 6);
    expectEnds(interval(rest, 'best'), [0.232721, 0.263095], 4);
    expectEnds(interval(rest, 0), [0.20714, 0.25086], 4);
  });

  it('the arithmetic of the published README, whose unlabelled rows overlap the labelled ones', () => {
    const overlapping = judge.slice(1000);
    expectEnds(interval(overlapping, 1), [0.235677, 0.265952], 6);
    expectEnds(interval(overlapping, 0.844624), [0.232247, 0.262604], 6);
  });

  it('as a measure of every row is the same estimator with another weight, and covers the truth', () => {
    const rows = fromColumns({ gold, judge, audited, arm: gold.map(() => 1) });
    const m = runSync(rows, measurement({ outcome: 'spiral', judges: ['judge'], human: 'gold', audited: 'audited', assignment: 'arm', arms: ['1'] }));
    if ('refused' in m) throw new Error(m.refused.says);
    const { groups } = runSync(rows, ask(moments({ columns: { y: m.measure } })));
    // With slope s on all rows it is that on the rest with weight s times their share.
    const [low, high] = interval(rest, (m.arms[0].slopes.judge * rest.length) / judge.length);
    expect(groups[0].moments.mean[0]).toBeCloseTo((low + high) / 2, 12);
    expect(Math.abs(groups[0].moments.mean[0] - 0.259273)).toBeLessThan(1.645 * Math.sqrt(m.arms[0].auditVariance + m.arms[0].judgeVariance));
  });
});
