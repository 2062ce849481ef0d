import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import { column } from '../../expressions/build.ts';
import type { Levels } from '../../inference/wald.ts';
import { stream } from '../../math/random/stream.ts';
import { itt } from '../../methods/arms/itt.ts';
import { runSync } from '../../relation/run.ts';
import { interactionMethod } from './difference.ts';
import { type AlongsideOptions, effectsAlongside } from './effects-alongside.ts';
import { interactionCheck } from './findings.ts';

type Values = (number | string | null)[];
interface Columns {
  readonly [name: string]: Values;
}

const n = 600;
const random = stream(41);
const drawn = (levels: readonly (string | null)[]): Values => Array.from({ length: n }, () => levels[random.integer(levels.length)]);
const z = Array.from({ length: n }, () => random.bernoulli(0.5));
const page = drawn(['new', 'old', null]);
const price = drawn(['high', 'low']);
const base: Columns = { z, page, price, y: z.map((arm, i) => random.normal() + (page[i] === 'new' ? -arm : arm)) };

function answerOn(columns: Columns, options: Partial<AlongsideOptions> = {}): Answer {
  const ask = (levels: Levels) => itt({ outcome: 'y', assignment: 'z', control: 0, ...levels });
  const means = [{ name: 'y', measure: column('y') }];
  const all = { columns: ['page'], assignment: 'z', contrasts: 1, means, seed: 1, level: 0.95, boundsLevel: 0.95, ...options };
  return runSync(fromColumns(columns), effectsAlongside(all, { within: (_, levels) => ask(levels), whole: ask }));
}

const numbers = ({ value, standardError, interval, test }: Estimate): unknown => ({ value, standardError, pieces: interval.pieces, test });
const isDifference = ({ method }: Estimate): boolean => method.id === interactionMethod;
const about = ({ findings }: Answer) => findings.filter(({ check }) => check === interactionCheck);

describe('effects in the arms of another experiment', () => {
  const answer = answerOn(base);

  it('are one for each arm, and one for units outside it', () => {
    expect(answer.estimates.map(({ id }) => id)).toEqual([
      'itt:y@page=new',
      'itt:y@page=old',
      'itt:y@page=not in it',
      'interaction:y@page=old less new',
      'interaction:y@page=not in it less new',
    ]);
    expect(answer.estimates.slice(0, 3).reduce((sum, e) => sum + e.sizes.units, 0)).toBe(n);
  });

  it('warn where they differ, and are shown beside all as it ran', () => {
    const [finding] = about(answer);
    expect(finding).toMatchObject({ verdict: 'warn', about: { column: 'page', arm: '1' } });
    expect(finding.says).toMatch(/where page is new.*where it is old.*where it is not in it/);
    const [exhibit] = answer.exhibits;
    expect(exhibit).toMatchObject({ id: 'alongside:itt:y@page', kind: 'intervals', part: 'segments' });
    expect(exhibit.columns.label).toEqual([
      'all, as page ran',
      'page = new',
      'page = old',
      'page = not in it',
      'difference: old less new',
      'difference: not in it less new',
    ]);
  });

  it('pass where they do not, with what could have been seen', () => {
    const [finding] = about(answerOn(base, { columns: ['price'] }));
    expect(finding.verdict).toBe('pass');
    expect(finding.says).toMatch(/It could have seen a difference of 0\.\d+\./);
  });

  it('of several experiments are tested together, by Holm', () => {
    const [alone] = about(answerOn(base, { columns: ['price'] }));
    const both = about(answerOn(base, { columns: ['page', 'price'] }));
    expect(both.map((f) => f.about.column)).toEqual(['page', 'price']);
    expect(both[1].pValue).toBeCloseTo(alone.pValue!, 12);
    expect(both[0].pValue).toBeCloseTo(2 * about(answer)[0].pValue!, 12);
    expect(both[0].says).toContain('by Holm over 2 tests');
  });

  it('compare with the arm that is called as this control is', () => {
    const { estimates } = answerOn(base, { base: 'old' });
    expect(estimates.filter(isDifference).map(({ id }) => id)).toEqual(['interaction:y@page=new less old', 'interaction:y@page=not in it less old']);
  });

  it('are called by another name where an arm is called so', () => {
    const columns = { ...base, page: page.map((level) => (level === 'old' ? 'not in it' : level)) };
    expect(answerOn(columns).estimates.map(({ estimand }) => estimand.segment!.level)).toContain('no value');
  });
});

