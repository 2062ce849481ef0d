import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { stream } from '../../../src/math/random/stream.ts';
import { adjustedItt } from '../../../src/methods/arms/adjusted-itt.ts';
import { blockedAdjusted } from '../../../src/methods/arms/blocked/adjusted/blocked-adjusted.ts';
import { blocked } from '../../../src/methods/arms/blocked/blocked.ts';
import { atLeast, below, type Check, covers, type Expected, interval, nominal, relative, type Scenario } from '../case.ts';
import type { Draws } from '../draws.ts';

const contrast = { outcome: 'y', assignment: 'z', control: 0 };
const inBlocks = { ...contrast, blocks: 'b' };
const adjusted = { ...inBlocks, adjust: ['x'] };

/** Pairs drawn from many: covariates differ within them, and the effect varies with the first, about 1. */
function pairs(count: number): Draws {
  return {
    truth: () => 1,
    rows: (replication) => {
      const random = stream(5_300_000, replication);
      const columns = { y: new Float64Array(2 * count), z: new Float64Array(2 * count), b: new Float64Array(2 * count), x: new Float64Array(2 * count) };
      for (let i = 0; i < 2 * count; i += 2) {
        const [level, about, first] = [2 * random.normal(), random.normal(), random.bernoulli(0.5)];
        for (const place of [0, 1]) {
          const x = about + random.normal();
          const z = place === 0 ? first : 1 - first;
          columns.x[i + place] = x;
          columns.z[i + place] = z;
          columns.b[i + place] = i / 2;
          columns.y[i + place] = level + 2 * x + z * (1 + x) + random.normal();
        }
      }
      return fromColumns(columns);
    },
  };
}

/** Blocks of six, half treated; the effect varies with the covariate about 1. */
function sixes(count: number, spread: number): Draws {
  return {
    truth: () => 1,
    rows: (replication) => {
      const random = stream(5_400_000, replication);
      const n = 6 * count;
      const columns = { y: new Float64Array(n), z: new Float64Array(n), b: new Float64Array(n), x: new Float64Array(n) };
      let effect = 1;
      for (let i = 0; i < n; i++) {
        const block = Math.floor(i / 6);
        if (i % 6 === 0) effect = 1 + spread * random.normal();
        const [x, z] = [random.normal(), i % 2];
        columns.x[i] = x;
        columns.z[i] = z;
        columns.b[i] = block;
        columns.y[i] = block / 10 + x + z * (effect + 3 * x) + random.normal();
      }
      return fromColumns(columns);
    },
  };
}

/** Blocks of uneven sizes whose shares of the arms follow their level, each with an effect of its own for each treatment, and covariates about a mean of its own. */
function uneven(n: number, count: number, arms: 2 | 3): Draws {
  const blocks = Array.from({ length: count }, (_, b) => ({
    size: 1 + (b % 4),
    shares: [[0.3, 0.5, 0.7][b % 3], 1],
    level: 4 * (b % 3) + 2,
    about: ((b % 7) - 3) / 3,
    effects: [0, 1 + ((b % 5) - 2) / 2, 2 + (b % 3)],
  }));
  const all = blocks.reduce((sum, { size }) => sum + size, 0);
  const mean = (of: (block: (typeof blocks)[0]) => number): number => blocks.reduce((sum, block) => sum + (block.size / all) * of(block), 0);
  return {
    truth: (id) => {
      const level = mean(({ level: own, about }) => own + about);
      const effectOf = (arm: number) => mean(({ effects, about }) => effects[arm] + about);
      return id === 'relative' ? effectOf(1) / level : effectOf(Number(id));
    },
    rows: (replication) => {
      const random = stream(5_500_000 + 100_000 * arms, replication);
      const columns = { y: new Float64Array(n), z: new Float64Array(n), b: new Float64Array(n), x: new Float64Array(n) };
      const units = blocks.map((): number[] => []);
      for (let i = 0; i < n; i++) {
        let [b, left] = [0, random.uniform() * all];
        while (left >= blocks[b].size && b < count - 1) left -= blocks[b++].size;
        units[b].push(i);
      }
      for (const [b, own] of units.entries()) {
        const { shares, level, about, effects } = blocks[b];
        const first = Math.round(shares[0] * own.length);
        // A draw of so many treated, of three arms the rest by halves.
        for (let i = own.length - 1; i > 0; i--) {
          const j = random.integer(i + 1);
          [own[i], own[j]] = [own[j], own[i]];
        }
        for (const [place, i] of own.entries()) {
          const z = place < first ? 1 : arms === 3 && (place - first) % 2 === 0 ? 2 : 0;
          const x = about + random.normal();
          columns.x[i] = x;
          columns.z[i] = z;
          columns.b[i] = b;
          columns.y[i] = level + x + (z > 0 ? effects[z] + x : 0) + (1 + z) * random.normal();
        }
      }
      return fromColumns(columns);
    },
  };
}

