import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scenarios } from './catalogue.ts';
import type { Scenario, Truth } from './scenario.ts';

interface Reference {
  readonly id: string;
  readonly value: number;
  readonly standardError: number;
}
interface Golden {
  readonly options: { readonly draws: number };
  readonly tolerance: { readonly standardErrors: number };
  readonly cases: readonly { readonly name: string; readonly parameters: Readonly<Record<string, number>>; readonly expected: readonly Reference[] }[];
}
const goldenOf = ({ id }: Scenario): Golden => JSON.parse(readFileSync(new URL(`../../goldens/scenarios/${id}.json`, import.meta.url), 'utf8'));
const byId = (truths: readonly Truth[]) => new Map(truths.map((truth) => [truth.id, truth.value]));

/** Truths without a counterpart in the draws, which have tests of their own. */
const derived = ['resting-gap/difficulty', 'naive/finished', 'naive/minutes'];

/** Rows, and how many of them bear on a truth as if they were drawn alone: a sixteenth of the requests in a period of the feedback loop, a twentieth in a week of the launch, of the upgrade one workspace, and of the review users, who have five sessions. */
const sizes: Readonly<Record<string, readonly [number, number]>> = {
  'feedback-loop': [96_000, 6_000],
  'staged-launch': [32_000, 1_600],
  'global-upgrade': [32_000, 1],
  'weekly-review': [32_000, 6_000],
};

const cases = scenarios.flatMap((scenario) => {
  const { cases: all, options, tolerance } = goldenOf(scenario);
  return all.map((one) => ({ ...one, scenario, id: scenario.id, draws: options.draws, standardErrors: tolerance.standardErrors }));
});

describe.each(cases)('$id, $name: against 10,000,000 independent draws', ({ scenario, parameters, expected, draws, standardErrors }) => {
  const within = (value: number | undefined, reference: Reference, n: number) =>
    expect(Math.abs((value as number) - reference.value), reference.id).toBeLessThanOrEqual(
      standardErrors * reference.standardError * Math.sqrt(draws / n) + 1e-9 * Math.abs(reference.value),
    );

  it('integrates to the same population truths', () => {
    const truths = byId(scenario.truth(parameters));
    expect([...truths.keys()].filter((id) => !derived.includes(id)).sort()).toEqual(expected.map(({ id }) => id).sort());
    for (const reference of expected) within(truths.get(reference.id), reference, draws);
  });

  it('realises truths as near as its number of units allows', () => {
    const [n, own] = sizes[scenario.id] ?? [32_000, 32_000];
    const realised = byId(scenario.simulate({ n, seed: 5, ...parameters }).truth.realised);
    for (const reference of expected) within(realised.get(reference.id), reference, own);
  });
});
