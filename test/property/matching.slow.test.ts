import { describe, expect, it } from 'vitest';
import { rowsOf } from '../../src/inference/matching/matched-sets.ts';
import { type MatchingEstimate, type MatchingOptions, matchingEstimate } from '../../src/inference/matching/matching-estimate.ts';
import { shuffled } from '../../src/inference/matching/without-replacement.ts';
import { stream } from '../../src/math/random/stream.ts';

const estimated = (options: MatchingOptions): MatchingEstimate => {
  const found = matchingEstimate(options);
  if (found.kind !== 'estimate') throw new Error(found.kind);
  return found;
};
const close = (found: number, expected: number, size = 1): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-9 * Math.max(size, Math.abs(expected)));

/** Random rows and options: continuous or with ties, on a score or columns, exact or not, with and without adjustment. */
function randomCase(seed: number): MatchingOptions {
  const random = stream(4_017, seed);
  const n = 30 + random.integer(120);
  const draw = (): Float64Array => Float64Array.from({ length: n }, () => (seed % 3 === 0 ? random.integer(4) : random.normal()));
  const columns = [draw(), draw()];
  const treated = Uint8Array.from(columns[0], (x, row) => (row < 2 ? row : random.bernoulli(1 / (1 + Math.exp(0.5 - 0.5 * x)))));
  const outcome = columns[0].map((x, row) => x + columns[1][row] ** 2 + treated[row] * (1 + x) + random.normal());
  const on = seed % 2 === 0 ? ({ kind: 'score', score: columns[0] } as const) : ({ kind: 'covariates', columns, metric: 'mahalanobis' } as const);
  return {
    ...{ outcome, treated, on, estimand: (['att', 'atc', 'ate'] as const)[seed % 3], neighbours: 1 + random.integer(3) },
    ...(random.bernoulli(0.3) && { exactOn: Int32Array.from(columns[1], (x) => Math.sign(Math.round(x))) }),
    ...(random.bernoulli(0.3) && { biasAdjustment: columns }),
    ...(random.bernoulli(0.3) && { caliper: 0.7 }),
  };
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed).filter((seed) => matchingEstimate(randomCase(seed)).kind === 'estimate');
const same = (a: MatchingEstimate, b: MatchingEstimate, sign = 1, shift = 1): void => {
  const size = shift * Math.max(a.standardError, 1);
  close(b.value, sign * a.value, size);
  close(b.standardError, a.standardError, size);
  close(b.sampleStandardError, a.sampleStandardError, size);
};

it('most random cases can be estimated', () => {
  expect(seeds.length).toBeGreaterThan(50);
});

