import { describe, expect, it } from 'vitest';
import { expectDeepClose } from '../../../../test/support/deep-close.ts';
import { temporaryFiles } from '../../../../test/support/duckdb-files.ts';
import { openFiles } from '../../../duckdb.ts';
import { fromRows } from '../../../engines/memory/from-rows.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import { column, greater, indicator } from '../../../expressions/build.ts';
import { stream } from '../../../math/random/stream.ts';
import { all } from '../../../relation/asking.ts';
import { run, runSync } from '../../../relation/run.ts';
import { adjustedItt } from '../adjusted-itt.ts';
import { itt } from '../itt.ts';
import type { LogisticEffectDetails } from './estimates.ts';
import { type LogisticEffectOptions, logisticEffect } from './logistic-effect.ts';

interface Row {
  readonly z: string | null;
  readonly y: number | null;
  readonly x: number | null;
  readonly w: number;
  readonly g: string | null;
  readonly team: string | null;
}

function rowsOf(n = 400, seed = 5): readonly Row[] {
  const random = stream(seed);
  return Array.from({ length: n }, (_, i) => {
    const [z, x, w, g] = [['off', 'on', 'max'][random.integer(3)], random.normal(), random.uniform(), 'abc'[random.integer(3)]];
    const y = random.bernoulli(1 / (1 + Math.exp(0.2 - x - (z === 'off' ? 0 : 0.5) - (g === 'b' ? 0.8 : 0))));
    return { z, x, w, g, y, team: `${z} ${i % 20}` };
  });
}

const rows = rowsOf();
const options: LogisticEffectOptions = { outcome: 'y', assignment: 'z', control: 'off', adjust: ['x', 'w', { factor: 'g' }] };
const answer = (on: readonly Row[], changes: Partial<LogisticEffectOptions> = {}) =>
  runSync(fromRows(on as readonly { [K in keyof Row]: Row[K] }[]), logisticEffect({ ...options, ...changes }));
const without = ({ method, details, ...e }: Estimate): object => ({ ...e, details: { ...details, iterations: 0, varianceReduction: 0 } });

describe('fetched or asked, the answer is the same', () => {
  it.each<[string, readonly Row[], Partial<LogisticEffectOptions>]>([
    ['with several arms and a factor', rows, {}],
    ['with numbers only', rows, { adjust: ['x', 'w'] }],
    ['without covariates', rows, { adjust: [] }],
    [
      'with missing covariates and outcomes',
      rows.map((row, i) => ({ ...row, x: i % 9 === 0 ? null : row.x, g: i % 11 === 0 ? null : row.g, y: i % 13 === 0 ? null : row.y })),
      {},
    ],
    ['with clusters', rows, { cluster: 'team' }],
    ['by the model', rows, { covariance: 'nonrobust' }],
    ['for some of the arms', rows, { treatments: ['max'] }],
  ])('%s', (_, on, changes) => {
    const [columns, moments] = (['columns', 'moments'] as const).map((path) => answer(on, { ...changes, path }));
    expect(columns.estimates.length).toBeGreaterThan(0);
    expectDeepClose(moments.estimates.map(without), columns.estimates.map(without), 1e-9);
    expect(moments.findings).toEqual(columns.findings);
    expect([columns, moments].map(({ estimates: [e] }) => (e.method.options as { path: string }).path)).toEqual(['columns', 'moments']);
  });

  it('also in a database', async () => {
    const files = await temporaryFiles();
    try {
      const csv = ['z,y,x,w,g,team', ...rows.map(({ z, y, x, w, g, team }) => [z, y, x, w, g, team].join(','))].join('\n');
      await files.put('rows.csv', csv);
      const data = await openFiles(files.at('rows.csv'));
      const memory = answer(rows, { cluster: 'team' });
      for (const path of ['columns', 'moments'] as const) {
        const { estimates } = await run(data, logisticEffect({ ...options, cluster: 'team', path }));
        expectDeepClose(estimates.map(without), memory.estimates.map(without), 1e-9);
      }
      // Several outcomes share the scans of each round.
      const before = data.statements.length;
      const late = { ...options, outcome: 'late', measure: indicator(greater(column('w'), 0.5)), adjust: ['x'], path: 'moments' } as const;
      await run(data, logisticEffect(late));
      const alone = data.statements.length - before;
      const asking = all([logisticEffect({ ...options, adjust: ['x'], path: 'moments' }), logisticEffect(late)]);
      const [, second] = await run(data, asking);
      expect(second.estimates.map(({ id }) => id)).toEqual(['logistic-effect:late:max', 'logistic-effect:late:on']);
      expect(data.statements.length - before - alone).toBeLessThanOrEqual(alone + 4);
      data.close();
    } finally {
      await files.close();
    }
  });
});

