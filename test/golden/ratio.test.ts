import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { type RatioDetails, ratioEffect } from '../../src/methods/arms/ratio/ratio-effect.ts';
import type { PartEffect } from '../../src/methods/arms/ratio/ratio-parts.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectAgreesWith, expectEstimate, expectPValue } from '../support/agree.ts';

interface Part {
  readonly value: number;
  readonly interval95: readonly [number, number];
  readonly pValue: number;
}

interface Case {
  readonly name: string;
  readonly cluster: boolean;
  readonly treatment: number;
  readonly expected: Part & {
    readonly units: number;
    readonly clusters: number;
    readonly standardError: number;
    readonly df: number;
    readonly relative: { readonly value: number; readonly fieller95: readonly [number, number] };
    readonly numerator: Part;
    readonly denominator: Part;
  };
}

const golden = JSON.parse(readFileSync(new URL('../../goldens/ratio/ratio.json', import.meta.url), 'utf8'));
const tolerance: number = golden.tolerance.relative;
const rows = fromColumns(golden.rows);

function expectPart(found: PartEffect, expected: Part): void {
  const { standardError } = found;
  expectEstimate(found.value, expected.value, standardError, tolerance);
  expectEstimate(found.interval.low, expected.interval95[0], standardError, tolerance, 'lower limit');
  expectEstimate(found.interval.high, expected.interval95[1], standardError, tolerance, 'upper limit');
  expectPValue(found.pValue, expected.pValue, expected.value / standardError, tolerance);
}

describe('ratio-effect agrees with tea-tasting', () => {
  it.each(golden.cases as readonly Case[])('on $name', ({ cluster, treatment, expected }) => {
    const options = { outcome: 'spend a session', numerator: 'spend', denominator: 'sessions', assignment: 'arm', control: 0, treatments: [treatment] };
    const { estimates } = runSync(rows, ratioEffect({ ...options, covariance: 'totals', ...(cluster && { cluster: 'account' }) }));
    const [found] = estimates;
    const [low, high] = expected.interval95;
    expectAgreesWith(found, { ...expected, low, high }, tolerance);
    expect(found.sizes).toMatchObject({ units: expected.units, ...(cluster && { clusters: expected.clusters }) });
    const relative = found.relative!;
    expectEstimate(relative.value, expected.relative.value, 0.1, tolerance);
    const [piece] = relative.interval!.pieces;
    expectEstimate(piece.low!, expected.relative.fieller95[0], 0.1, tolerance, 'lower Fieller end');
    expectEstimate(piece.high!, expected.relative.fieller95[1], 0.1, tolerance, 'upper Fieller end');
    const details = found.details as RatioDetails;
    expectPart(details.numerator, expected.numerator);
    expectPart(details.denominator, expected.denominator);
  });
});
