import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { farthest } from '../../../test/support/dummies.ts';
import { type Random, stream } from '../../math/random/stream.ts';
import { type SimplexProblem, simplexWeights, weightsInTurn, weightsWithoutEachRow } from './simplex-weights.ts';

interface Golden {
  readonly tolerance: { readonly weights: number };
  readonly cases: readonly {
    readonly name: string;
    readonly problem: {
      readonly columns: readonly number[];
      readonly target: readonly number[];
      readonly rowWeights?: readonly number[];
      readonly ridge?: number;
      readonly costs?: readonly number[];
      readonly intercept?: boolean;
    };
    readonly weights: readonly number[];
  }[];
}
const golden: Golden = JSON.parse(readFileSync('goldens/synthetic/simplex.json', 'utf8'));

describe('weights on the simplex', () => {
  it.each(golden.cases)('are those of scipy and quadprog: $name', ({ problem, weights }) => {
    const { columns, target, rowWeights, ridge, costs, intercept } = problem;
    const found = weightsOf({
      columns: Float64Array.from(columns),
      target: Float64Array.from(target),
      ...(rowWeights && { rowWeights: Float64Array.from(rowWeights) }),
      ...(ridge && { ridge }),
      ...(costs && { costs: Float64Array.from(costs) }),
      ...(intercept && { intercept }),
    });
    expect(farthest(found, Float64Array.from(weights))).toBeLessThan(golden.tolerance.weights);
  });

  it('are even, and found at once, where columns differ from the target by no more than a free constant', () => {
    const columns = Float64Array.from({ length: 300 }, (_, i) => (i * 37) % 11);
    const found = weightsOf({ columns, target: Float64Array.of(4), ridge: 1e-15, intercept: true });
    expect(farthest(found, new Float64Array(300).fill(1 / 300))).toBeLessThan(1e-15);
  });

  it('are the best there are, whatever the problem: no column in use pulls more than another, and none out of use would lower the sum', () => {
    const worst = { slope: 0, sum: 0, below: 0, of: '' };
    for (let seed = 0; seed < 400; seed++) {
      const random = stream(seed, 1);
      const problem = randomProblem(random);
      const { slope, sum, below } = faultOf(problem, weightsOf(problem));
      if (slope > worst.slope) Object.assign(worst, { slope, of: `seed ${seed}` });
      worst.sum = Math.max(worst.sum, sum);
      worst.below = Math.max(worst.below, below);
    }
    expect(worst).toMatchObject({ below: 0 });
    expect(worst.sum).toBeLessThan(1e-14);
    expect(worst.slope, worst.of).toBeLessThan(1e-12);
  });

  it('are the best without each row in turn, too', () => {
    const worst = { slope: 0, of: '' };
    for (let seed = 0; seed < 200; seed++) {
      const random = stream(seed, 2);
      const { rowWeights: _, ...problem } = randomProblem(random);
      const rows = problem.target.length;
      for (const [row, weights] of (weightsWithoutEachRow(problem) ?? []).entries()) {
        const rowWeights = new Float64Array(rows).fill(1);
        rowWeights[row] = 0;
        const { slope } = faultOf({ ...problem, rowWeights }, weights);
        if (slope > worst.slope) Object.assign(worst, { slope, of: `row ${row}, seed ${seed}` });
      }
    }
    expect(worst.slope, worst.of).toBeLessThan(1e-12);
  });

  it('are the best by one choice of row weights after another, too', () => {
    const worst = { slope: 0, sum: 0, below: 0, of: '' };
    for (let seed = 0; seed < 100; seed++) {
      const random = stream(seed, 3);
      const { columns, target } = randomProblem(random);
      const inTurn = weightsInTurn({ columns, target });
      for (let turn = 0; turn < 5; turn++) {
        const rowWeights = target.map(() => Math.exp(-12 * random.uniform()));
        const { slope, sum, below } = faultOf({ columns, target, rowWeights }, inTurn(rowWeights)!);
        if (slope > worst.slope) Object.assign(worst, { slope, of: `turn ${turn}, seed ${seed}` });
        worst.sum = Math.max(worst.sum, sum);
        worst.below = Math.max(worst.below, below);
      }
    }
    expect(worst).toMatchObject({ below: 0 });
    expect(worst.sum).toBeLessThan(1e-14);
    expect(worst.slope, worst.of).toBeLessThan(1e-12);
    expect(weightsInTurn({ columns: new Float64Array(0), target: Float64Array.of(1) })(Float64Array.of(1))).toBeUndefined();
  });

  it('know nothing of a row that is left out, where many mixes meet the others', () => {
    const problem = { columns: normals(stream(8), 40 * 5), target: new Float64Array(5) };
    const found = weightsWithoutEachRow(problem)!;
    for (let row = 0; row < 5; row++) {
      const other = { ...problem, target: problem.target.slice() };
      other.target[row] = 0.1;
      expect(farthest(found[row], weightsWithoutEachRow(other)![row])).toBeLessThan(1e-12);
    }
  });

  it('are all on a column that equals the target', () => {
    const random = stream(3);
    const columns = normals(random, 15 * 6);
    expect(weightsOf({ columns, target: columns.slice(7 * 6, 8 * 6) })[7]).toBe(1);
    const raised = columns.slice(7 * 6, 8 * 6).map((value) => value + 1e3);
    expect(weightsOf({ columns, target: raised, intercept: true })[7]).toBeCloseTo(1, 12);
  });

  it('find a mix that is exactly the target', () => {
    const random = stream(4);
    const columns = normals(random, 12 * 40);
    const mixed = Float64Array.from({ length: 12 }, () => random.exponential());
    const total = mixed.reduce((sum, weight) => sum + weight, 0);
    const target = new Float64Array(40);
    for (let j = 0; j < 12; j++) for (let r = 0; r < 40; r++) target[r] += (mixed[j] / total) * columns[j * 40 + r];
    expect(
      farthest(
        weightsOf({ columns, target }),
        mixed.map((weight) => weight / total),
      ),
    ).toBeLessThan(1e-13);
  });

  it('do not mind the unit, huge or tiny', () => {
    const problem = { columns: normals(stream(5), 9 * 5), target: normals(stream(6), 5) };
    const at = (unit: number): Float64Array =>
      weightsOf({ columns: problem.columns.map((value) => value * unit), target: problem.target.map((value) => value * unit), ridge: 0.3 * unit * unit });
    expect(farthest(at(1e120), at(1))).toBeLessThan(1e-13);
    expect(farthest(at(1e-120), at(1))).toBeLessThan(1e-13);
  });

  it('are even where all columns are the same and a ridge asks for it, and on one of them where it does not', () => {
    const columns = new Float64Array(4 * 3).fill(2);
    expect([...weightsOf({ columns, target: new Float64Array(3), ridge: 1 })].map((weight) => weight.toFixed(14))).toEqual(Array(4).fill('0.25000000000000'));
    expect([...weightsOf({ columns, target: new Float64Array(3) })]).toEqual([1, 0, 0, 0]);
    expect([...weightsOf({ columns, target: new Float64Array(3).fill(2), ridge: 1 })].map((weight) => weight.toFixed(14))).toEqual(
      Array(4).fill('0.25000000000000'),
    );
  });

  it('need a column', () => {
    expect(simplexWeights({ columns: new Float64Array(), target: new Float64Array(3) })).toBeUndefined();
    expect([...weightsOf({ columns: Float64Array.of(1, 2), target: Float64Array.of(5, 5) })]).toEqual([1]);
    expect(weightsWithoutEachRow({ columns: new Float64Array(), target: new Float64Array(3) })).toBeUndefined();
    expect(weightsWithoutEachRow({ columns: Float64Array.of(1, 2), target: Float64Array.of(5) })).toBeUndefined();
  });
});