describe('laws', () => {
  const plain = answerOn(base);

  it('other names of the arms change names alone', () => {
    const named = answerOn({ ...base, page: page.map((level) => (level === null ? null : { new: 'a', old: 'b' }[level as 'new' | 'old'])) });
    expect(named.estimates.map(numbers)).toEqual(plain.estimates.map(numbers));
    expect(about(named).map(({ pValue, statistic }) => ({ pValue, statistic }))).toEqual(about(plain).map(({ pValue, statistic }) => ({ pValue, statistic })));
  });

  it('names in another order turn differences round', () => {
    const turned = answerOn({ ...base, page: page.map((level) => (level === 'new' ? 'z' : level === 'old' ? 'a' : null)) });
    const difference = (answer: Answer, level: string) => answer.estimates.find((e) => isDifference(e) && e.estimand.segment!.level === level)!;
    expect(difference(turned, 'z less a').value).toBeCloseTo(-difference(plain, 'old less new').value, 12);
    expect(about(turned)[0].pValue).toBeCloseTo(about(plain)[0].pValue!, 12);
  });

  it('the order of rows does not matter', () => {
    const order = Array.from({ length: n }, (_, i) => (i * 7) % n);
    expect(new Set(order).size).toBe(n);
    const shuffled = answerOn(Object.fromEntries(Object.entries(base).map(([name, values]) => [name, order.map((i) => values[i])])));
    for (const [i, e] of shuffled.estimates.entries()) {
      expect(e.id).toBe(plain.estimates[i].id);
      expect(e.value).toBeCloseTo(plain.estimates[i].value, 12);
      expect(e.standardError).toBeCloseTo(plain.estimates[i].standardError!, 12);
    }
    expect(about(shuffled)[0].pValue).toBeCloseTo(about(plain)[0].pValue!, 12);
  });

  it('an outcome in another unit changes sizes alone', () => {
    const larger = answerOn({ ...base, y: base.y.map((y) => 60 * (y as number)) });
    for (const [i, e] of larger.estimates.entries()) expect(e.value).toBeCloseTo(60 * plain.estimates[i].value, 9);
    expect(about(larger)[0].pValue).toBeCloseTo(about(plain)[0].pValue!, 12);
  });
});

describe('cells that are too small', () => {
  it('are refused by name, and the others are compared', () => {
    const nested = base.page.map((level, i) => (z[i] === 0 && level === 'new' ? null : level));
    const answer = answerOn({ ...base, page: nested });
    const refused = about(answer).filter(({ verdict }) => verdict === 'refuse');
    expect(refused).toHaveLength(1);
    expect(refused[0].says).toContain('No effect for page = new');
    expect(refused[0].mend).toContain('inside an arm of the other');
    expect(answer.estimates.map(({ id }) => id)).toEqual(['itt:y@page=old', 'itt:y@page=not in it', 'interaction:y@page=not in it less old']);
  });

  it('are not tested where a single arm has an effect', () => {
    const nested = base.page.map((level, i) => (z[i] === 0 && level !== 'old' ? 'old' : (level ?? 'new')));
    const [, untested] = about(answerOn({ ...base, page: nested }));
    expect(untested).toMatchObject({ verdict: 'refuse' });
    expect(untested.says).toContain('fewer than two of its arms have an effect');
  });

  it('draw few events anew', () => {
    const rare = z.map((arm, i) => (i % 90 === 0 || (arm === 1 && page[i] === 'new' && i % 7 === 0) ? 1 : 0));
    const [finding] = about(answerOn({ ...base, y: rare }));
    expect(finding.says).toContain('by draws of its few events');
    expect(about(answerOn({ ...base, y: rare }))[0].pValue).toBe(finding.pValue);
  });

  it('say nothing where a few values decide the mean', () => {
    const heavy = z.map((_, i) => Math.exp(2.5 * stream(5, i).normal()));
    const small = page.map((level, i) => (level === 'new' ? (z[i] === 1 && i % 9 > 0 ? 'old' : 'new') : (level ?? 'old')));
    const [finding] = about(answerOn({ ...base, page: small, y: heavy }));
    expect(finding).toMatchObject({ verdict: 'refuse' });
    expect(finding.says).toContain('a few values decide the mean');
  });

  it('refuse a column of many values', () => {
    const [finding] = about(answerOn({ ...base, page: page.map((_, i) => i % 25) }));
    expect(finding).toMatchObject({ verdict: 'refuse', statistic: 25, threshold: 20 });
  });
});