/** Of one arm among several. */
const ofArm = (name: string, arm: string, expected: Expected = nominal()): Check => ({
  name: `${name}, arm ${arm}`,
  truth: arm,
  hit: (answer, truth) => covers({ ...answer, estimates: answer.estimates.filter((e) => e.estimand.contrast.treatment === arm) }, truth),
  expected,
});

/** Many blocks whose effects are taken out, with covariates beside them. */
export const scenarios: readonly Scenario[] = [
  ...[100, 20].map(
    (count): Scenario => ({
      name: `${count} pairs with a covariate that the effect varies with`,
      ...(count === 100 && { heavy: true, least: 2000 }),
      draws: pairs(count),
      asked: [
        { ask: () => blockedAdjusted(adjusted), checks: [interval('blocked-adjusted, pairs', 'effect', count < 50 ? atLeast() : nominal())] },
        { ask: () => blocked(inBlocks), checks: [interval('blocked, pairs', 'effect')] },
      ],
    }),
  ),
  {
    name: '80 blocks of six with a covariate that the effect varies with',
    heavy: true,
    least: 2000,
    draws: sixes(80, 0),
    asked: [
      { ask: () => blockedAdjusted({ ...adjusted, target: 'population' }), checks: [interval('blocked-adjusted', 'effect', atLeast())] },
      {
        ask: () => blockedAdjusted({ ...adjusted, slopes: 'common', target: 'population' }),
        checks: [interval('blocked-adjusted, common slopes', 'effect', atLeast())],
      },
      { ask: () => blockedAdjusted({ ...adjusted, target: 'sample' }), checks: [interval('blocked-adjusted for these units only', 'effect', below(0.9))] },
    ],
  },
  {
    name: '80 blocks of six, drawn from many whose effects differ, with a covariate',
    heavy: true,
    least: 2000,
    draws: sixes(80, 1.5),
    asked: [
      { ask: () => blockedAdjusted({ ...adjusted, target: 'blocks' }), checks: [interval('blocked-adjusted, blocks drawn', 'effect')] },
      { ask: () => blockedAdjusted(adjusted), checks: [interval('blocked-adjusted, where nobody says it', 'effect', atLeast())] },
      { ask: () => blockedAdjusted({ ...adjusted, target: 'sample' }), checks: [interval('blocked-adjusted, as if blocks were given', 'effect', below(0.9))] },
    ],
  },
  {
    name: '60 uneven blocks of 30, 50 and 70 % treated that predict the outcome, with a covariate, 1,500 units',
    heavy: true,
    least: 2000,
    draws: uneven(1500, 60, 2),
    asked: [
      {
        ask: () => blockedAdjusted({ ...adjusted, target: 'population' }),
        checks: [interval('blocked-adjusted', '1'), relative('blocked-adjusted', 'relative')],
      },
      { ask: () => blockedAdjusted({ ...adjusted, slopes: 'common', target: 'population' }), checks: [interval('blocked-adjusted, common slopes', '1')] },
      { ask: () => adjustedItt({ ...contrast, adjust: ['x'] }), checks: [interval('adjusted-itt across blocks', '1', below(0.5))] },
    ],
  },
  {
    name: 'three arms in 55 uneven blocks, each block with one weight, 3,000 units',
    heavy: true,
    least: 2000,
    draws: uneven(3000, 55, 3),
    asked: [
      { ask: () => blocked({ ...inBlocks, target: 'population' }), checks: [ofArm('blocked', '1'), ofArm('blocked', '2')] },
      { ask: () => blockedAdjusted({ ...adjusted, target: 'population' }), checks: [ofArm('blocked-adjusted', '1'), ofArm('blocked-adjusted', '2')] },
    ],
  },
];
