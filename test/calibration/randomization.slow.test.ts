import { describe, expect, it } from 'vitest';
import { type Codes, isMechanismRefusal, type Mechanism } from '../../src/inference/randomization/mechanism.ts';
import { type RandomizationTest, randomizationInference } from '../../src/inference/randomization/randomization-test.ts';
import { shuffle } from '../../src/math/random/shuffle.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectHits } from './band.ts';

/** Of each study so many draws where it has too many assignments: the level is exact at any number. */
const draws = 199;
const replications = Number(process.env.CALIBRATION_REPLICATIONS ?? 100);
const effect = 0.5;

interface Drawn {
  readonly mechanism: Mechanism;
  /** Without an effect. */
  readonly y: Float64Array;
}

function armsOf(n: number, treated: number, random: Random): Int32Array {
  const arms = Int32Array.from({ length: n }, (_, i) => (i < treated ? 1 : 0));
  shuffle(arms, random);
  return arms;
}

const codes = (values: Int32Array): Codes => ({ codes: values, count: values.reduce((a, b) => Math.max(a, b), 0) + 1 });
const units =
  (n: number, treated: number, value: (random: Random) => number) =>
  (random: Random): Drawn => {
    const arms = armsOf(n, treated, random);
    return { mechanism: { arms }, y: Float64Array.from(arms, () => value(random)) };
  };

function clusters(random: Random): Drawn {
  const arms = armsOf(10, 5, random);
  const own = Array.from({ length: 10 }, () => random.normal());
  const of = Int32Array.from(Array.from({ length: 10 }, (_, g) => Array.from({ length: 5 + random.integer(16) }, () => g)).flat());
  return { mechanism: { arms: of.map((g) => arms[g]), clusters: codes(of) }, y: Float64Array.from(of, (g) => own[g] + random.normal()) };
}

function unevenBlocks(random: Random): Drawn {
  const blocks = Int32Array.from({ length: 30 }, (_, i) => (i < 15 ? 0 : 1));
  const arms = Int32Array.from([...armsOf(15, 3, random), ...armsOf(15, 12, random)]);
  return { mechanism: { arms, blocks: codes(blocks) }, y: Float64Array.from(blocks, (b) => 2 * b + random.normal()) };
}

function pairs(random: Random): Drawn {
  const of = Int32Array.from({ length: 18 }, (_, i) => i >> 1);
  const first = Array.from({ length: 9 }, () => random.integer(2));
  const own = Array.from({ length: 9 }, () => 2 * random.normal());
  return { mechanism: { arms: of.map((p, i) => (i % 2 === first[p] ? 1 : 0)), blocks: codes(of) }, y: Float64Array.from(of, (p) => own[p] + random.normal()) };
}

function tested(mechanism: Mechanism, outcome: Float64Array, seed: number): RandomizationTest {
  const found = runSync({ answerSync: () => [] }, randomizationInference({ mechanism, outcome, draws, seed }));
  if (isMechanismRefusal(found)) throw new Error(found.kind);
  return found;
}

/** Studies that reject no effect, cover the effect, and hold each one-sided bound. */
function counts(draw: (random: Random) => Drawn, by: (mechanism: Mechanism) => Mechanism = (mechanism) => mechanism) {
  let [rejected, covered, above, below] = [0, 0, 0, 0];
  for (let r = 0; r < replications; r++) {
    const { mechanism, y } = draw(stream(77, r));
    const own = by(mechanism);
    if (tested(own, y, r).pValue.twoSided <= 0.05) rejected++;
    const test = tested(
      own,
      y.map((value, i) => value + effect * mechanism.arms[i]),
      r + replications,
    );
    const { low = -Infinity, high = Infinity } = test.set(0.95);
    const bounds = test.bounds(0.95);
    if (low <= effect && effect <= high) covered++;
    if (bounds.low <= effect) above++;
    if (effect <= bounds.high) below++;
  }
  return { rejected, covered, above, below };
}

describe.each<[string, (random: Random) => Drawn]>([
  ['ten units a side', units(20, 10, (random) => random.normal())],
  ['ten units a side, heavy tails', units(20, 10, (random) => Math.exp(1.5 * random.normal()))],
  ['four against eleven, heavy tails', units(15, 4, (random) => Math.exp(1.5 * random.normal()))],
  ['five clusters a side', clusters],
  ['nine pairs', pairs],
  ['two blocks of other shares', unevenBlocks],
])('%s', (_, draw) => {
  it('rejects no effect no more often than its level says, and covers one', () => {
    const { rejected, covered, above, below } = counts(draw);
    // Discrete: never above the level, and it may lie below.
    expectHits(replications - rejected, { rate: 0.95, kind: 'at-least' }, replications);
    for (const held of [covered, above, below]) expectHits(held, { rate: 0.95, kind: 'at-least' }, replications);
  });
});

it.each<[string, (random: Random) => Drawn]>([
  ['clusters', clusters],
  ['blocks of other shares', unevenBlocks],
])('a test that leaves %s out rejects far too often', (_, draw) => {
  const { rejected } = counts(draw, ({ arms }) => ({ arms }));
  expect(rejected / replications).toBeGreaterThan(0.3);
});