describe('the effect', () => {
  it('is near that of the linear adjustment, and has an odds ratio beside it', () => {
    const linear = runSync(
      fromRows(rows as readonly { [K in keyof Row]: Row[K] }[]),
      adjustedItt({ outcome: 'y', assignment: 'z', control: 'off', adjust: options.adjust }),
    ).estimates;
    for (const [i, e] of answer(rows).estimates.entries()) {
      expect(Math.abs(e.value - linear[i].value)).toBeLessThan(linear[i].standardError! / 2);
      expect(e.standardError! / linear[i].standardError!).toBeCloseTo(1, 1);
      const { oddsRatio } = e.details as LogisticEffectDetails;
      expect(oddsRatio.low < oddsRatio.value && oddsRatio.value < oddsRatio.high).toBe(true);
    }
  });

  it('is the difference of shares without covariates, and so are its errors with HC0', () => {
    const [e] = answer(rows, { adjust: [], covariance: 'HC0', treatments: ['on'] }).estimates;
    const share = (arm: string): { p: number; n: number } => {
      const own = rows.filter(({ z }) => z === arm);
      return { n: own.length, p: own.reduce((sum, { y }) => sum + y!, 0) / own.length };
    };
    const [one, zero] = [share('on'), share('off')];
    expect(e.value).toBeCloseTo(one.p - zero.p, 12);
    expect(e.standardError!).toBeCloseTo(Math.sqrt((one.p * (1 - one.p)) / one.n + (zero.p * (1 - zero.p)) / zero.n), 12);
  });

  it('with a cluster for each row has the error of rows', () => {
    const own = rows.map((row, i) => ({ ...row, team: `u${i}` }));
    const [clustered, plain] = [answer(own, { cluster: 'team', covariance: 'CR0' }), answer(own, { covariance: 'HC0' })];
    expectDeepClose(
      clustered.estimates.map((e) => e.standardError),
      plain.estimates.map((e) => e.standardError),
      1e-10,
    );
    expect(clustered.estimates[0].sizes.clusters).toBe(plain.estimates[0].sizes.units);
  });
});

describe('CR2 of few and uneven clusters', () => {
  const random = stream(77);
  const uneven = rows.map((row) => {
    const team = Math.floor(12 * random.uniform() ** 2);
    return { ...row, team: `${row.z} ${team}` };
  });

  it.each(['columns', 'moments'] as const)('is that of the difference in means without covariates, from %s', (path) => {
    const found = answer(uneven, { adjust: [], cluster: 'team', path });
    const plain = runSync(fromRows(uneven as readonly { [K in keyof Row]: Row[K] }[]), itt({ outcome: 'y', assignment: 'z', control: 'off', cluster: 'team' }));
    for (const [i, e] of found.estimates.entries()) {
      expect(e.value).toBeCloseTo(plain.estimates[i].value, 10);
      expect(e.standardError! / plain.estimates[i].standardError!).toBeCloseTo(1, 9);
      expect(e.interval.reference).toEqual(plain.estimates[i].interval.reference);
    }
    expect(found.findings.filter((f) => f.check === 'cluster-freedom').map((f) => f.verdict)).toEqual(
      plain.findings.filter((f) => f.check === 'cluster-freedom').map((f) => f.verdict),
    );
  });

  it('is the same from rows as from moments, with covariates', () => {
    const [rowsOf, asked] = (['columns', 'moments'] as const).map((path) => answer(uneven, { cluster: 'team', path }).estimates);
    expectDeepClose(
      rowsOf.map((e) => [e.value, e.standardError, e.interval.reference]),
      asked.map((e) => [e.value, e.standardError, e.interval.reference]),
      1e-8,
    );
  });
});

