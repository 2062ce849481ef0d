import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { penalisedLogit } from './penalised-logit.ts';

const folder = new URL('../../../goldens/logistic/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('penalised.json', folder), 'utf8'));
const columnsOf = (table: string): ReadonlyMap<string, Float64Array> => {
  const [names, ...lines] = readFileSync(new URL(`${table}.csv`, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  return new Map(names.map((name, j) => [name, Float64Array.from(lines, (line) => Number(line[j]))]));
};
const constant = (n: number): Float64Array => new Float64Array(n).fill(1);

describe('logistic regression with the prior of Jeffreys', () => {
  it.each(golden.fits as { table: string; separated: boolean; coefficients: number[] }[])(
    'agrees with brglm2 on $table, separated: $separated',
    ({ table, separated, coefficients }) => {
      const columns = columnsOf(table);
      const d = columns.get('d')!;
      const y = columns.get('y')!.map((one, i) => (separated && d[i] === 1 ? 1 : one));
      const fit = penalisedLogit(y, [constant(y.length), ...golden.columns.map((name: string) => columns.get(name)!)])!;
      for (const [j, b] of coefficients.entries()) expect(Math.abs(fit.coefficients[j] - b) / Math.abs(b)).toBeLessThan(golden.tolerance);
    },
  );

  it('adds half an event and half a non-event to a constant share, whose error is then that of so many rows', () => {
    const y = Float64Array.of(1, 1, 1);
    const { coefficients, shares, leverages, inverse } = penalisedLogit(y, [constant(3)])!;
    expect(shares[0]).toBeCloseTo(3.5 / 4, 12);
    expect(coefficients[0]).toBeCloseTo(Math.log(7), 12);
    expect(leverages.reduce((sum, h) => sum + h, 0)).toBeCloseTo(1, 12);
    expect(inverse[0]).toBeCloseTo(1 / (4 * (3.5 / 4) * (0.5 / 4)), 12);
  });

  it('has none where columns repeat each other', () => {
    const y = Float64Array.of(0, 1, 1, 0);
    expect(penalisedLogit(y, [constant(4), constant(4)])).toBeUndefined();
  });
});
