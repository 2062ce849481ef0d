import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Reference } from '../../src/estimate/estimate.ts';
import { type Family, maxT } from '../../src/inference/multiplicity/max-t.ts';
import { paretoFront } from '../../src/inference/multiplicity/pareto-front.ts';
import { probabilityBest } from '../../src/inference/multiplicity/probability-best.ts';
import { shrunkenEffects } from '../../src/inference/multiplicity/shrunken-effects.ts';
import { benjaminiHochberg, hochberg, holm } from '../../src/inference/multiplicity/step-wise.ts';
import { quantileOf, upperTail } from '../../src/inference/wald.ts';
import { largestOf } from '../../src/math/distributions/multivariate/largest.ts';
import { pairsCorrelation, productCorrelation } from '../support/correlations.ts';
import { runs } from '../support/runs.ts';

const statistic = fc.double({ min: -6, max: 6, noNaN: true });
const loading = fc.double({ min: -0.9, max: 0.9, noNaN: true });
const df = fc.integer({ min: 3, max: 400 });
const normal: Reference = { kind: 'normal' };

/** Contrasts with one control, with one reference for all or one each. */
const family = fc
  .array(fc.record({ t: statistic, loading, df }), { minLength: 1, maxLength: 6 })
  .chain((rows) => fc.record({ rows: fc.constant(rows), references: fc.constantFrom('normal', 't', 'welch') }))
  .map(
    ({ rows, references }): Family => ({
      statistics: rows.map((row) => row.t),
      correlation: productCorrelation(rows.map((row) => row.loading)),
      references: rows.map((row): Reference => (references === 'normal' ? normal : { kind: 't', df: (references === 't' ? rows[0] : row).df })),
      level: 0.95,
      boundsLevel: 0.9,
    }),
  );

/** All pairs of a few independent arms: a singular matrix. */
const pairs = fc
  .array(fc.record({ mean: statistic, variance: fc.double({ min: 0.2, max: 3, noNaN: true }) }), { minLength: 3, maxLength: 5 })
  .map((arms): Family => {
    const statistics = arms.flatMap((a, i) => arms.slice(0, i).map((b) => (a.mean - b.mean) / Math.sqrt(a.variance + b.variance)));
    return { statistics, correlation: pairsCorrelation(arms.map((a) => a.variance)), references: statistics.map(() => normal), level: 0.95, boundsLevel: 0.95 };
  });

const reordered = ({ statistics, correlation, references, ...rest }: Family, order: readonly number[]): Family => ({
  statistics: order.map((i) => statistics[i]),
  correlation: order.flatMap((i) => order.map((j) => correlation[i * statistics.length + j])),
  references: order.map((i) => references[i]),
  ...rest,
});

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found).toHaveLength(expected.length);
  for (const [i, x] of expected.entries()) expect(Math.abs(found[i] - x), `${i}: ${found[i]} against ${x}`).toBeLessThanOrEqual(tolerance);
}

