import { describe, expect, it } from 'vitest';
import { type Drawn, drawn, foldsOf, predictedFrom, rowsWhere, type World } from '../../../test/support/benefit-worlds.ts';
import { answered } from '../../../test/support/scored-units.ts';
import { normalTail } from '../../math/distributions/normal.ts';
import { bestLinearProjection } from './best-linear-projection.ts';
import { calibrationTest } from './calibration-test.ts';
import { type EffectScores, scoresAt, valuesAt } from './effect-scores.ts';
import { omnibus } from './omnibus.ts';
import { rate } from './rate.ts';
import { limitsOf, pValueOf, type ScoreEstimate } from './score-estimate.ts';
import { contrastOf, scoreRegression } from './score-regression.ts';
import { sequentialEvidence } from './sequential-evidence.ts';
import { shareHarmed } from './share-harmed.ts';
import { groupRegression, predictionGroups, sortedGroups } from './sorted-groups.ts';

/** More than so many of the replications happen with less than one chance in 10,000 where each has this chance. */
const most = (replications: number, chance: number): number => replications * chance + 3.8 * Math.sqrt(replications * chance * (1 - chance)) + 1;
const least = (replications: number, chance: number): number => replications - most(replications, 1 - chance);

const base = (x: readonly number[]): number => 0.5 * x[0] + 0.3 * x[1];
const same: World['mean'] = (x, treated) => base(x) + 0.4 * treated;
/** What the effect moves by with the first covariate, where it moves. */
const slope = 0.5;
const moving: World['mean'] = (x, treated) => base(x) + (0.4 + slope * x[0]) * treated;

interface Seen {
  readonly sample: EffectScores;
  readonly predictions: Float64Array;
  readonly rows: Int32Array;
}

const seen = (units: Drawn, learned: Int32Array, rows: Int32Array): Seen => {
  const { scores, effect } = predictedFrom(units, learned);
  const of: EffectScores = { scores: scores.treated.map((value, i) => value - scores.control[i]), ...(units.clusters && { clusters: units.clusters }) };
  return { sample: scoresAt(of, rows), predictions: valuesAt(effect, rows), rows };
};

function halves(units: Drawn, seed: number, replicate: number): { readonly learned: Int32Array; readonly held: Int32Array } {
  const side = foldsOf(units, 2, seed, replicate);
  return { learned: rowsWhere(side, (f) => f === 0), held: rowsWhere(side, (f) => f === 1) };
}

const projection = (units: Drawn, { sample, rows }: Seen) =>
  answered(bestLinearProjection(sample, { units: rows.length, columns: units.x.map((values, j) => ({ name: `x${j}`, values: valuesAt(values, rows) })) }));
const differential = ({ sample, predictions }: Seen) => answered(calibrationTest(sample, predictions)).differential;
const autoc = ({ sample, predictions }: Seen, seed: number) => answered(rate(sample, predictions, 'autoc', { seed, draws: 100 }));
const difference = ({ sample, predictions }: Seen) => answered(sortedGroups(sample, predictionGroups(predictions, 5), 5)).difference;

function counted(): { readonly hits: Record<string, number>; add(what: string, holds: boolean): void } {
  const hits: Record<string, number> = {};
  return {
    hits,
    add: (what, holds) => {
      hits[what] = (hits[what] ?? 0) + (holds ? 1 : 0);
    },
  };
}

describe.each<readonly [string, World, (predictions: Float64Array) => Float64Array]>([
  ['units', { units: 600, mean: same, outcome: 'normal' }, (p) => p],
  ['clusters, predictions with ties', { units: 1000, clusterSize: 10, mean: same, outcome: 'normal' }, (p) => p.map((value) => Math.round(value * 10))],
])('where the effect is the same for all, %s', (_, world, tied) => {
  const replications = 150;

  it('one in twenty tests says otherwise, no more', () => {
    const { hits, add } = counted();
    for (let r = 0; r < replications; r++) {
      const units = drawn(world, 21, r);
      const { learned, held } = halves(units, 22, r);
      const plain = seen(units, learned, held);
      const part = { ...plain, predictions: tied(plain.predictions) };
      const straight = projection(units, part).joint!.pValue;
      add('projection', straight < 0.05);
      add('calibration', differential(part).pValue < 0.05);
      add('rate', pValueOf(autoc(part, r)) < 0.05);
      add('groups', pValueOf(difference(part)) < 0.05);
      const fold = foldsOf(units, 4, 23, r);
      const later = [1, 2, 3].map((k) =>
        seen(
          units,
          rowsWhere(fold, (f) => f < k),
          rowsWhere(fold, (f) => f === k),
        ),
      );
      const sequence = pValueOf(sequentialEvidence(later.map(differential))!, 'greater');
      add('sequence', sequence < 0.05);
      add(
        'omnibus',
        omnibus([
          { name: 'sequence', pValue: sequence },
          { name: 'straight', pValue: straight },
        ]).pValue < 0.05,
      );
    }
    for (const [what, hit] of Object.entries(hits)) expect(hit, what).toBeLessThan(most(replications, 0.05));
  });
});

