import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csv } from './csv.ts';

const cell = (value: string | number | undefined): string => csv(['x'], [{ x: value }]).slice('x\r\n'.length, -'\r\n'.length);

describe('a CSV file', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])('never holds %j as a formula', (text) => {
    expect(cell(text)).toBe(/[\r\n]/.test(text) ? `"'${text}"` : `'${text}`);
  });

  it('leaves numbers alone, negative ones too', () => {
    expect([-0.5, 1e-20, 0, 12_000, undefined].map(cell)).toEqual(['-0.5', '1e-20', '0', '12000', '']);
    expect(() => cell(Number.NaN)).toThrow(/NaN reached a CSV file/);
  });

  it('quotes what would end a cell', () => {
    expect(csv(['a', 'b,c'], [{ a: 'x "y"', 'b,c': 'one\ntwo' }])).toBe('a,"b,c"\r\n"x ""y""","one\ntwo"\r\n');
  });

  it('gives any text back, but for the apostrophe', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = cell(text);
        const read = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written;
        expect(read === text || read === `'${text}`).toBe(true);
        expect(read).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
    );
  });
});