describe('max-t', () => {
  it('does not depend on the order of the contrasts', () => {
    fc.assert(
      fc.property(family, (f) => {
        const order = f.statistics.map((_, i) => f.statistics.length - 1 - i);
        const [plain, turned] = [maxT(f), maxT(reordered(f, order))];
        for (const key of ['critical', 'boundsCritical', 'adjusted'] as const)
          expectClose(
            turned[key],
            order.map((i) => plain[key][i]),
            1e-9 * Math.max(1, ...plain.critical),
          );
      }),
      runs(25),
    );
  });

  it('nor, on a lattice, by more than its error', () => {
    fc.assert(
      fc.property(pairs, (f) => {
        const order = f.statistics.map((_, i) => (i + 2) % f.statistics.length);
        const [plain, turned] = [maxT(f), maxT(reordered(f, order))];
        expectClose(
          turned.critical,
          order.map((i) => plain.critical[i]),
          2e-3,
        );
        expectClose(
          turned.adjusted,
          order.map((i) => plain.adjusted[i]),
          2e-3,
        );
      }),
      runs(5),
    );
  });

  it.each([
    ['one control', family, 25],
    ['all pairs', pairs, 8],
  ] as const)('%s: p-values lie between the raw ones and those of independent contrasts, and say what the intervals say', (_, families, times) => {
    fc.assert(
      fc.property(families, (f) => {
        const { critical, boundsCritical, adjusted } = maxT(f);
        const m = f.statistics.length;
        for (const [i, reference] of f.references.entries()) {
          const raw = Math.min(1, 2 * upperTail(reference, Math.abs(f.statistics[i])));
          expect(adjusted[i]).toBeGreaterThanOrEqual(raw);
          expect(adjusted[i]).toBeLessThanOrEqual(Math.min(1, m * raw) * (1 + 1e-9));
          expect(critical[i]).toBeGreaterThanOrEqual(quantileOf(reference, 1 - 0.05 / 2) * (1 - 1e-12));
          expect(critical[i]).toBeLessThanOrEqual(quantileOf(reference, 1 - 0.05 / (2 * m)) * (1 + 1e-9));
          expect(boundsCritical[i]).toBeGreaterThanOrEqual(quantileOf(reference, f.boundsLevel) * (1 - 1e-12));
          if (Math.abs(adjusted[i] - 0.05) > 1e-9) expect(adjusted[i] < 0.05).toBe(Math.abs(f.statistics[i]) > critical[i]);
        }
      }),
      runs(times),
    );
  });

  it('copies of a contrast, also with the sign turned, change nothing', () => {
    fc.assert(
      fc.property(family, fc.nat(5), fc.boolean(), (f, at, turned) => {
        const m = f.statistics.length;
        const copied = at % m;
        const longer = reordered(f, [...f.statistics.keys(), copied]);
        const sign = (i: number): number => (turned && i === m ? -1 : 1);
        const correlation = longer.correlation.map((r, k) => r * sign(Math.floor(k / (m + 1))) * sign(k % (m + 1)));
        const found = maxT({ ...longer, correlation, statistics: longer.statistics.map((t, i) => t * sign(i)) });
        const plain = maxT(f);
        expectClose(found.critical.slice(0, m), plain.critical, 1e-9 * Math.max(...plain.critical));
        expectClose(found.adjusted.slice(0, m), plain.adjusted, 1e-9);
        if (!turned) expectClose(found.boundsCritical.slice(0, m), plain.boundsCritical, 1e-9 * Math.max(...plain.critical));
      }),
      runs(30),
    );
  });

  it('one contrast has its pointwise interval and p-value, to the bit', () => {
    fc.assert(
      fc.property(
        statistic,
        fc.oneof(
          fc.constant(normal),
          df.map((d): Reference => ({ kind: 't', df: d })),
        ),
        (t, reference) => {
          const found = maxT({ statistics: [t], correlation: [1], references: [reference], level: 0.9, boundsLevel: 0.95 });
          expect(found).toEqual({
            critical: [quantileOf(reference, 0.95)],
            boundsCritical: [quantileOf(reference, 0.95)],
            adjusted: [Math.min(1, 2 * upperTail(reference, Math.abs(t)))],
          });
        },
      ),
      runs(50),
    );
  });

  it('the chance of a large one falls as positive correlation grows (Slepian, Sidak)', () => {
    const unit = fc.double({ min: 0, max: 0.95, noNaN: true });
    fc.assert(
      fc.property(unit, unit, fc.double({ min: 0.5, max: 5, noNaN: true }), fc.integer({ min: 2, max: 30 }), (a, b, limit, m) => {
        const chance = (l: number) => largestOf(productCorrelation(new Array(m).fill(l)), m, 12, 0);
        const [weak, strong] = [chance(Math.min(a, b)), chance(Math.max(a, b))];
        for (const side of ['two-sided', 'upper'] as const) expect(strong[side].outside(limit)).toBeLessThanOrEqual(weak[side].outside(limit) * (1 + 1e-9));
      }),
      runs(15),
    );
  });
});