function weightsOf(problem: SimplexProblem): Float64Array {
  const weights = simplexWeights(problem);
  if (weights === undefined) throw new Error('no columns');
  return weights;
}

const normals = (random: Random, length: number): Float64Array => Float64Array.from({ length }, () => random.normal());

/** Columns and rows of any number; columns that repeat others, exactly or nearly, are constant, or are mixes of others; far levels; every option. */
function randomProblem(random: Random): SimplexProblem {
  const count = 1 + random.integer(40);
  const rows = 1 + random.integer(30);
  const columns = normals(random, count * rows);
  const level = random.bernoulli(0.5) ? 100 : 0;
  for (let j = 0; j < count; j++) {
    const kind = random.integer(8);
    const other = random.integer(count);
    const another = random.integer(count);
    const apart = 10 ** -random.integer(14);
    for (let r = 0; r < rows; r++) {
      const at = j * rows + r;
      if (kind === 0) columns[at] = columns[other * rows + r];
      if (kind === 1) columns[at] = columns[other * rows + r] + apart * random.normal();
      if (kind === 2) columns[at] = columns[j * rows];
      if (kind === 3) columns[at] = (columns[other * rows + r] + columns[another * rows + r]) / 2;
      if (kind === 4) columns[at] *= 1 / apart ** 0.25;
    }
  }
  const target = normals(random, rows).map((value) => value * (random.bernoulli(0.5) ? 1 : 1e-3));
  return {
    columns: columns.map((value) => value + level),
    target: target.map((value) => value + level),
    ...(random.bernoulli(0.3) && { rowWeights: Float64Array.from({ length: rows }, () => random.integer(3) + 0.1) }),
    ...(random.bernoulli(0.3) && { ridge: 10 ** (2 - random.integer(10)) }),
    ...(random.bernoulli(0.2) && { costs: Float64Array.from({ length: count }, () => random.exponential()) }),
    ...(random.bernoulli(0.3) && { intercept: true }),
  };
}

