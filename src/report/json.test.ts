import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { launch } from '../../test/report/study-result.ts';
import type { StudyResult } from '../study/result.ts';
import { reportHtml } from './html/report-html.ts';
import { resultsJson } from './json.ts';
import { memo } from './memo/memo.ts';
import { terminalSummary } from './terminal/terminal-summary.ts';

function withSeed(seed: number): StudyResult {
  return { ...launch, provenance: { ...launch.provenance, seed } };
}

describe('resultsJson', () => {
  it('holds everything that the result holds', () => {
    const back: unknown = JSON.parse(resultsJson(launch));
    expect(back).toEqual(JSON.parse(JSON.stringify(launch)));
  });

  it('does not depend on the order in which keys were written', () => {
    const reversed = Object.fromEntries(Object.entries(launch).reverse()) as unknown as StudyResult;
    expect(resultsJson(reversed)).toBe(resultsJson(launch));
  });

  const flow = launch.exhibits[0];
  const holed: StudyResult = {
    ...launch,
    exhibits: [...launch.exhibits, { ...flow, id: 'holes', kind: 'table', columns: { step: ['a', 'b'], units: [1, undefined], share: [undefined, 0.5] } }],
  };
  it.each([
    ['reportHtml', reportHtml],
    ['memo', memo],
    ['terminalSummary', (result: StudyResult) => terminalSummary(result, { color: false })],
  ])('survives, for %s, cells without a value too', (_, told) => {
    expect(told(JSON.parse(JSON.stringify(holed)) as StudyResult)).toBe(told(holed));
    expect(() => told(JSON.parse(resultsJson(holed)) as StudyResult)).not.toThrow();
  });

  it('ends with one newline', () => expect(resultsJson(launch)).toMatch(/[^\n]\n$/));

  it('writes 12 significant digits and leaves whole numbers whole', () => {
    expect(resultsJson(withSeed(1 / 3))).toContain('"seed": 0.333333333333,\n');
    expect(resultsJson(withSeed(2 ** 53 - 1))).toContain('"seed": 9007199254740991,\n');
    expect(resultsJson(withSeed(-0))).toContain('"seed": 0,\n');
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
        const { provenance } = JSON.parse(resultsJson(withSeed(x))) as StudyResult;
        expect(Math.abs(provenance.seed - x)).toBeLessThanOrEqual(5.01e-12 * Math.abs(x));
      }),
    );
  });

  it('throws, naming the path, on what JSON cannot say', () => {
    const [first, ...rest] = launch.estimates;
    expect(() => resultsJson({ ...launch, estimates: [{ ...first, value: Number.NaN }, ...rest] })).toThrow(/result\.estimates\[0\]\.value is NaN/);
    expect(() => resultsJson(withSeed(-Infinity))).toThrow(/result\.provenance\.seed is -Infinity/);
    expect(() => resultsJson({ ...launch, estimates: [{ ...first, details: { f: () => 1 } }] })).toThrow(/details\.f is a function/);
    expect(() => resultsJson({ ...launch, estimates: [{ ...first, details: { f: null } }] })).toThrow(/details\.f is null/);
  });
});
