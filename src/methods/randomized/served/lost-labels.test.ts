import { describe, expect, it } from 'vitest';
import { expectDeepClose } from '../../../../test/support/deep-close.ts';
import { type ColumnData, fromColumns } from '../../../engines/memory/from-rows.ts';
import { stream } from '../../../math/random/stream.ts';
import { runSync } from '../../../relation/run.ts';
import { populationMean } from './population-mean.ts';
import { stackedErrors } from './stacked.ts';

interface Request {
  readonly x: number;
  readonly p: number;
  readonly served: number;
  readonly y: number | null;
}

/** The outcome bends, so that a line leaves something, and three labels in ten of the served are lost. */
function requests(n: number, seed: number, lost = 0.3): readonly Request[] {
  const random = stream(seed);
  return Array.from({ length: n }, () => {
    const x = random.normal();
    const p = 1 / (1 + Math.exp(-0.2 - 0.7 * x));
    const served = random.bernoulli(p);
    const y = 1 + x + 0.5 * x * x + random.normal();
    return { x, p, served, y: served === 1 && random.uniform() >= lost ? y : null };
  });
}

function augmented(rows: readonly Request[]) {
  const columns = Object.fromEntries((['x', 'p', 'served', 'y'] as const).map((name) => [name, rows.map((row) => row[name])]));
  const { estimates } = runSync(
    fromColumns(columns as Record<string, ColumnData>),
    populationMean({ outcome: 'y', served: 'served', probability: 'p', contexts: ['x'] }),
  );
  const { value, standardError } = estimates.find(({ id }) => id.endsWith(':augmented'))!;
  return { value, standardError: standardError! };
}

const total = (rows: readonly Request[], of: (row: Request) => number): number => rows.reduce((sum, row) => sum + of(row), 0);

describe('the augmented mean', () => {
  it('adds the weighted mean of what the line leaves of the labels that there are, for all that were served', () => {
    const rows = requests(300, 3);
    const known = rows.filter(({ y }) => y !== null);
    const [mx, my] = [total(known, ({ x }) => x) / known.length, total(known, ({ y }) => y!) / known.length];
    const slope = total(known, ({ x, y }) => (x - mx) * (y! - my)) / total(known, ({ x }) => (x - mx) ** 2);
    const line = ({ x }: Request): number => my + slope * (x - mx);
    const left = total(known, (row) => (row.y! - line(row)) / row.p) / total(known, ({ p }) => 1 / p);
    const served = total(rows, (row) => row.served / row.p) / rows.length;
    expectDeepClose(augmented(rows).value, total(rows, line) / rows.length + served * left, 1e-10);
  });

  it('has the spread over logs for its standard error, though labels are lost', () => {
    const found = Array.from({ length: 300 }, (_, seed) => augmented(requests(200, 10 + seed)));
    const mean = found.reduce((sum, { value }) => sum + value, 0) / found.length;
    const spread = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (found.length - 1));
    const error = Math.sqrt(found.reduce((sum, { standardError }) => sum + standardError ** 2, 0) / found.length);
    expect(error / spread).toBeGreaterThan(0.9);
  });

  it('speaks for no request that could not be served, as the weighted mean does not', () => {
    const rows = requests(300, 4, 0);
    const never = requests(100, 5).map(({ x }) => ({ x: x + 3, p: 0, served: 0, y: null }));
    expectDeepClose(augmented([...rows, ...never]), augmented(rows), 1e-12);
  });
});

it('errors of an estimated serving model are had from more rows than a call has room for', () => {
  const n = 200_000;
  const half = Float64Array.from({ length: n }, (_, i) => i % 2);
  const found = stackedErrors({
    outcome: Float64Array.from({ length: n }, (_, i) => i % 3),
    labelled: half,
    arms: new Int32Array(n),
    chances: new Float64Array(n).fill(0.5),
  });
  expect(found.labelled).toEqual([n / 2]);
});
