import { describe, expect, it } from 'vitest';
import { answered, check, normalEstimate, scoredUnits, units } from '../../../test/support/scored-units.ts';
import { characteristics, characteristicsOverSplits } from './characteristics.ts';
import { valuedSubgroups } from './discovered-subgroups.ts';
import { omnibus } from './omnibus.ts';
import { groupsOverSplits, type OverSplits, overSplits, rearranged } from './over-splits.ts';
import { limitsOf, pValueOf } from './score-estimate.ts';
import { sequentialEvidence } from './sequential-evidence.ts';
import { shareHarmed } from './share-harmed.ts';
import { predictionGroups, sortedGroups } from './sorted-groups.ts';

describe('groups by prediction', () => {
  it('never part units predicted alike, and are as equal as ties allow', () => {
    check((seed) => {
      const { priorities, x } = scoredUnits(seed);
      const group = predictionGroups(priorities, 5);
      const rising = [...priorities.keys()].sort((a, b) => priorities[a] - priorities[b]).map((i) => group[i]);
      expect(rising).toEqual([...rising].sort());
      expect([...group]).toEqual(Array.from(priorities, (value) => group[priorities.indexOf(value)]));
      const sizes = predictionGroups(x, 5).reduce((counts, g) => counts.with(g, counts[g] + 1), [0, 0, 0, 0, 0]);
      expect(sizes).toEqual([24, 24, 24, 24, 24]);
    });
  });

  it('say nothing of a group that ties leave empty, and have their difference from those that are there', () => {
    const { sample, x } = scoredUnits(8);
    const group = predictionGroups(
      x.map((value) => (value > 0 ? 1 : 0)),
      5,
    );
    const { effects, units: sizes, difference } = answered(sortedGroups(sample, group, 5));
    const there = effects.filter((effect) => effect !== undefined);
    expect(there).toHaveLength(2);
    expect(sizes.filter((size) => size === 0)).toHaveLength(3);
    expect(difference.value).toBeCloseTo(there[1].value - there[0].value, 10);
  });

  it('are described by what they differ by', () => {
    const { sample, x } = scoredUnits(9);
    const { scores: _, ...of } = sample;
    const group = predictionGroups(x, 4, sample.weights);
    const columns = [
      { name: 'x', values: x.map((value, i) => (i % 9 === 0 ? Number.NaN : value)) },
      { name: 'same', values: x.map(() => 2) },
      { name: 'side', values: x.map((value) => (value > 0 ? 1 : 0)), levels: ['left', 'right'] },
      { name: 'unknown', values: x.map(() => Number.NaN) },
    ];
    const found = characteristics({ units, columns }, group, of);
    expect(found.map(({ name }) => name)).toEqual(['x', 'same', 'side=left', 'side=right']);
    const [first, same, left, right] = found;
    expect(pValueOf(first.difference)).toBeLessThan(1e-6);
    expect(first.missing).toBeGreaterThan(0);
    expect([same.least.value, same.most.value, pValueOf(same.difference)]).toEqual([2, 2, 1]);
    expect(right.difference.value).toBeCloseTo(-left.difference.value, 10);
    expect(right.most.value).toBe(1);
    const [median] = characteristicsOverSplits([found, found, found], 0.95);
    expect(median.difference.value).toBe(first.difference.value);
    expect(median.difference.pValue).toBeCloseTo(2 * pValueOf(first.difference), 12);
  });
});

describe('over splits', () => {
  it('gives of one split its own interval, of equal ones a wider one and twice the p-value', () => {
    const one = normalEstimate(1, 0.5);
    const alone = overSplits([one], 0.95)!;
    expect({ low: alone.low, high: alone.high }).toEqual(limitsOf(one, 0.95));
    const many = overSplits([one, one, one], 0.95)!;
    expect({ low: many.low, high: many.high }).toEqual(limitsOf(one, 0.975));
    expect(many.pValue).toBeCloseTo(2 * alone.pValue, 12);
    expect(overSplits([], 0.95)).toBeUndefined();
  });

  it('takes medians, not what one lucky split says', () => {
    const said = overSplits([normalEstimate(0.1, 1), normalEstimate(0.2, 1), normalEstimate(50, 1)], 0.95)!;
    expect(said.value).toBe(0.2);
    expect(said.pValue).toBe(1);
  });

  it('keeps a group only where every split has it', () => {
    const { sample, x } = scoredUnits(10);
    const full = answered(sortedGroups(sample, predictionGroups(x, 3), 3));
    const gap = answered(
      sortedGroups(
        sample,
        predictionGroups(x, 3).map((g) => (g === 1 ? 2 : g)),
        3,
      ),
    );
    const { effects, difference } = groupsOverSplits([full, gap], 0.9)!;
    expect(effects.map((effect) => effect !== undefined)).toEqual([true, false, true]);
    expect(difference.value).toBeCloseTo((full.difference.value + gap.difference.value) / 2, 12);
  });

  it('puts groups in rising order, and changes none that rise already', () => {
    const of = (value: number): OverSplits => ({ value, low: value - 1, high: value + 1, level: 0.95, pValue: 0.5, splits: 3 });
    expect(rearranged([of(2), of(1), of(3)]).map(({ value, low }) => [value, low])).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    expect(rearranged([of(1), of(2)])).toEqual([of(1), of(2)]);
  });
});