describe('laws of matching', () => {
  const opposite = { att: 'atc', atc: 'att', ate: 'ate' } as const;

  it('swapped labels turn ATT into minus ATC', () => {
    for (const seed of seeds) {
      const options = randomCase(seed);
      same(estimated(options), estimated({ ...options, treated: options.treated.map((t) => 1 - t), estimand: opposite[options.estimand] }), -1);
    }
  });

  it('a constant added to the outcome changes nothing, a factor scales all', () => {
    for (const seed of seeds) {
      const options = randomCase(seed);
      same(estimated(options), estimated({ ...options, outcome: options.outcome.map((y) => y + 1000) }), 1, 1000);
      const [one, three] = [estimated(options), estimated({ ...options, outcome: options.outcome.map((y) => 3 * y) })];
      close(three.value, 3 * one.value);
      close(three.standardError, 3 * one.standardError);
    }
  });

  it('rows in another order give the same', () => {
    for (const seed of seeds) {
      const options = randomCase(seed);
      const order = shuffled(
        Int32Array.from(options.treated, (_, row) => row),
        seed,
      );
      const moved = <T extends Float64Array | Int32Array | Uint8Array>(values: T): T => values.map((_, row) => values[order[row]]) as T;
      const on = options.on.kind === 'score' ? { ...options.on, score: moved(options.on.score) } : { ...options.on, columns: options.on.columns.map(moved) };
      const other = estimated({
        ...options,
        ...{ on, outcome: moved(options.outcome), treated: moved(options.treated) },
        ...(options.exactOn && { exactOn: moved(options.exactOn) }),
        ...(options.biasAdjustment && { biasAdjustment: options.biasAdjustment.map(moved) }),
      });
      same(estimated(options), other);
    }
  });

  it('Mahalanobis does not mind in which units or mixtures columns come', () => {
    for (const seed of seeds.filter((one) => one % 2 === 1)) {
      const options = randomCase(seed);
      if (options.on.kind === 'score') continue;
      const [a, b] = options.on.columns;
      const mixed = [a.map((x, row) => 3 * x - b[row] + 5), b.map((x, row) => 0.1 * x + 0.2 * a[row])];
      same(estimated(options), estimated({ ...options, on: { ...options.on, columns: mixed } }));
    }
  });

  it('as many neighbours as there are gives the difference of means', () => {
    for (const seed of seeds) {
      const { exactOn: _, biasAdjustment: __, caliper: ___, ...options } = randomCase(seed);
      const mean = (arm: 0 | 1): number => {
        const own = options.outcome.filter((____, row) => options.treated[row] === arm);
        return own.reduce((sum, y) => sum + y, 0) / own.length;
      };
      close(estimated({ ...options, neighbours: options.treated.length }).value, mean(1) - mean(0));
    }
  });

  it('twins are compared with each other alone', () => {
    for (const seed of seeds) {
      const { outcome, on, estimand } = randomCase(seed);
      const [n, twice] = [outcome.length, (values: Float64Array): Float64Array => Float64Array.from([...values, ...values])];
      // Rows that are equal have equal outcomes without noise.
      const plain = on.kind === 'score' ? on.score : on.columns[0].map((x, row) => x + 10 * on.columns[1][row]);
      const found = estimated({
        outcome: twice(plain).map((y, row) => y + (row < n ? 0.25 : 0)),
        treated: Uint8Array.from({ length: 2 * n }, (_, row) => Number(row < n)),
        on: on.kind === 'score' ? { ...on, score: twice(on.score) } : { ...on, columns: on.columns.map(twice) },
        ...{ estimand, neighbours: 1, biasAdjustment: [twice(plain).map((y) => y * y)] },
      });
      close(found.value, 0.25);
      for (const { reach } of found.sets) for (const distance of reach) expect(distance).toBeLessThan(1e-9);
    }
  });

  it('weights give the value as a difference of weighted means, and count the targets in both arms', () => {
    for (const seed of seeds) {
      const { biasAdjustment: _, ...options } = randomCase(seed);
      const { weights, targets, value } = estimated(options);
      const sums = [0, 1].map((arm) =>
        options.outcome.reduce(
          ([weight, total], y, row) => (options.treated[row] === arm ? [weight + weights[row], total + weights[row] * y] : [weight, total]),
          [0, 0],
        ),
      );
      close(sums[0][0], targets.length);
      close(sums[1][0], targets.length);
      close(value, sums[1][1] / sums[1][0] - sums[0][1] / sums[0][0]);
    }
  });

  it('once is once: sets share nobody, and the error is that of differences in pairs', () => {
    for (const seed of seeds) {
      const { biasAdjustment: _, ...options } = randomCase(seed);
      if (options.estimand === 'ate') {
        expect(matchingEstimate({ ...options, once: { seed } })).toEqual({ kind: 'needs-replacement' });
        continue;
      }
      const found = estimated({ ...options, neighbours: 1, once: { seed } });
      const [sets] = found.sets;
      const used = [...sets.targets.keys()].flatMap((at) => [...rowsOf(sets, at)]);
      expect(new Set(used).size).toBe(used.length);
      expect(used.length + found.leftOut.treated.length + found.leftOut.control.length).toBe(sets.targets.length);
      const squares = found.effects.reduce((sum, effect) => sum + (effect - found.value) ** 2, 0);
      close(found.standardError, Math.sqrt(squares) / found.effects.length);
      expect(estimated({ ...options, neighbours: 1, once: { seed } }).value).toBe(found.value);
    }
  });

  it('those beyond the caliper are told by arm, and are no targets', () => {
    for (const seed of seeds) {
      const options = { ...randomCase(seed), caliper: 0.05 };
      const found = matchingEstimate(options);
      if (found.kind !== 'estimate') continue;
      const meant = options.treated.filter((t) => options.estimand === 'ate' || t === (options.estimand === 'att' ? 1 : 0)).length;
      expect(found.targets.length + found.leftOut.treated.length + found.leftOut.control.length).toBe(meant);
      for (const { reach, size } of found.sets)
        for (const [at, distance] of reach.entries()) if (size[at] > 0) expect(distance).toBeLessThanOrEqual(0.05 + 1e-8);
    }
  });
});

describe('what cannot be matched', () => {
  const options = { ...randomCase(1), estimand: 'att' } as const;
  it('an arm of fewer than two, or nobody within the caliper, is refused with the sizes of the arms', () => {
    const alone = options.treated.map((_, row) => Number(row === 0));
    expect(matchingEstimate({ ...options, treated: alone })).toMatchObject({ kind: 'nothing-matched', why: 'arm-too-small', treated: 1 });
    const apart = options.outcome.map((_, row) => 1e6 * options.treated[row] + row);
    expect(matchingEstimate({ ...options, on: { kind: 'score', score: apart }, caliper: 1 })).toMatchObject({ kind: 'nothing-matched', why: 'no-match' });
  });
  it('an adjustment with more terms than matched units is refused', () => {
    const many = Array.from({ length: 200 }, (_, j) => options.outcome.map((_y, row) => Math.sin(row * (j + 1))));
    expect(matchingEstimate({ ...options, biasAdjustment: many })).toMatchObject({ kind: 'too-few-to-adjust' });
  });
  it('an outcome that is not finite is named', () => {
    expect(() => matchingEstimate({ ...options, outcome: options.outcome.map(() => Number.NaN) })).toThrow('The outcome holds a number that is not finite.');
  });
});

it('a hundred thousand ties cost no more than as many different scores', () => {
  const random = stream(9);
  const n = 100_000;
  const treated = Uint8Array.from({ length: n }, () => random.bernoulli(0.2));
  const few = [Float64Array.from({ length: n }, () => random.integer(4)), Float64Array.from({ length: n }, () => random.bernoulli(0.3))];
  const outcome = few[0].map((x) => x + random.normal());
  for (const on of [{ kind: 'score', score: few[0] } as const, { kind: 'covariates', columns: few, metric: 'mahalanobis' } as const]) {
    const begun = process.cpuUsage();
    const { value, standardError } = estimated({ outcome, treated, on, estimand: 'ate' });
    // Quadratic work would be two thousand million steps.
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(5);
    expect(Math.abs(value)).toBeLessThan(4 * standardError);
  }
});
