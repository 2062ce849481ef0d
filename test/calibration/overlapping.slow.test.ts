import { describe, expect, it } from 'vitest';
import { interactionMethod } from '../../src/across/alongside/difference.ts';
import { effectsAlongside } from '../../src/across/alongside/effects-alongside.ts';
import { equalEffects, lookAtParts } from '../../src/across/alongside/equal-effects.ts';
import { independentAssignments } from '../../src/diagnostics/independent-assignments.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Answer } from '../../src/estimate/answer.ts';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { column, is } from '../../src/expressions/build.ts';
import type { Levels } from '../../src/inference/wald.ts';
import { welch } from '../../src/inference/welch.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { meanOf, varianceOf } from '../../src/moments/moments.ts';
import type { Asking } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { runSync } from '../../src/relation/run.ts';
import { waldEstimate } from '../support/wald-estimate.ts';
import { shareOf } from './alarms.ts';
import { expectHits, few, replications } from './band.ts';
import { atLeast, type Expected, nominal } from './case.ts';

/** Units in arm 1 and arm 0, by arm of the other experiment. */
type Cells = readonly (readonly [treated: number, control: number])[];
type Draw = (random: Random, other: number, arm: number, x: number) => number;

const sizes = {
  '20 a cell': [
    [20, 20],
    [20, 20],
  ],
  '20 a cell, four arms': [
    [20, 20],
    [20, 20],
    [20, 20],
    [20, 20],
  ],
  'unequal cells': [
    [200, 20],
    [20, 200],
  ],
  'unequal cells, four arms': [
    [20, 20],
    [200, 200],
    [20, 200],
    [400, 20],
  ],
  '500 a cell': [
    [500, 500],
    [500, 500],
  ],
} satisfies Record<string, Cells>;

const outcomes = {
  normal: (random) => random.normal(),
  'with other spreads': (random, other, arm) => random.normal() * (1 + other + arm),
  exponential: (random) => random.exponential(),
  lognormal: (random) => Math.exp(random.normal()),
  '1 % events': (random) => random.bernoulli(0.01),
  '1 % events, more in the other arm': (random, other, arm) => random.bernoulli(0.01 + 0.02 * other + 0.01 * arm),
  '5 % events': (random) => random.bernoulli(0.05),
  '30 % events': (random) => random.bernoulli(0.3),
} satisfies Record<string, Draw>;

function drawn(cells: Cells, draw: Draw, random: Random): SyncRelation {
  const [z, other, y, x]: number[][] = [[], [], [], []];
  for (const [level, arms] of cells.entries())
    for (const [i, n] of arms.entries())
      for (let unit = 0; unit < n; unit++) {
        z.push(1 - i);
        other.push(level);
        x.push(random.normal());
        y.push(draw(random, level, 1 - i, x.at(-1)!));
      }
  return fromColumns({ z, other, y, x });
}

type Ask = (levels: Levels) => Asking<Answer>;
const byItt: Ask = (levels) => itt({ outcome: 'y', assignment: 'z', control: 0, ...levels });
const byLin: Ask = (levels) => adjustedItt({ outcome: 'y', assignment: 'z', control: 0, adjust: ['x'], ...levels });

/** Forty cases: an eighth of the replications each, of 2,000 all. */
const tested = replications >= 2_000 ? replications : Math.ceil(replications / 8);

const options = { columns: ['other'], assignment: 'z', contrasts: 1, means: [{ name: 'y', measure: column('y') }], level: 0.95, boundsLevel: 0.95 };
const answerOn = (rows: SyncRelation, ask: Ask, seed: number): Answer =>
  runSync(rows, effectsAlongside({ ...options, seed }, { within: (_, levels) => ask(levels), whole: ask }));

/** Welch's estimate in each arm of the other experiment: exact limits of few events, which methods give instead, are of no use to the test. */
function alarmOn(cells: Cells, draw: Draw, random: Random, seed: number): boolean {
  const parts = cells.map((_, level) => ({ column: 'other', level: `${level}`, met: is(column('other'), `${level}`) }));
  const looks = runSync(drawn(cells, draw, random), lookAtParts(options.means, parts, { assignment: 'z' }));
  const effects = parts.flatMap(({ level, column: name }): readonly Estimate[] => {
    const groups = looks.get('y')!.get(JSON.stringify([name, level]))!;
    const [control, treatment] = groups.map(({ moments: m }) => ({ n: m.n, mean: meanOf(m, 'y'), variance: varianceOf(m, 'y') / m.n }));
    const { value, standardError, df } = welch(treatment, control);
    const e = waldEstimate({ value, standardError });
    const interval = { ...e.interval, reference: { kind: 't', df } } as const;
    return standardError > 0 ? [{ ...e, interval, estimand: { ...e.estimand, segment: { column: name, level } } }] : [];
  });
  if (effects.length === 0) return false;
  const equality = equalEffects(effects, parts, looks, { level: 0.95, clustered: false, seed });
  return 'pValue' in equality && equality.pValue < 0.05;
}

