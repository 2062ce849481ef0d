import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { ratioEffect } from '../../src/methods/arms/ratio/ratio-effect.ts';
import type { Asking } from '../../src/relation/asking.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectRelative } from '../support/agree.ts';

interface Errors {
  readonly standardError: number;
  /** Of the whole regression under equal variances, and of the arms' joined by Welch and Satterthwaite. */
  readonly together: number;
  readonly joined: number;
}
interface Golden {
  readonly tolerance: number;
  readonly data: Readonly<Record<'z' | 'x' | 'w' | 'y', readonly number[]>>;
  readonly lin: { readonly value: number; readonly sample: Errors; readonly population: Errors };
  readonly ancova: Errors & { readonly value: number };
}
const golden: Golden = JSON.parse(readFileSync(new URL('../../goldens/small-samples/freedom.json', import.meta.url), 'utf8'));
const rows = fromColumns(Object.fromEntries(Object.entries(golden.data).map(([name, values]) => [name, Float64Array.from(values)])));
const asked = { outcome: 'y', assignment: 'z', control: 0, adjust: ['x', 'w'] };

function expectErrors({ value, standardError, interval: { reference } }: Estimate, of: number, { joined, together, ...errors }: Errors): void {
  const { tolerance } = golden;
  expectRelative(value, of, tolerance, 'effect');
  expectRelative(standardError, errors.standardError, tolerance, 'standard error');
  expectRelative(reference.kind === 't' ? reference.df : undefined, Math.min(joined, together), tolerance, 'degrees of freedom');
}
const ratio: { readonly data: Readonly<Record<string, readonly number[] | readonly string[]>>; readonly expected: Errors & { readonly value: number } } =
  JSON.parse(readFileSync(new URL('../../goldens/small-samples/ratio.json', import.meta.url), 'utf8'));
const only = (asking: Asking<Answer>): Estimate => runSync(rows, asking).estimates[0];

it.each(['sample', 'population'] as const)("Lin's adjustment of 5 treated and 15 others, %s", (target) => {
  expectErrors(only(adjustedItt({ ...asked, target })), golden.lin.value, golden.lin[target]);
});

it('analysis of covariance of them', () => expectErrors(only(ancova(asked)), golden.ancova.value, golden.ancova));

it('counts the rows that the regression has, not those whose outcome is missing', () => {
  const { z, x, w, y } = golden.data;
  const more = fromColumns({ z: [...z, 1, 0], x: [...x, 5, -5], w: [...w, 3, 3], y: [...y, null, null] });
  for (const asking of [() => ancova(asked), () => adjustedItt({ ...asked, target: 'sample' })])
    expect(runSync(more, asking()).estimates[0].interval).toEqual(only(asking()).interval);
});

it('a ratio over 3 treated clusters and 12 others', () => {
  const answer = runSync(
    fromColumns(ratio.data),
    ratioEffect({ outcome: 'spend a visit', numerator: 'spend', denominator: 'visits', assignment: 'arm', control: 0, cluster: 'store' }),
  );
  const [found] = answer.estimates;
  expectErrors(found, ratio.expected.value, ratio.expected);
  expect(found.sizes.clusters).toBe(15);
  // Three stores say little: the decision is told.
  expect(answer.findings.filter(({ check }) => check === 'cluster-freedom')).toMatchObject([
    { verdict: 'fail', statistic: expect.closeTo(Math.min(ratio.expected.joined, ratio.expected.together), 6) },
  ]);
});