describe('a refusal says why', () => {
  const refusal = (on: readonly Row[], changes: Partial<LogisticEffectOptions> = {}): object => {
    const each = (['columns', 'moments'] as const).map((path) => answer(on, { ...changes, path }));
    for (const { estimates, findings } of each) {
      expect(estimates).toEqual([]);
      expect(findings).toHaveLength(1);
      expect(findings[0].verdict).toBe('refuse');
    }
    expect(each[1].findings[0].check).toBe(each[0].findings[0].check);
    return each[0].findings[0];
  };

  it('of a level that predicts perfectly, the first too, and of a column of zeros and ones', () => {
    for (const [level, name] of [
      ['b', 'g=b'],
      ['a', 'g, its first level,'],
    ]) {
      const sure = rows.map((row) => (row.g === level ? { ...row, y: 1 } : row));
      expect(refusal(sure)).toMatchObject({ check: 'separation', says: expect.stringContaining(`where ${name} is 1: ${name} predicts it perfectly`) });
    }
    expect(refusal(rows.map((row) => ({ ...row, w: row.y === 1 && row.x! > 0 ? 1 : 0 })))).toMatchObject({
      says: expect.stringContaining('w predicts it perfectly'),
    });
  });

  it('of columns that separate', () => {
    expect(refusal(rows.map((row) => ({ ...row, y: row.x! > 0.1 ? 1 : 0 })))).toMatchObject({
      check: 'separation',
      says: expect.stringMatching(/^x tells units with y/),
    });
  });

  it('of an arm without events, or with nothing else', () => {
    for (const y of [0, 1]) {
      const says = `y is ${y} on all`;
      expect(refusal(rows.map((row) => (row.z === 'on' ? { ...row, y } : row)))).toMatchObject({ check: 'separation', says: expect.stringContaining(says) });
    }
  });

  it('of an outcome with a 2, of more columns than units', () => {
    expect(refusal(rows.map((row, i) => (i === 3 ? { ...row, y: 2 } : row)))).toMatchObject({ check: 'binary-outcome' });
    const few = rows.slice(0, 4).map((row, i) => ({ ...row, z: i < 2 ? 'on' : 'off', y: i % 2 }));
    expect(refusal(few, { adjust: ['x', 'w'] })).toMatchObject({
      check: 'residual-freedom',
      says: '4 units cannot carry 4 coefficients of a logistic regression of y.',
    });
  });

  it('is an error where an option makes no sense, or covariates are no regression', () => {
    expect(() => answer(rows, { cluster: 'team', covariance: 'HC0' })).toThrow('"CR0", "CR1" or "CR2"');
    expect(() => answer(rows, { covariance: 'CR0' })).toThrow('where there is no cluster');
    expect(() => answer(rows, { adjust: ['x', 'y'] })).toThrow('covariates measured before assignment');
    expect(() => answer(rows.map((row) => ({ ...row, w: 3 })))).toThrow('Covariate "w" has the same value');
    expect(() =>
      answer(
        rows.map((row) => ({ ...row, w: 2 * row.x! + 1 })),
        { adjust: ['x', 'w'] },
      ),
    ).toThrow('"x" and "w" are linear combinations');
    expect(() => answer(rows.map((row, i) => ({ ...row, w: i === 2 ? Number.POSITIVE_INFINITY : row.w })))).toThrow('NaN or infinite');
    expect(() => answer(rows, { adjust: ['g'] })).toThrow('holds text, not numbers');
  });
});

it('warns of few events for its coefficients, and of few clusters', () => {
  const rare = rows.map((row, i) => ({ ...row, y: i % 16 === 0 ? 1 : 0, team: `${row.z} ${i % 4}` }));
  const { findings } = answer(rare, { cluster: 'team' });
  expect(findings.map(({ check, statistic }) => [check, statistic])).toEqual([
    ['sparse-events', 25 / 7],
    ['cluster-freedom', expect.closeTo(5.75, 2)],
    ['cluster-freedom', expect.closeTo(5.94, 2)],
  ]);
  const { findings: asStata } = answer(rare, { cluster: 'team', covariance: 'CR1' });
  expect(asStata.map(({ check, statistic }) => [check, statistic])).toContainEqual(['few-clusters', 12]);
});