describe('step procedures', () => {
  const pValues = fc.array(fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0.01, 0.5, 1)), { maxLength: 12 });

  it('Benjamini-Hochberg <= Hochberg <= Holm <= Bonferroni, none below the p-value, all in its order', () => {
    fc.assert(
      fc.property(pValues, (p) => {
        const [bh, up, down] = [benjaminiHochberg(p), hochberg(p), holm(p)];
        for (const [i, raw] of p.entries()) {
          const chain = [raw, bh[i], up[i], down[i], Math.min(1, p.length * raw)];
          for (let k = 1; k < chain.length; k++) expect(chain[k]).toBeGreaterThanOrEqual(chain[k - 1] * (1 - 1e-14));
          for (const [j, other] of p.entries()) if (raw <= other) for (const adjusted of [bh, up, down]) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]);
        }
      }),
      runs(200),
    );
  });
});

describe('arms', () => {
  const arm = fc.record({ value: statistic, variance: fc.double({ min: 0.05, max: 3, noNaN: true }) });

  it('probabilities of being best sum to one, turn round with the sign, and are those of two arms by the normal', () => {
    fc.assert(
      fc.property(fc.array(arm, { minLength: 1, maxLength: 6 }), (arms) => {
        const values = arms.map((a) => a.value);
        const covariance = arms.flatMap((a, i) => arms.map((_, j) => (i === j ? a.variance : 0)));
        const best = probabilityBest({ values, covariance, better: 'higher' });
        expect(best.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
        expectClose(probabilityBest({ values: values.map((v) => -v), covariance, better: 'lower' }), best, 1e-12);
        if (arms.length === 2)
          expectClose(best, [upperTail(normal, (values[1] - values[0]) / Math.sqrt(arms[0].variance + arms[1].variance)), 1 - best[0]], 1e-10);
      }),
      runs(50),
    );
  });

  it('shrunken effects lie between none and the plain ones where variances are equal, and follow shifts and scales', () => {
    fc.assert(
      fc.property(fc.array(arm, { minLength: 3, maxLength: 8 }), fc.double({ min: 0.1, max: 10, noNaN: true }), statistic, (arms, scale, shift) => {
        const values = arms.map((a) => a.value);
        const variances = arms.map((a) => a.variance);
        const alike = shrunkenEffects({ values, variances: values.map(() => variances[0]) })!;
        for (const [k, { value }] of alike.effects.entries()) {
          const plain = values[k + 1] - values[0];
          expect(value * Math.sign(plain)).toBeGreaterThanOrEqual(-1e-12);
          expect(Math.abs(value)).toBeLessThanOrEqual(Math.abs(plain) + 1e-12);
        }
        const before = shrunkenEffects({ values, variances })!;
        const after = shrunkenEffects({ values: values.map((v) => scale * v + shift), variances: variances.map((v) => scale ** 2 * v) })!;
        expectClose(
          after.effects.map((e) => e.value / scale),
          before.effects.map((e) => e.value),
          1e-8,
        );
        expectClose(
          after.effects.map((e) => e.standardDeviation / scale),
          before.effects.map((e) => e.standardDeviation),
          1e-6,
        );
      }),
      runs(100),
    );
  });

  it('every point off the front is dominated by one on it', () => {
    const point = fc.record({ benefit: fc.integer({ min: 0, max: 4 }), harms: fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 3 })) });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 10 }), (bare) => {
        const points = bare.map((p, i) => ({ id: String(i), ...p }));
        const front = new Set(paretoFront(points));
        const better = (a: (typeof points)[number], b: (typeof points)[number]): boolean =>
          a.benefit >= b.benefit && a.harms.every((h, k) => h <= b.harms[k]) && (a.benefit > b.benefit || a.harms.some((h, k) => h < b.harms[k]));
        const kept = points.filter(({ id }) => front.has(id));
        for (const p of points) expect(kept.some((k) => better(k, p))).toBe(!front.has(p.id));
      }),
      runs(200),
    );
  });
});
