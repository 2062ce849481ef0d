import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { matchingEstimate } from '../../src/inference/matching/matching-estimate.ts';
import type { AdjustedMeans } from '../../src/inference/observed/adjusted-means.ts';
import { balancingWeights } from '../../src/inference/observed/balancing-weights.ts';
import { doublyRobustMeans, regressionMeans } from '../../src/inference/observed/doubly-robust-means.ts';
import { type ObservedUnits, type Target, unitsAt, valuesAt } from '../../src/inference/observed/observed-units.ts';
import { weightSpread } from '../../src/inference/observed/overlap.ts';
import { type Propensity, propensityOf } from '../../src/inference/observed/propensity.ts';
import { weightedMeans } from '../../src/inference/observed/weighted-means.ts';
import { optInGolden } from '../support/opt-in-golden.ts';
import { found, unitsOf } from '../support/opt-in-published.ts';

interface Weighted {
  readonly horvitz: number;
  readonly hajek: number;
}
interface Compared {
  readonly experiment: number;
  readonly plain: number;
  readonly all: Weighted;
  readonly trimmed: Weighted;
}
const golden = optInGolden<{
  readonly tolerance: number;
  readonly printed: Compared;
  readonly computed: Compared & {
    readonly trimmed: { readonly units: number; readonly treated: number };
    readonly att: Readonly<Record<'weighting' | 'effective' | 'regression' | 'aipw' | 'matching', number>>;
  };
}>('training');
const { computed, printed } = golden;
const agrees = (value: number, wanted: number): void => expect(Math.abs(value / wanted - 1)).toBeLessThan(golden.tolerance);
const wholeDollars = ({ horvitz, hajek }: Weighted): Weighted => ({ horvitz: Math.trunc(horvitz), hajek: Math.trunc(hajek) });

const [head, ...lines] = gunzipSync(readFileSync(new URL('../../goldens/opt-in/training.csv.gz', import.meta.url)))
  .toString('utf8')
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const observed = lines.filter(([sample]) => sample !== 'control');
const column = (name: string): Float64Array => Float64Array.from(observed, (cells) => Number(cells[head.indexOf(name)]));
const of = (values: Float64Array, f: (value: number, i: number) => number): Float64Array => values.map(f);

const treated = Float64Array.from(observed, ([sample]) => (sample === 'treated' ? 1 : 0));
const [age, educ, black, hisp, marr, nodegree, re74, re75, outcome] = ['age', 'educ', 'black', 'hisp', 'marr', 'nodegree', 're74', 're75', 're78'].map(column);
const covariates = { age, educ, black, hisp, marr, nodegree, re74, re75 };
const units = unitsOf(treated, covariates);
const choosing = unitsOf(treated, {
  ...covariates,
  age2: of(age, (a) => a ** 2),
  age3: of(age, (a) => a ** 3),
  educ2: of(educ, (e) => e ** 2),
  none74: of(re74, (v) => (v === 0 ? 1 : 0)),
  none75: of(re75, (v) => (v === 0 ? 1 : 0)),
  product: of(educ, (e, i) => e * re74[i]),
});
const propensity = found<Propensity>(propensityOf(choosing));

/** By weights over all units, and over their own sum. */
function weighted(y: Float64Array, { treated: own }: ObservedUnits, { chances, slopes }: Pick<Propensity, 'chances' | 'slopes'>, target: Target): Weighted {
  const { arms } = balancingWeights(target, own, { chances, slopes });
  const [control, other] = arms.map(({ weights }) => weights.reduce((sum, weight, i) => sum + weight * y[i], 0) / own.length);
  const sums = arms.map(({ weights }) => weights.reduce((sum, weight) => sum + weight, 0) / own.length);
  return { horvitz: other - control, hajek: other / sums[1] - control / sums[0] };
}

const differenceOf = ([control, other]: readonly { readonly value: number }[]): number => other.value - control.value;

describe('job training against a comparison group from outside (Dehejia and Wahba 1999; Cunningham 2021)', () => {
  it('is worth 1,794 dollars by the experiment, and -8,498 beside the current population survey', () => {
    const mean = (which: string): number => {
      const own = lines.filter(([sample]) => sample === which).map((cells) => Number(cells.at(-1)));
      return own.reduce((sum, value) => sum + value, 0) / own.length;
    };
    agrees(mean('treated') - mean('control'), computed.experiment);
    agrees(mean('treated') - mean('cps'), computed.plain);
    expect([Math.round(computed.experiment), Math.round(computed.plain)]).toEqual([printed.experiment, printed.plain]);
  });

  it('weighted to stand for all prints -11,876 and -7,238: hardly anybody of the survey is like them', () => {
    const found = weighted(outcome, units, propensity, 'ate');
    agrees(found.horvitz, computed.all.horvitz);
    agrees(differenceOf(weightedMeans(outcome, choosing, 'ate', propensity)), computed.all.hajek);
    agrees(found.hajek, computed.all.hajek);
    expect(wholeDollars(found)).toEqual(printed.all);
  });

  it('among chances of .1 to .9 prints 2,006 and 1,806', () => {
    const places = Int32Array.from(treated.keys()).filter((i) => propensity.chances[i] >= 0.1 && propensity.chances[i] <= 0.9);
    const kept = unitsAt(units, places);
    expect([places.length, kept.treated.reduce((sum, t) => sum + t, 0)]).toEqual([computed.trimmed.units, computed.trimmed.treated]);
    const chances = { chances: valuesAt(propensity.chances, places), slopes: valuesAt(propensity.slopes, places) };
    const found = weighted(valuesAt(outcome, places), kept, chances, 'ate');
    agrees(found.horvitz, computed.trimmed.horvitz);
    agrees(found.hajek, computed.trimmed.hajek);
    expect(wholeDollars(found)).toEqual(printed.trimmed);
  });

  it('about the trained alone is near the experiment by weights and doubly robust, by regression or one neighbour less', () => {
    agrees(differenceOf(weightedMeans(outcome, choosing, 'att', propensity)), computed.att.weighting);
    agrees(weightSpread(balancingWeights('att', units.treated, propensity).arms[0].weights).effective, computed.att.effective);
    agrees(differenceOf(found<AdjustedMeans>(regressionMeans(outcome, units, 'att'))), computed.att.regression);
    agrees(differenceOf(found<AdjustedMeans>(doublyRobustMeans(outcome, units, 'att', propensity))), computed.att.aipw);
    const matched = matchingEstimate({ on: { kind: 'score', score: propensity.predictors }, outcome, treated: units.treated, estimand: 'att' });
    if (matched.kind !== 'estimate') throw new Error(matched.kind);
    agrees(matched.value, computed.att.matching);
  });
});
