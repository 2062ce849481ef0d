import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { blockedAdjusted } from '../../src/methods/arms/blocked/adjusted/blocked-adjusted.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectRelative } from '../support/agree.ts';

interface Cells {
  readonly value: number;
  readonly byContrast: number;
  readonly sample: number;
  readonly population: number;
  readonly drawn: number;
  readonly df: number;
}
interface Differences {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
  readonly control: number;
}
interface Golden {
  readonly tolerance: { readonly relative: number };
  readonly data: Readonly<Record<string, Readonly<Record<string, readonly (number | string)[]>>>>;
  readonly cells: readonly { readonly data: string; readonly treatment: string; readonly expected: Readonly<Record<'by-arm' | 'common', Cells>> }[];
  readonly differences: readonly { readonly name: string; readonly data: string; readonly within?: string; readonly expected: Differences }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../goldens/blocked/adjusted.json', import.meta.url), 'utf8'));
const tolerance = golden.tolerance.relative;
const asked = { outcome: 'y', assignment: 'z', control: 0, blocks: 'b', adjust: ['x', 'u'] };
const of = (data: string, more: object): readonly Estimate[] => runSync(fromColumns(golden.data[data]), blockedAdjusted({ ...asked, ...more })).estimates;
const dfOf = ({ interval: { reference } }: Estimate) => (reference.kind === 't' ? reference.df : undefined);

describe.each(
  golden.cells.flatMap(({ expected, ...one }) => (['by-arm', 'common'] as const).map((slopes) => ({ ...one, slopes, expected: expected[slopes] }))),
)('blocks of the table $data that are absorbed, arm $treatment, slopes $slopes', ({ data, treatment, slopes, expected }) => {
  const found = (target: string) => of(data, { target, slopes }).find((e) => e.estimand.contrast.treatment === treatment)!;

  it('have the effect of a regression with an indicator of each block and arm', () => {
    expectRelative(found('sample').value, expected.byContrast, tolerance, 'value');
    expectRelative(found('sample').value, expected.value, tolerance, 'value, block by block');
  });

  it.each(['sample', 'population'] as const)('have its error, by the residuals and hat values of each cell: %s', (target) => {
    expectRelative(found(target).standardError, expected[target], tolerance, 'standard error');
    expectRelative(dfOf(found(target)), expected.df, tolerance, 'degrees of freedom');
  });

  it('have the spread of blocks where these were drawn, and what slopes add', () =>
    expectRelative(found('blocks').standardError, expected.drawn, tolerance, 'standard error'));
});

describe.each(golden.differences)('$name', ({ data, within, expected }) => {
  it('are the regression of differences', () => {
    const [e] = of(data, within === undefined ? {} : { within });
    expectRelative(e.value, expected.value, tolerance, 'value');
    expectRelative(e.standardError, expected.standardError, tolerance, 'standard error');
    expectRelative(dfOf(e), expected.df, tolerance, 'degrees of freedom');
    expectRelative(e.relative?.controlMean, expected.control, tolerance, 'mean of control');
  });
});

it('is the slope of each arm that makes the arms differ in it', () => {
  const [common] = of('uneven', { slopes: 'common' });
  const { slopes } = common.details as { readonly slopes: readonly Record<string, number | string>[] };
  expect(slopes.map((s) => [s.covariate, s['0'] === s['1']])).toEqual([
    ['x', true],
    ['u', true],
  ]);
});
