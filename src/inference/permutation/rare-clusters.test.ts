import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ClusterEvents, isExceededByClusters } from './rare-clusters.ts';

interface Golden {
  readonly cases: readonly {
    readonly treatment: readonly (readonly [events: number, units: number])[];
    readonly control: readonly (readonly [events: number, units: number])[];
    readonly pValue: number;
  }[];
  readonly added: readonly {
    readonly treatment: readonly (readonly [events: number, units: number])[];
    readonly control: readonly (readonly [events: number, units: number])[];
    readonly measure: 'difference' | 'ratio';
    readonly null: number;
    readonly pValue: number;
  }[];
  readonly tolerance: { readonly added: number };
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../../goldens/exact/clusters.json', import.meta.url), 'utf8'));
const arm = (clusters: readonly (readonly [number, number])[]): ClusterEvents => ({
  events: Float64Array.from(clusters, ([events]) => events),
  units: Float64Array.from(clusters, ([, units]) => units),
});

describe('the permutation test of clusters', () => {
  it.each(golden.cases)('of no difference takes every way to draw the arms: $pValue', ({ treatment, control, pValue }) => {
    const rejects = (alpha: number): boolean => isExceededByClusters(arm(treatment), arm(control), { measure: 'difference', value: 0 }, alpha, 1);
    expect([rejects(pValue * 1.0001), rejects(pValue * 0.9999)]).toEqual([true, false]);
    // The ratio of one is the same null.
    expect(isExceededByClusters(arm(treatment), arm(control), { measure: 'ratio', value: 1 }, pValue * 1.0001, 1)).toBe(true);
  });

  it.each(golden.added)('of a $measure of $null makes arms alike by chance: $pValue', ({ treatment, control, measure, null: value, pValue }) => {
    const rejects = (alpha: number): boolean => isExceededByClusters(arm(treatment), arm(control), { measure, value }, alpha, 1);
    expect([rejects(pValue + golden.tolerance.added), rejects(pValue - golden.tolerance.added)]).toEqual([true, false]);
  });

  it('counts non-events where events are common', () => {
    const [few, none] = [
      arm([
        [2, 30],
        [1, 20],
        [3, 25],
        [2, 25],
      ]),
      arm([
        [0, 30],
        [0, 20],
        [1, 25],
        [0, 25],
      ]),
    ];
    const common = ({ events, units }: ClusterEvents): ClusterEvents => ({ units, events: units.map((n, g) => n - events[g]) });
    for (const alpha of [0.01, 0.05, 0.2])
      expect(isExceededByClusters(common(none), common(few), { measure: 'difference', value: 0.01 }, alpha, 3)).toBe(
        isExceededByClusters(few, none, { measure: 'difference', value: 0.01 }, alpha, 3),
      );
  });

  it('rejects nothing that no draw could reject, and the same with the same seed', () => {
    const [most, least] = [
      arm([
        [9, 10],
        [10, 10],
      ]),
      arm([
        [0, 10],
        [0, 10],
      ]),
    ];
    expect(isExceededByClusters(most, least, { measure: 'difference', value: 0 }, 0.16, 1)).toBe(false);
    expect(isExceededByClusters(most, least, { measure: 'difference', value: 0 }, 0.17, 1)).toBe(true);
  });
});