it('where the effect moves with a covariate, intervals hold what a rule is worth', () => {
  const [replications, level] = [150, 0.95];
  const world: World = { units: 800, mean: moving, outcome: 'normal' };
  const { hits, add } = counted();
  for (let r = 0; r < replications; r++) {
    const units = drawn(world, 31, r);
    const { learned, held } = halves(units, 32, r);
    const part = seen(units, learned, held);
    const everyone = Int32Array.from(units.outcome.keys());
    const slopes = projection(units, { ...part, sample: { scores: predictedFrom(units, learned).effect }, rows: everyone })
      .terms.slice(1)
      .map(({ value }) => value);
    // Of normal covariates: how the prediction goes with the effect.
    const correlation = slopes[0] / Math.hypot(...slopes);
    const holds = (estimate: ScoreEstimate, truth: number): boolean => {
      const { low, high } = limitsOf(estimate, level);
      return low <= truth && truth <= high;
    };
    add('rate', holds(autoc(part, r), slope * correlation * areaOfNormal));
    add('groups', holds(difference(part), slope * correlation * fifthsApart));
    add('calibration', holds(differential(part), (slope * slopes[0]) / Math.hypot(...slopes) ** 2));
    add('projection', holds(projection(units, part).terms[1], slope));
  }
  for (const [what, hit] of Object.entries(hits)) expect(hit, what).toBeGreaterThan(least(replications, level));
});

/** AUTOC of a standard normal effect that priorities know: the integral of the mean above each quantile. */
const areaOfNormal = Array.from({ length: 1600 }, (_, i) => {
  const z = -8 + (i + 0.5) / 100;
  return Math.exp(-z * z) / (2 * Math.PI * normalTail(z)) / 100;
}).reduce((sum, part) => sum + part, 0);

/** Mean of the highest fifth of a standard normal less that of the lowest. */
const fifthsApart = 2 * 1.3998096;

describe('what is not to be done, and what becomes of it', () => {
  const replications = 100;

  it('the best of many subgroups on the rows that found it is too good, and on others is not', () => {
    let [there, here, missed] = [0, 0, 0];
    for (let r = 0; r < replications; r++) {
      const units = drawn({ units: 600, covariates: 8, mean: (x) => base(x), outcome: 'normal' }, 41, r);
      const { learned, held } = halves(units, 42, r);
      const effectIn = (rows: Int32Array, j: number): ScoreEstimate => {
        const means = answered(
          groupRegression(
            seen(units, learned, rows).sample,
            Int32Array.from(rows, (i) => (units.x[j >> 1][i] > 0 ? j & 1 : 1 - (j & 1))),
            2,
          ),
        ).means;
        return contrastOf(means, Float64Array.of(0, 1));
      };
      const found = Array.from({ length: 16 }, (_, j) => effectIn(learned, j));
      const best = found.reduce((at, { value }, j) => (value > found[at].value ? j : at), 0);
      there += found[best].value / replications;
      here += effectIn(held, best).value / replications;
      if (limitsOf(found[best], 0.95).low > 0) missed++;
    }
    expect(there).toBeGreaterThan(0.12);
    expect(Math.abs(here)).toBeLessThan(0.05);
    expect(missed).toBeGreaterThan(most(replications, 0.025));
  });

  it('predictions crossed between two halves are counted twice, in sequence they are not', () => {
    let [crossed, sequence] = [0, 0];
    const times = 3 * replications;
    for (let r = 0; r < times; r++) {
      const units = drawn({ units: 300, covariates: 20, mean: () => 0, outcome: 'normal' }, 51, r);
      const { learned, held } = halves(units, 52, r);
      // Outcomes that nothing is known to predict are their own residuals.
      const plain = (part: Seen): Seen => ({
        ...part,
        sample: { scores: Float64Array.from(part.rows, (i) => (units.treated[i] === 1 ? 2 : -2) * units.outcome[i]) },
      });
      const [first, second] = [plain(seen(units, learned, held)), plain(seen(units, held, learned))];
      const centred = (values: Float64Array): Float64Array => values.map((value) => value - values.reduce((sum, other) => sum + other, 0) / values.length);
      const joined = (of: 'scores' | 'predictions'): Float64Array =>
        Float64Array.from([first, second].flatMap((part) => [...centred(of === 'scores' ? part.sample.scores : part.predictions)]));
      const both = answered(scoreRegression({ scores: joined('scores') }, { names: ['prediction'], columns: [joined('predictions')] }));
      if (pValueOf(contrastOf(both, Float64Array.of(1)), 'greater') < 0.05) crossed++;
      if (differential(first).pValue < 0.05) sequence++;
    }
    expect(crossed).toBeGreaterThan(1.4 * 0.05 * times);
    expect(sequence).toBeLessThan(most(times, 0.05));
  });
});

it('bounds on the share harmed hold the true one, where arms cross by a covariate', () => {
  const [replications, level] = [150, 0.95];
  const chance = (x: readonly number[], treated: 0 | 1): number => (x[0] > 0 === (treated === 1) ? 0.4 : 0.7);
  let held = 0;
  let low = 0;
  for (let r = 0; r < replications; r++) {
    const units = drawn({ units: 1000, mean: chance, outcome: 'binary' }, 61, r);
    const side = halves(units, 62, r);
    const { scores, expected } = predictedFrom(units, side.learned);
    const at = ({ control, treated }: typeof scores) => ({ control: valuesAt(control, side.held), treated: valuesAt(treated, side.held) });
    const { harmed } = answered(shareHarmed({ scores: at(scores), expected: at(expected) }, level));
    // Half have chances .7 and .4: from .3 to .6 of them; the others .4 and .7: from none to .3.
    if (harmed.interval.low <= 0.15 && harmed.interval.high >= 0.45) held++;
    low += harmed.lower.value / replications;
  }
  expect(held).toBeGreaterThan(least(replications, level));
  // The margins of the two arms alone allow none.
  expect(low).toBeGreaterThan(0.1);
});
