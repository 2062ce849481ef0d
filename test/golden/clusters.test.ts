import { beforeAll, describe, expect, it } from 'vitest';
import { column, isKnown, times } from '../../src/expressions/build.ts';
import type { Expression } from '../../src/expressions/expression.ts';
import { clusterCovariance } from '../../src/inference/clusters/cluster-covariance.ts';
import { clusteredCovariance } from '../../src/inference/clusters/clustered-covariance.ts';
import { type CentredFit, residualOf } from '../../src/inference/second-pass.ts';
import { designOf } from '../../src/models/design.ts';
import { type LinearRegression, linearRegression } from '../../src/models/linear-regression.ts';
import { type LeastSquares, leastSquares } from '../../src/moments/least-squares.ts';
import { meanOf } from '../../src/moments/moments.ts';
import { ask } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { columns, moments } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';
import { clusteredRows, sandwichGolden } from '../support/clusters-golden.ts';

let rows: SyncRelation;
beforeAll(async () => {
  rows = await clusteredRows();
});

const termExpression = (term: string): Expression => {
  const [a, b] = term.split(':').map(column);
  return b ? times(a, b) : a;
};

/** The regression from rows, with the cluster of each. */
function fromRows(terms: readonly string[]): { fit: LinearRegression; clusters: Int32Array } {
  const names = terms.slice(1);
  const asked = { y: column('y'), ...Object.fromEntries(names.map((name) => [name, termExpression(name)])) };
  const reply = runSync(rows, ask(columns({ columns: asked, keys: ['team'] })));
  const design = designOf(
    reply.n,
    names.map((name) => ({ kind: 'numeric', name, values: reply.columns[name] })),
  );
  return { fit: linearRegression({ outcome: reply.columns.y, design }) as LinearRegression, clusters: reply.keys.team.codes };
}

/** The same regression from moments. */
function fromMoments(terms: readonly string[]): CentredFit {
  const names = terms.slice(1);
  const expressions = names.map(termExpression);
  const asked = { y: column('y'), ...Object.fromEntries(names.map((name, j) => [name, expressions[j]])) };
  const { moments: m } = runSync(rows, ask(moments({ columns: asked }))).groups[0];
  const fit = leastSquares(m, 'y', names) as LeastSquares;
  const [k, means] = [names.length, Float64Array.from(names, (name) => meanOf(m, name))];
  return {
    residual: residualOf({ outcome: column('y'), outcomeMean: meanOf(m, 'y'), columns: expressions, means, slopes: fit.coefficients.slice(1) }),
    columns: expressions,
    n: m.n,
    means,
    inverse: Float64Array.from({ length: k * k }, (_, e) => fit.gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]),
  };
}

/** Weights of the coefficients, as a form about the means. */
const formOf = ({ means }: CentredFit, [constant, ...slopes]: readonly number[]) => ({
  constant,
  slopes: Float64Array.from(slopes, (slope, j) => slope - constant * means[j]),
});

const unit = (k: number): readonly (readonly number[])[] => Array.from({ length: k }, (_, j) => Array.from({ length: k }, (__, i) => (i === j ? 1 : 0)));

/** Entries to the tolerance of the product of their standard errors. */
function expectMatrix(found: Float64Array, expected: readonly (readonly number[])[], tolerance: number): void {
  const k = expected.length;
  for (const [i, row] of expected.entries())
    for (const [j, value] of row.entries())
      expect(Math.abs(found[i * k + j] - value), `entry ${i}, ${j}`).toBeLessThan(tolerance * Math.sqrt(expected[i][i] * expected[j][j]));
}

function expectClose(found: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i] / value - 1), `${found[i]} against ${value}`).toBeLessThan(tolerance);
}

describe.each(sandwichGolden.cases)('y on $name, by clubSandwich', (golden) => {
  const { terms, covariance, df, contrasts, contrastErrors, contrastDf } = golden;
  const tolerance = sandwichGolden.tolerance.relative;

  it.each(Object.keys(covariance) as ('CR0' | 'CR2')[])('%s from rows', (kind) => {
    const { fit, clusters } = fromRows(terms);
    const found = clusterCovariance(fit, { clusters, kind });
    if ('kind' in found) throw new Error(found.kind);
    expectMatrix(found.matrix, covariance[kind], tolerance);
    expect(found.clusters).toBe(sandwichGolden.clusters);
    if (kind === 'CR2') expectClose(found.df, df, tolerance);
  });

  it('CR2 of contrasts from rows', () => {
    const { fit, clusters } = fromRows(terms);
    const found = clusterCovariance(fit, { clusters, contrasts: contrasts.map((c) => Float64Array.from(c)) });
    if ('kind' in found) throw new Error(found.kind);
    const m = contrasts.length;
    expectClose(
      contrasts.map((_, i) => Math.sqrt(found.matrix[i * (m + 1)])),
      contrastErrors,
      tolerance,
    );
    expectClose(found.df, contrastDf, tolerance);
  });

  it.each(['CR0', 'CR1', 'CR2'] as const)('%s from sums by cluster is that from rows, to 1e-10', (kind) => {
    const { fit, clusters } = fromRows(terms);
    const known = clusterCovariance(fit, { clusters, kind, contrasts: [...unit(terms.length), ...contrasts].map((c) => Float64Array.from(c)) });
    if ('kind' in known) throw new Error(known.kind);
    const centred = fromMoments(terms);
    const forms = [...unit(terms.length), ...contrasts].map((c) => formOf(centred, c));
    const found = runSync(rows, clusteredCovariance(centred, forms, kind, 'team', isKnown(column('team'))));
    const m = forms.length;
    expectMatrix(
      found.matrix,
      forms.map((_, i) => [...known.matrix.subarray(i * m, (i + 1) * m)]),
      1e-10,
    );
    expectClose(found.df, [...known.df], 1e-10);
  });
});