describe('effects that are equal are said to differ no more often than promised', () => {
  const cases = Object.keys(sizes).flatMap((size) => Object.keys(outcomes).map((outcome) => [size, outcome] as const));
  it.each(cases)('%s, %s', (size, outcome) => {
    const seed = 1_000 * cases.findIndex(([a, b]) => a === size && b === outcome) + 17;
    let alarms = 0;
    for (let i = 0; i < tested; i++) if (alarmOn(sizes[size as keyof typeof sizes], outcomes[outcome as keyof typeof outcomes], stream(seed, i), i)) alarms++;
    shareOf(alarms, tested);
    expectHits(tested - alarms, atLeast(), tested);
  });
});

describe('differences of effects are covered', () => {
  /** The treatment adds one where the other experiment runs, and half where it does not. */
  const added: Draw = (random, other, arm) => arm * (0.5 + 0.5 * other) + random.normal() * (1 + 0.5 * other + arm);
  const explained: Draw = (random, other, arm, x) => added(random, other, arm, x) + x * (1 + arm);
  const share: Draw = (random, other, arm) => random.bernoulli(0.1 + 0.05 * arm + 0.1 * arm * other);
  const hundred: Cells = [
    [100, 100],
    [100, 100],
  ];
  const cases: readonly (readonly [name: string, cells: Cells, draw: Draw, ask: Ask, truth: number, expected: Expected, trials: number])[] = [
    ['a mean, 20 a cell', sizes['20 a cell'], added, byItt, 0.5, nominal(), replications],
    ['a mean, unequal cells', sizes['unequal cells'], added, byItt, 0.5, nominal(), replications],
    ['an adjusted mean, 100 a cell', hundred, explained, byLin, 0.5, nominal(), replications],
    ['a share, 20 a cell', sizes['20 a cell'], share, byItt, 0.1, atLeast(), few],
    ['a share, unequal cells', sizes['unequal cells'], share, byItt, 0.1, atLeast(), few],
    ['a share, 500 a cell', sizes['500 a cell'], share, byItt, 0.1, nominal(), replications],
  ];
  it.each(cases)('%s', (_name, cells, draw, ask, truth, expected, trials) => {
    let hits = 0;
    for (let i = 0; i < trials; i++) {
      const { estimates } = answerOn(drawn(cells, draw, stream(91, i)), ask, i);
      const difference = estimates.find(({ method }) => method.id === interactionMethod);
      if (difference && holds(difference, truth)) hits++;
    }
    shareOf(hits, trials);
    expectHits(hits, expected, trials);
  });
});

const holds = ({ interval: { pieces } }: Estimate, truth: number): boolean =>
  pieces.some(({ low = -Infinity, high = Infinity }) => low <= truth && truth <= high);

describe('assignments that were drawn apart', () => {
  it.each([
    ['60 units', 60, 0.5, 0.5],
    ['300 units, one in a hundred in the other arm', 300, 0.5, 0.01],
    ['1,000 units, 9 to 1 and 95 to 5', 1_000, 0.9, 0.05],
    ['4,000 units', 4_000, 0.5, 0.5],
  ])('%s: no alarm but one in a hundred', (_name, n, treated, other) => {
    let alarms = 0;
    for (let i = 0; i < replications; i++) {
      const random = stream(n, i);
      const columns = { z: Array.from({ length: n }, () => random.bernoulli(treated)), other: Array.from({ length: n }, () => random.bernoulli(other)) };
      const { findings } = runSync(fromColumns(columns), independentAssignments({ assignment: 'z', control: 0, alongside: ['other'] }));
      if (findings.some(({ pValue = 1 }) => pValue < 0.01)) alarms++;
    }
    shareOf(alarms, replications);
    expectHits(replications - alarms, atLeast(0.99));
  });
});

describe('negative control: the other experiment, drawn with this one, is taken for an effect', () => {
  const runs = Math.min(100, replications);
  /** This treatment does nothing; the other adds one, and reaches 60 % of the treated and 40 % of the others. */
  const study = (i: number): SyncRelation => {
    const random = stream(7, i);
    const z = Array.from({ length: 2_000 }, () => random.bernoulli(0.5));
    const other = z.map((arm) => random.bernoulli(arm ? 0.6 : 0.4));
    return fromColumns({ z, other, y: other.map((on) => on + random.normal()) });
  };
  it('by a fifth of what the other does, and the check finds it each time', () => {
    let [total, found, missed] = [0, 0, 0];
    for (let i = 0; i < runs; i++) {
      const rows = study(i);
      const [naive] = runSync(rows, itt({ outcome: 'y', assignment: 'z', control: 0 })).estimates;
      total += naive.value;
      if (!holds(naive, 0)) missed++;
      const { findings } = runSync(rows, independentAssignments({ assignment: 'z', control: 0, alongside: ['other'] }));
      if (findings[0].verdict === 'fail' && findings[0].identification) found++;
    }
    if (process.env.CALIBRATION_PRINT === '1')
      console.log(`naive effect ${(total / runs).toFixed(3)}, zero left out in ${missed} of ${runs}, found in ${found}`);
    expect(total / runs).toBeCloseTo(0.2, 1);
    expect(missed).toBeGreaterThan(0.9 * runs);
    expect(found).toBe(runs);
  });
});