/** How far weights are from what defines the best ones, slopes as a part of the largest of their terms. */
function faultOf({ columns, target, rowWeights, ridge = 0, costs, intercept = false }: SimplexProblem, weights: Float64Array) {
  const rows = target.length;
  const shares = rowWeights ?? new Float64Array(rows).fill(1);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const mix = new Float64Array(rows);
  const points = Array.from(weights, (weight, j) => {
    const point = columns.slice(j * rows, (j + 1) * rows).map((value, r) => value - target[r]);
    const mean = intercept ? point.reduce((sum, value, r) => sum + shares[r] * value, 0) / total : 0;
    for (let r = 0; r < rows; r++) mix[r] += weight * (point[r] - mean);
    return point.map((value) => value - mean);
  });
  const along = (point: Float64Array, other: Float64Array): number => point.reduce((sum, value, r) => sum + shares[r] * value * other[r], 0);
  const slopes = points.map((point, j) => along(point, mix) + ridge * weights[j] + (costs?.[j] ?? 0) / 2);
  const mean = slopes.reduce((sum, slope, j) => sum + slope * weights[j], 0);
  const inUse = points.filter((_, j) => weights[j] > 0).reduce((most, point) => Math.max(most, along(point, point)), 0);
  let slope = 0;
  for (const [j, own] of slopes.entries()) {
    const size = Math.sqrt(along(points[j], points[j]) * inUse) + ridge + (costs?.[j] ?? 0) + Math.abs(mean);
    const off = weights[j] > 0 ? Math.abs(own - mean) : mean - own;
    if (size > 0) slope = Math.max(slope, off / size);
  }
  return { slope, sum: Math.abs(weights.reduce((sum, weight) => sum + weight, -1)), below: Math.max(0, ...weights.map((weight) => -weight)) };
}