describe('several pieces of evidence', () => {
  it('in sequence are the sum of what each is, over the root of their number', () => {
    const folds = [normalEstimate(1, 0.5), normalEstimate(0.2, 0.1), normalEstimate(-0.3, 0.3)];
    const { value, standardError } = sequentialEvidence([...folds, normalEstimate(0, 0)])!;
    expect(value / standardError).toBeCloseTo((2 + 2 - 1) / Math.sqrt(3), 12);
    expect(sequentialEvidence([normalEstimate(0, 0)])).toBeUndefined();
    const few = sequentialEvidence([{ value: 1, standardError: 0.5, reference: { kind: 't', df: 4 } }])!;
    expect(pValueOf(few, 'two-sided', 1 - 0.5 * 2.7764451)).toBeCloseTo(0.05, 6);
  });

  it('as one test are the smallest, times their number, those without an answer counted', () => {
    expect(omnibus([{ name: 'a', pValue: 0.01 }, { name: 'b', pValue: 0.5 }, { name: 'c' }]).pValue).toBeCloseTo(0.03, 12);
    expect(omnibus([{ name: 'a' }]).pValue).toBe(1);
    expect(omnibus([]).pValue).toBe(1);
  });
});

describe('subgroups', () => {
  it('alone have the interval of their own; copies of one add nothing; the rest are left out by name', () => {
    const { sample, x } = scoredUnits(11);
    const member = Uint8Array.from(x, (value) => (value > 0 ? 1 : 0));
    const one = answered(valuedSubgroups(sample, [{ name: 'right', member, found: 2 }], { level: 0.95 })).subgroups[0];
    const { low, high } = limitsOf(one.effect, 0.95);
    expect(one.effect.low).toBeCloseTo(low, 6);
    expect(one.effect.high).toBeCloseTo(high, 6);
    expect(one.optimism).toBeCloseTo(2 - one.effect.value, 12);
    const { subgroups, left } = answered(
      valuedSubgroups(
        sample,
        [
          { name: 'right', member },
          { name: 'again', member },
          { name: 'nobody', member: new Uint8Array(units) },
        ],
        { level: 0.95 },
      ),
    );
    expect(subgroups[1].effect.low).toBeCloseTo(low, 4);
    expect(left).toEqual(['nobody']);
  });
});

describe('the share harmed', () => {
  const ofAll = (control: number, treated: number) => {
    const half = 200;
    const y = (share: number): Float64Array => Float64Array.from({ length: half }, (_, i) => (i < share * half ? 1 : 0));
    const known = (value: number): Float64Array => new Float64Array(half).fill(value);
    return answered(
      shareHarmed({ scores: { control: y(control), treated: y(treated) }, expected: { control: known(control), treated: known(treated) } }, 0.95),
    );
  };

  it('lies between what the margins of two arms allow', () => {
    const { harmed, helped } = ofAll(0.6, 0.3);
    expect([harmed.lower.value, harmed.upper.value]).toEqual([expect.closeTo(0.3, 10), expect.closeTo(0.6, 10)]);
    expect([helped.lower.value, helped.upper.value]).toEqual([0, expect.closeTo(0.3, 10)]);
    expect(ofAll(0.9, 0.8).harmed.upper.value).toBeCloseTo(0.2, 10);
  });

  it('is as large as a half where two arms have the same mean', () => {
    const { harmed } = ofAll(0.5, 0.5);
    expect([harmed.lower.value, harmed.upper.value]).toEqual([0, expect.closeTo(0.5, 10)]);
    expect(harmed.interval.low).toBe(0);
  });
});
