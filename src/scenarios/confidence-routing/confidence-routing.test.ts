import { describe, expect, it } from 'vitest';
import { contrast, numbersOf } from '../../../test/support/contrast.ts';
import { normalGrid } from '../../math/normal-grid.ts';
import { confidenceRouting } from './confidence-routing.ts';
import { type ConfidenceParameters, confidenceParameters, languageShares, logit, longShare, resolvedChance, type Ticket, usualLogit } from './rules.ts';

const truths = (changed: Partial<ConfidenceParameters> = {}) => new Map(confidenceRouting.truth(changed).map(({ id, value }) => [id, value]));
const outcomes = ['resolved', 'minutes'] as const;
const columnsOf = (changed: Partial<ConfidenceParameters>, n = 30_000) => numbersOf(confidenceRouting.simulate({ n, seed: 1, ...changed }));

describe.each([{}, { cutoff: 0.5, spread: 0.1, effect: -4 }, { cutoff: 0.8, spread: 0.15, fuzz: 0.6, effect: 5 }])('with %o', (changed) => {
  const p = { ...confidenceParameters, ...changed };
  const found = truths(changed);
  const effect = (ticket: Ticket, logOdds: number): number => resolvedChance(ticket, logOdds, 1, p) - resolvedChance(ticket, logOdds, 0, p);
  const kinds = languageShares.flatMap((share, language) =>
    ([0, 1] as const).map((long) => ({ ticket: { language, long }, share: share * (long === 1 ? longShare : 1 - longShare) })),
  );

  it('is exact to 1e-9 over all tickets', () => {
    const { points, weights } = normalGrid(0.02);
    const all = kinds.reduce(
      (sum, { ticket, share }) => sum + share * points.reduce((s, z, i) => s + weights[i] * effect(ticket, usualLogit(ticket) + z), 0),
      0,
    );
    expect(Math.abs(found.get('all/resolved')! - all)).toBeLessThan(1e-9);
  });

  it('is at the cutoff what tickets within a narrowing reach of it have on average', () => {
    const within = (reach: number): number => {
      const sums = { weight: 0, effect: 0 };
      for (const { ticket, share } of kinds) {
        const cutoff = p.cutoff + [0, -p.spread, p.spread][ticket.language];
        const steps = 400;
        for (let i = 0; i < steps; i++) {
          const logOdds = logit(cutoff + reach * ((2 * i + 1) / steps - 1));
          const z = logOdds - usualLogit(ticket);
          const slope = 1 / (1 / (1 + Math.exp(-logOdds))) / (1 / (1 + Math.exp(logOdds)));
          const weight = share * Math.exp((-z * z) / 2) * slope;
          sums.weight += weight;
          sums.effect += weight * effect(ticket, logOdds);
        }
      }
      return sums.effect / sums.weight;
    };
    expect(Math.abs(within(1e-4) - found.get('at-cutoff/resolved')!)).toBeLessThan(1e-7);
  });

  it.each(outcomes)('of %s the average over cutoffs lies between those of the languages', (outcome) => {
    const each = ['en', 'de', 'ja'].map((language) => found.get(`at-cutoff-${language}/${outcome}`)!);
    const average = found.get(`at-cutoff/${outcome}`)!;
    expect(average).toBeGreaterThan(Math.min(...each));
    expect(average).toBeLessThan(Math.max(...each));
  });

  it.each(outcomes)('of %s those whose model the cutoff decides are all tickets, unless capacity ends', (outcome) => {
    const gap = Math.abs(found.get(`decided/${outcome}`)! - found.get(`at-cutoff/${outcome}`)!);
    if (p.fuzz === 0) expect(gap).toBeLessThan(1e-12);
    else expect(gap).toBeGreaterThan(1e-3);
  });
});

it('shows a dashboard that the stronger model resolves fewer, where it resolves more', () => {
  const { resolved, strong } = columnsOf({});
  const { value } = contrast(
    resolved,
    (i) => strong[i] === 1,
    (i) => strong[i] === 0,
  );
  expect(value).toBeLessThan(-0.02);
  expect(truths().get('at-cutoff/resolved')!).toBeGreaterThan(0.1);
});

it('decides by the score alone, unless capacity ends: then by it in the share that is said', () => {
  const misses = (fuzz: number): readonly [below: number, above: number] => {
    const { confidence, cutoff, strong } = columnsOf({ fuzz });
    const below = strong.filter((_, i) => confidence[i] < cutoff[i]);
    const above = strong.filter((_, i) => confidence[i] >= cutoff[i]);
    return [1 - below.reduce((a, b) => a + b) / below.length, above.reduce((a, b) => a + b)];
  };
  expect(misses(0)).toEqual([0, 0]);
  const [below, above] = misses(0.4);
  // More tickets below the cutoff than elsewhere are long.
  expect(below).toBeGreaterThan(0.4);
  expect(below).toBeLessThan(0.5);
  expect(above).toBe(0);
});

it('logs rounded scores, of which some just below the cutoff say that they are at it', () => {
  const { confidence, strong } = columnsOf({ rounding: 2 });
  expect(confidence.every((x) => Number(x.toFixed(2)) === x)).toBe(true);
  const at = strong.filter((_, i) => confidence[i] === 0.7);
  expect(at.some((s) => s === 1) && at.some((s) => s === 0)).toBe(true);
});

it('has as many long tickets on either side of the cutoff, unless an operator moves them', () => {
  const jump = (manipulation: number) => {
    const { confidence, long } = columnsOf({ manipulation });
    return contrast(
      long,
      (i) => confidence[i] >= 0.7 && confidence[i] < 0.72,
      (i) => confidence[i] < 0.7 && confidence[i] >= 0.68,
    );
  };
  const [alone, moved] = [jump(0), jump(0.8)];
  expect(Math.abs(alone.value)).toBeLessThan(4 * alone.standardError);
  expect(moved.value).toBeGreaterThan(5 * moved.standardError);
});

it('gives languages cutoffs of their own where told', () => {
  const { columns } = confidenceRouting.simulate({ n: 50, seed: 1, spread: 0.1 });
  const { language, cutoff } = columns as { readonly language: readonly string[]; readonly cutoff: Float64Array };
  const own = new Map(language.map((name, i) => [name, cutoff[i]]));
  expect([own.get('en'), own.get('de')!.toFixed(2), own.get('ja')!.toFixed(2)]).toEqual([0.7, '0.60', '0.80']);
});
