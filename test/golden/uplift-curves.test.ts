import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RankedArms } from '../../src/inference/benefit/arm-sums-by-rank.ts';
import { areaUnderUplift, cumulativeGain, cumulativeLift, cumulativeQini, type GainScale, qiniScore } from '../../src/inference/benefit/cumulative-gain.ts';
import { rankedDraws } from '../../src/inference/benefit/ranked-draws.ts';
import { before } from '../../src/inference/benefit/ranked-sums.ts';
import {
  type CountedCurve,
  type PerfectQini,
  perfectQiniCurve,
  perfectUpliftCurve,
  qiniAucScore,
  qiniCurve,
  type UpliftAtK,
  upliftAtK,
  upliftAucScore,
  upliftCurve,
} from '../../src/inference/benefit/uplift-curve.ts';

interface Data {
  readonly name: string;
  readonly outcome: readonly number[];
  readonly treated: readonly number[];
  readonly priorities: readonly number[];
}
interface Curve {
  readonly units: readonly number[];
  readonly values: readonly number[];
}
interface Scikit extends Data {
  readonly upliftCurve: Curve;
  readonly qiniCurve: Curve;
  readonly perfectUpliftCurve: Curve;
  readonly perfectQiniCurve: Readonly<Record<PerfectQini, Curve>>;
  readonly upliftAucScore: number;
  readonly qiniAucScore: Readonly<Record<PerfectQini, number>>;
  readonly upliftAtK: readonly { readonly share: number; readonly strategy: UpliftAtK; readonly value: number }[];
}
interface CausalMl extends Data {
  readonly lift: readonly number[];
  readonly gain: readonly number[];
  readonly qini: readonly number[];
  readonly areaUnderUplift: Readonly<Record<GainScale, number>>;
  readonly qiniScore: Readonly<Record<GainScale, number>>;
  readonly scores?: readonly number[];
  readonly targeting?: readonly number[];
}
interface Golden<Case> {
  readonly tolerance: number;
  readonly cases: readonly Case[];
}

const read = <Case>(name: string): Golden<Case> => JSON.parse(readFileSync(new URL(`../../goldens/benefit/${name}.json`, import.meta.url), 'utf8'));
const scikit = read<Scikit>('scikit-uplift');
const causalml = read<CausalMl>('causalml');

const armsOf = ({ outcome, treated, priorities }: Data): RankedArms => ({
  outcome: Float64Array.from(outcome),
  treated: Uint8Array.from(treated),
  priorities: Float64Array.from(priorities),
});

/** The largest difference of two arrays of one length, by the size of the second. */
function apart(ours: ArrayLike<number> | object, theirs: readonly number[]): number {
  if (!(ours instanceof Float64Array)) throw new Error(JSON.stringify(ours));
  expect(ours.length).toBe(theirs.length);
  return Math.max(...theirs.map((value, i) => Math.abs(ours[i] - value))) / Math.max(1, ...theirs.map(Math.abs));
}

describe.each(scikit.cases)('as scikit-uplift has it: $name', (known) => {
  const arms = armsOf(known);
  const expectCurve = (ours: CountedCurve, theirs: Curve): void => {
    expect(apart(ours.units, theirs.units)).toBeLessThan(scikit.tolerance);
    expect(apart(ours.values, theirs.values)).toBeLessThan(scikit.tolerance);
  };

  it('uplift and Qini curves', () => {
    expectCurve(upliftCurve(arms), known.upliftCurve);
    expectCurve(qiniCurve(arms), known.qiniCurve);
  });

  it('the best curves that outcomes allow', () => {
    expectCurve(perfectUpliftCurve(arms), known.perfectUpliftCurve);
    expectCurve(perfectQiniCurve(arms, 'with-harm'), known.perfectQiniCurve['with-harm']);
    expectCurve(perfectQiniCurve(arms, 'without-harm'), known.perfectQiniCurve['without-harm']);
  });

  it('areas and uplift at k', () => {
    expect(upliftAucScore(arms)).toBeCloseTo(known.upliftAucScore, 10);
    expect(qiniAucScore(arms, 'with-harm')).toBeCloseTo(known.qiniAucScore['with-harm'], 10);
    expect(qiniAucScore(arms, 'without-harm')).toBeCloseTo(known.qiniAucScore['without-harm'], 10);
    for (const { share, strategy, value } of known.upliftAtK) expect(upliftAtK(arms, share, strategy), `${strategy} ${share}`).toBeCloseTo(value, 10);
  });
});

describe.each(causalml.cases)('as causalml has it: $name', (known) => {
  const arms = armsOf(known);

  it('cumulative lift, gain and Qini curves', () => {
    expect(apart(cumulativeLift(arms), known.lift)).toBeLessThan(causalml.tolerance);
    expect(apart(cumulativeGain(arms), known.gain)).toBeLessThan(causalml.tolerance);
    expect(apart(cumulativeQini(arms), known.qini)).toBeLessThan(causalml.tolerance);
  });

  it.each(['raw', 'normalized'] as const)('areas, %s', (scale) => {
    expect(areaUnderUplift(arms, scale)).toBeCloseTo(known.areaUnderUplift[scale], 10);
    expect(qiniScore(arms, scale)).toBeCloseTo(known.qiniScore[scale], 10);
  });
});

it.each(causalml.cases.filter(({ targeting }) => targeting))(
  'targeting curves of scores at each unit, as causalml has them: $name',
  ({ scores, priorities, targeting }) => {
    const units = scores!.length;
    const grid = Float64Array.from({ length: units }, (_, i) => (i + 1) / units);
    const draws = rankedDraws({ scores: Float64Array.from(scores!) }, [Float64Array.from(priorities)], { grid, draws: 2, seed: 1 });
    if ('kind' in draws) throw new Error(draws.kind);
    expect(apart(draws.found[0].slice(before), targeting!)).toBeLessThan(causalml.tolerance);
  },
);
