import { describe, expect, it } from 'vitest';
import { type ColumnData, fromColumns } from '../../../engines/memory/from-rows.ts';
import { stream } from '../../../math/random/stream.ts';
import { runSync } from '../../../relation/run.ts';
import { populationMean } from './population-mean.ts';

interface Request {
  readonly x: number;
  readonly p: number;
  readonly served: number;
  readonly y: number | null;
}

/** The outcome bends, so that a line leaves something, and three labels in ten of the served are lost. */
function requests(n: number, seed: number): readonly Request[] {
  const random = stream(seed);
  return Array.from({ length: n }, () => {
    const x = random.normal();
    const p = 1 / (1 + Math.exp(-0.2 - 0.7 * x));
    const served = random.bernoulli(p);
    const y = 1 + x + 0.5 * x * x + random.normal();
    return { x, p, served, y: served === 1 && random.uniform() >= 0.3 ? y : null };
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

describe('the augmented mean', () => {
  it('has the spread over logs for its standard error, though labels are lost', () => {
    const found = Array.from({ length: 300 }, (_, seed) => augmented(requests(200, 10 + seed)));
    const mean = found.reduce((sum, { value }) => sum + value, 0) / found.length;
    const spread = Math.sqrt(found.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (found.length - 1));
    const error = Math.sqrt(found.reduce((sum, { standardError }) => sum + standardError ** 2, 0) / found.length);
    expect(error / spread).toBeGreaterThan(0.9);
  });
});
