import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import { column } from '../../src/expressions/build.ts';
import { jointArms } from '../../src/inference/arms/joint-arms.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { cuped } from '../../src/methods/arms/cuped.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { ratioEffect } from '../../src/methods/arms/ratio/ratio-effect.ts';
import type { Asking } from '../../src/relation/asking.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectRelative } from '../support/agree.ts';

interface Reference {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
}
type Method = 'itt' | 'lin' | 'ancova' | 'cuped' | 'ratio';
interface Golden {
  readonly tolerance: { readonly relative: number };
  readonly data: Readonly<Record<string, readonly (number | string)[]>>;
  readonly cases: readonly {
    readonly name: string;
    readonly arms: readonly number[];
    readonly treatment: string;
    readonly expected: Readonly<Record<Method, Reference>> & { readonly population: number };
  }[];
  readonly joint: readonly number[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../goldens/clusters/named.json', import.meta.url), 'utf8'));
const tolerance = golden.tolerance.relative;
const rows = golden.data.y.map((_, i) => Object.fromEntries(Object.entries(golden.data).map(([name, values]) => [name, values[i]])));

const asked = { outcome: 'y', assignment: 'z', control: 0, cluster: 'village', clusterArms: 'any' } as const;
const methods: Readonly<Record<Method, () => Asking<Answer>>> = {
  itt: () => itt(asked),
  lin: () => adjustedItt({ ...asked, adjust: ['x'], target: 'sample' }),
  ancova: () => ancova({ ...asked, adjust: ['x'] }),
  cuped: () => cuped({ ...asked, covariate: 'x' }),
  ratio: () => ratioEffect({ ...asked, outcome: 'cost', denominator: 'uses' }),
};

describe.each(golden.cases)('clusters that hold several arms, $name', ({ arms, treatment, expected }) => {
  const data = fromRows(rows.filter(({ z }) => arms.includes(z as number)));
  const of = (asking: Asking<Answer>) => runSync(data, asking).estimates.find((e) => e.estimand.contrast.treatment === treatment)!;

  it.each(Object.keys(methods) as Method[])('have the errors and degrees of freedom of clubSandwich: %s', (method) => {
    const { value, standardError, interval } = of(methods[method]());
    expectRelative(value, expected[method].value, tolerance, 'value');
    expectRelative(standardError, expected[method].standardError, tolerance, 'standard error');
    expectRelative(interval.reference.kind === 't' ? interval.reference.df : undefined, expected[method].df, tolerance, 'degrees of freedom');
  });

  it('count the covariates as a sample too', () =>
    expectRelative(of(adjustedItt({ ...asked, adjust: ['x'] })).standardError, expected.population, tolerance, 'standard error'));

  it('are counted once, though they stand in both arms', () => {
    for (const method of [methods.itt, methods.lin, methods.cuped, methods.ratio]) {
      const { sizes } = of(method());
      expect(sizes.clusters).toBe(new Set(rows.filter(({ z }) => z === 0 || String(z) === treatment).map(({ village }) => village)).size);
    }
  });
});

it('several arms go together as clubSandwich has their means', () => {
  const found = runSync(
    fromRows(rows),
    jointArms({
      assignment: 'z',
      arms: ['0', '1', '2'],
      outcomes: [{ name: 'y', measure: column('y') }],
      covariates: [],
      slopes: 'common',
      cluster: 'village',
      clusterArms: 'any',
    }),
  );
  for (const [e, value] of golden.joint.entries()) expectRelative(found.covariance[e], value, tolerance, `covariance ${e}`);
});
