import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { blocked } from '../../src/methods/arms/blocked/blocked.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectRelative, type ReferenceEstimate } from '../support/agree.ts';
import { supportTickets } from '../support/randomized-golden.ts';

interface Case {
  readonly name: string;
  readonly data: string;
  readonly treatment: string;
  readonly outcome: string;
  readonly n: number;
  readonly sample: ReferenceEstimate;
  readonly lin?: ReferenceEstimate;
  readonly population: ReferenceEstimate;
}
interface Golden {
  readonly tolerance: { readonly relative: number };
  readonly data: Readonly<Record<string, Record<'y' | 'z', readonly number[]> & { readonly b: readonly (number | string)[] }>>;
  readonly cases: readonly Case[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../goldens/blocked/estimatr.json', import.meta.url), 'utf8'));
const tolerance = golden.tolerance.relative;

let tickets: SyncRelation;
beforeAll(async () => {
  tickets = await supportTickets();
});

const namesIn = (data: string) => (data === 'support' ? { assignment: 'assigned_ai', blocks: 'language' } : { assignment: 'z', blocks: 'b' });
const rowsOf = (data: string): SyncRelation => (data === 'support' ? tickets : fromColumns(golden.data[data]));

describe.each(golden.cases)('$name', ({ data, treatment, outcome, n, ...expected }) => {
  const options = { outcome, control: 0, ...namesIn(data) };
  const of = (target: 'sample' | 'population', treatments?: readonly string[]): Estimate =>
    runSync(rowsOf(data), blocked({ ...options, target, ...(treatments && { treatments }) })).estimates.find(
      (e) => e.estimand.contrast.treatment === treatment,
    )!;

  it('agrees with difference_in_means for these units', () => {
    const found = of('sample', [treatment]);
    expectAgreesWith(found, expected.sample, tolerance);
    expect(found.sizes.units).toBe(n);
  });

  it('agrees with the definition for the population', () => expectAgreesWith(of('population', [treatment]), expected.population, tolerance));

  // Of pairs, and of one arm among three, there is no reference regression.
  const { lin: regression } = expected;
  if (regression === undefined) return;

  it('is the regression on blocks that interact with the arm', () => {
    expectAgreesWith(of('sample'), regression, tolerance);
    const { assignment, blocks } = namesIn(data);
    const [lin] = runSync(
      rowsOf(data),
      adjustedItt({ outcome, assignment, control: 0, adjust: [{ factor: blocks, drawn: true }], target: 'sample', freedom: 'residuals' }),
    ).estimates;
    expectAgreesWith(lin, regression, tolerance);
  });
});

interface Common {
  readonly tolerance: number;
  readonly arms: readonly { readonly treatment: string; readonly value: number; readonly sample: number; readonly population: number }[];
}
const common: Common = JSON.parse(readFileSync(new URL('../../goldens/blocked/common.json', import.meta.url), 'utf8'));

describe('several arms within blocks', () => {
  const effects = (target: 'sample' | 'population', shown?: readonly string[]) =>
    runSync(rowsOf('three'), blocked({ outcome: 'y', assignment: 'z', control: 0, blocks: 'b', target, ...(shown && { treatments: shown }) })).estimates;

  it.each(common.arms)('weigh blocks alike, by the units of all arms: $treatment', ({ treatment, value, ...errors }) => {
    for (const target of ['sample', 'population'] as const) {
      const found = effects(target).find((e) => e.estimand.contrast.treatment === treatment)!;
      expectRelative(found.value, value, common.tolerance, 'value');
      expectRelative(found.standardError, errors[target], common.tolerance, 'standard error');
    }
  });

  it('are another effect than that of one arm alone', () => expect(effects('sample')[0].value).not.toBeCloseTo(effects('sample', ['1'])[0].value, 6));
});
