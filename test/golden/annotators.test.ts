import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AnnotatorsOptions, annotators } from '../../src/diagnostics/judges/annotators.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { studentTQuantile } from '../../src/math/distributions/student-t.ts';
import { labelOf } from '../../src/protocol/measured-of.ts';
import { runSync } from '../../src/relation/run.ts';

const golden = JSON.parse(readFileSync('goldens/judges/annotators.json', 'utf8'));
const people = { scores: ['a', 'b', 'c'], yes: ['yes a', 'yes b', 'yes c'] };
const rows = fromColumns(golden.data).derive({ label: labelOf(people.scores, 'mean') });

/** Alpha of each arm, and the standard error of the logarithm of disagreement that its interval has. */
function agreement(changes: Partial<AnnotatorsOptions>, count: (arm: string) => number) {
  const asked = { outcome: 'quality', human: 'label', annotators: people.scores, assignment: 'arm', control: 0, ...changes };
  const { columns } = runSync(rows, annotators(asked)).exhibits[0];
  return ['0', '1'].map((arm) => {
    const i = columns.arm.indexOf(arm);
    const [low, value, high] = ['low', 'Krippendorff alpha', 'high'].map((name) => columns[name][i] as number);
    expect(high < 1 && low > -1).toBe(true);
    const ofLogarithm = Math.log((1 - low) / (1 - high)) / 2 / studentTQuantile(0.975, count(arm) - 1);
    return { value, ofLogarithm, units: columns['units with several labels'][i] };
  });
}

const unitsIn = (arm: string): number => golden.arms[arm].units;
const clustersIn = (arm: string): number => {
  const { cluster, a, b, c, arm: of } = golden.data;
  const several = (i: number): boolean => [a[i], b[i], c[i]].filter((x) => x !== null).length > 1;
  return new Set(cluster.filter((_: number, i: number) => of[i] === Number(arm) && several(i))).size;
};

describe('agreement of three people, of whom some label what others do not', () => {
  it.each<[string, Partial<AnnotatorsOptions>, (arm: string) => number]>([
    ['scores', {}, unitsIn],
    ['yes', { annotators: people.yes }, unitsIn],
    ['weighted', { sampling: 'probability' }, unitsIn],
    ['clustered', { cluster: 'cluster' }, clustersIn],
  ])('is that of krippendorff, with the error of the jackknife: %s', (name, changes, count) => {
    for (const [i, { value, ofLogarithm, units }] of agreement(changes, count).entries()) {
      const asked = golden.arms[String(i)];
      expect(Math.abs(value - asked[name].value)).toBeLessThan(1e-9);
      expect(Math.abs(ofLogarithm / asked[name].ofLogarithm - 1)).toBeLessThan(1e-9);
      expect(units).toBe(asked.units);
    }
  });

  it('errs as Gwet says, but for what influences leave out of few units', () => {
    for (const [i, { value, ofLogarithm }] of agreement({}, unitsIn).entries()) {
      const { irrCAC: gwet } = golden.arms[String(i)];
      expect(Math.abs(value - gwet.value)).toBeLessThan(1e-9);
      const more = (ofLogarithm * (1 - value)) / gwet.standardError;
      expect(more).toBeGreaterThan(1);
      expect(more).toBeLessThan(1.1);
    }
  });
});
