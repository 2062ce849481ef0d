import { afterEach, describe, expect, it, vi } from 'vitest';
import { kernelsText } from '../../../scripts/write-kernels.ts';
import { logit } from '../../models/logistic/link.ts';
import { compensatedTotals, totalOf } from '../compensated-totals.ts';
import { addGram, type RowBlock } from '../gram.ts';
import { stream } from '../random/stream.ts';
import { simd } from './simd.ts';
import { blockRows, inWorkspace } from './workspace.ts';

const random = stream(7);

describe('loops over pairs', () => {
  it('are what the source assembles to', async () => {
    const { readFileSync } = await import('node:fs');
    expect(readFileSync('src/math/simd/kernels.ts', 'utf8')).toBe(await kernelsText());
  });

  it.each([2, 300, 512])('take the likelihood of %d rows as the loop in TypeScript does, to the last bit', (rows) => {
    const values = Float64Array.from({ length: rows }, (_, i) => [0, -0, 800, -800, 299.9, -36][i] ?? 12 * random.normal());
    const outcome = Float64Array.from({ length: rows }, () => random.bernoulli(0.4));
    const [first, curvature] = [new Float64Array(rows), new Float64Array(rows)];
    const sum = logit.likelihood(values, outcome, rows, first, curvature);
    inWorkspace(0, ({ vectors: [predictor, observed, derivative, weight] }) => {
      predictor.set(values);
      observed.set(outcome);
      expect(logit.likelihood(predictor, observed, rows, derivative, weight) / sum).toBeCloseTo(1, 14);
      expect(derivative.subarray(0, rows)).toEqual(first);
      expect(weight.subarray(0, rows)).toEqual(curvature);
    });
  });

  it.each([
    [257, 4],
    [512, 8],
    [511, 10],
  ])('sum the products of %d rows and %d columns', (rows, columns) => {
    const fill = (block: RowBlock): void => {
      for (let i = 0; i < columns * blockRows; i++) block.values[i] = random.normal();
    };
    inWorkspace(columns, ({ plain, heavy }) => {
      fill(plain);
      fill(heavy);
      expect(plain.values.buffer).toBe(simd()?.memory.buffer);
      const copy = (block: RowBlock): RowBlock => ({ ...block, values: Float64Array.from(block.values) });
      const [sums, others] = [compensatedTotals(columns ** 2), compensatedTotals(columns ** 2)];
      addGram(plain, heavy, rows, sums);
      addGram(copy(plain), copy(heavy), rows, others);
      for (let e = 0; e < columns ** 2; e++) expect(totalOf(sums, e)).toBeCloseTo(totalOf(others, e), 11);
    });
  });
});

describe('a workspace', () => {
  it('within another has room of its own, and so has one of many columns', () => {
    inWorkspace(3, (outer) => {
      outer.plain.values.fill(5);
      inWorkspace(3, (inner) => inner.plain.values.fill(7));
      expect(outer.plain.values.every((x) => x === 5)).toBe(true);
    });
    inWorkspace(65, ({ plain }) => expect(plain.values).toHaveLength(65 * blockRows));
  });

  it('is free again after a failure, and empty', () => {
    const failing = () => {
      inWorkspace(2, ({ heavy }) => {
        heavy.values.fill(1);
        throw new Error('stop');
      });
    };
    expect(failing).toThrow('stop');
    inWorkspace(2, ({ plain, heavy }) => {
      expect(plain.values.buffer).toBe(simd()?.memory.buffer);
      expect(heavy.values.every((x) => x === 0)).toBe(true);
    });
  });
});

describe('where WebAssembly is not allowed', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  it.each([
    ['is absent', undefined],
    [
      'refuses',
      {
        Memory: class {},
        Module: class {
          constructor() {
            throw new Error('not allowed');
          }
        },
      },
    ],
  ])('because it %s, the same comes of loops in TypeScript', async (_, absent) => {
    const n = 3000;
    const x = Float64Array.from({ length: n }, () => random.normal());
    const outcome = Float64Array.from(x, (value) => random.bernoulli(1 / (1 + Math.exp(-value))));
    const data = { outcome, terms: [{ kind: 'numeric', name: 'x', values: x }] } as const;
    const fitted = async () => {
      const { logisticRegression } = await import('../../models/logistic/logistic-regression.ts');
      const fit = logisticRegression(data);
      return 'kind' in fit ? [] : [...fit.coefficients, ...fit.covariance, fit.logLikelihood];
    };
    const quick = await fitted();
    vi.resetModules();
    vi.stubGlobal('WebAssembly', absent);
    const slow = await fitted();
    expect((await import('./simd.ts')).simd()).toBeUndefined();
    for (const [i, value] of quick.entries()) expect(slow[i] / value).toBeCloseTo(1, 11);
  });
});
