import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { mediation } from '../../src/methods/randomized/mediation/mediation.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectRelative } from '../support/agree.ts';

interface Reference {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
}
interface Case {
  readonly name: string;
  readonly outcome: string;
  readonly mediator: string;
  readonly covariates: readonly string[];
  readonly kinds: object;
  readonly rows: 'all' | 'few';
  readonly expected: Readonly<Record<string, Readonly<Record<string, Reference>>>>;
}

const folder = new URL('../../goldens/mediation/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('standardised.json', folder), 'utf8'));
const tolerance: number = golden.tolerance.relative;
const cases: readonly Case[] = golden.cases;
const rows: Record<Case['rows'], SyncRelation> = {} as never;

beforeAll(() => {
  const [names, ...lines] = readFileSync(new URL('sessions.csv', folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));
  const table = (of: readonly (readonly string[])[]) =>
    fromColumns(Object.fromEntries(names.map((name, j) => [name, of.map((line) => (name === 'team' || name === 'g' ? line[j] : Number(line[j])))])) as never);
  const arm = (z: string) => lines.filter((line) => line[names.indexOf('z')] === z);
  rows.all = table(lines);
  rows.few = table([...arm('0').slice(0, 60), ...arm('1').slice(0, 12)]);
});

const asked = ({ outcome, mediator, covariates, rows: of }: Case, more: object): readonly Estimate[] => {
  const o = { outcome, assignment: 'z', control: 0, mediators: [mediator], models: 'logistic', ...more } as const;
  return runSync(rows[of], mediation({ ...o, covariates: covariates.map((name) => (name === 'g' ? { factor: name } : name)) })).estimates;
};
const named = (estimates: readonly Estimate[], id: string): Estimate => estimates.find((e) => e.id.split(':')[0] === id)!;

describe('stacked estimating equations of logistic and linear regressions in numpy', () => {
  it.each(cases.flatMap((one) => Object.keys(one.expected).map((errors) => ({ ...one, errors }))))('$name, $rows rows, errors by $errors', (one) => {
    const found = asked(one, { interval: 'wald', ...(one.errors === 'team' && { cluster: 'team' }) });
    for (const [id, reference] of Object.entries(one.expected[one.errors])) {
      const estimate = named(found, id);
      expectAgreesWith(estimate, reference, tolerance);
      const { reference: by } = estimate.interval;
      expectRelative(by.kind === 't' ? by.df : Number.NaN, reference.df, tolerance, 'degrees of freedom');
      expect(estimate.method.options).toMatchObject({ models: one.kinds });
    }
  });
});

describe('statsmodels Mediation with logistic regressions', () => {
  const { runs, within } = golden.simulated;

  it.each(runs as { mediator: string; expected: Record<string, { value: number; standardError: number; monteCarloError: number }> }[])(
    'effects through $mediator on a share within Monte Carlo errors',
    ({ mediator, expected }) => {
      const found = asked({ outcome: 'solved', mediator, covariates: ['x'], rows: 'all' } as never, {});
      for (const [id, reference] of Object.entries(expected)) {
        const { value, interval } = named(found, id);
        expect(Math.abs(value - reference.value), id).toBeLessThan(within * reference.monteCarloError);
        const [{ low, high }] = interval.pieces;
        expect((high! - low!) / 3.92 / reference.standardError, `${id}, width`).toBeCloseTo(1, 0);
      }
    },
  );
});
