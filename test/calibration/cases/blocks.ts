import { trigger } from '../../../src/diagnostics/trigger.ts';
import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../../src/errors/estimand-error.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { column, equals, indicator } from '../../../src/expressions/build.ts';
import { dilutedEstimate } from '../../../src/inference/dilution.ts';
import { type Random, stream } from '../../../src/math/random/stream.ts';
import { blocked } from '../../../src/methods/arms/blocked/blocked.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { type Asking, all, ask } from '../../../src/relation/asking.ts';
import { moments } from '../../../src/relation/requests.ts';
import { within } from '../../../src/relation/within.ts';
import { atLeast, below, interval, relative, type Scenario } from '../case.ts';
import type { Draws } from '../draws.ts';

interface BlockRule {
  /** Share of the units. */
  readonly size: number;
  readonly treated: number;
  readonly level: number;
  readonly effect: number;
}

const contrast = { outcome: 'y', assignment: 'z', control: 0 };
const inBlocks = { ...contrast, blocks: 'b' };

/** Units whose block is drawn by size, and their arm by the block's own share. */
function blocks(n: number, rules: readonly BlockRule[]): Draws {
  const mean = (of: (rule: BlockRule) => number): number => rules.reduce((sum, rule) => sum + rule.size * of(rule), 0);
  const drawBlock = (random: Random): number => {
    const u = random.uniform();
    let [block, upTo] = [0, rules[0].size];
    while (u >= upTo && block < rules.length - 1) upTo += rules[++block].size;
    return block;
  };
  return {
    truth: (id) => mean((rule) => rule.effect) / (id === 'relative' ? mean((rule) => rule.level) : 1),
    rows: (replication) => {
      const random = stream(4_000_000, replication);
      const [y, z, b] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      for (let i = 0; i < n; i++) {
        b[i] = drawBlock(random);
        const { treated, level, effect } = rules[b[i]];
        z[i] = random.bernoulli(treated);
        y[i] = level + z[i] * effect + (1 + z[i]) * random.normal();
      }
      return fromColumns({ y, z, b });
    },
  };
}

/** Blocks of four units drawn from a population of them, half treated, whose levels and effects differ. */
function fours(count: number, spread: number): Draws {
  return {
    truth: () => 1,
    rows: (replication) => {
      const random = stream(4_100_000, replication);
      const [y, z, b] = [new Float64Array(4 * count), new Float64Array(4 * count), new Float64Array(4 * count)];
      for (let block = 0; block < count; block++) {
        const [level, effect] = [3 * random.normal(), 1 + spread * random.normal()];
        for (let i = 4 * block; i < 4 * block + 4; i++) {
          [b[i], z[i]] = [block, i % 2];
          y[i] = level + z[i] * effect + random.normal();
        }
      }
      return fromColumns({ y, z, b });
    },
  };
}

/** Pairs of answers to questions about passages, of which some are easier for the new model than others: the effect of a passage varies about 0.5. */
function questions(passages: number): Draws {
  return {
    truth: () => 0.5,
    rows: (replication) => {
      const random = stream(4_700_000, replication);
      const columns = { y: [] as number[], z: [] as number[], b: [] as string[], passage: [] as number[] };
      for (let g = 0; g < passages; g++) {
        const effect = 0.5 + random.normal();
        for (let q = 1 + random.integer(12); q > 0; q--) {
          const level = random.normal();
          for (const z of [0, 1]) {
            columns.y.push(level + z * effect + random.normal() / 2);
            columns.z.push(z);
            columns.b.push(`${g}/${q}`);
            columns.passage.push(g);
          }
        }
      }
      return fromColumns(columns);
    },
  };
}

function pairs(count: number): Draws {
  return {
    truth: () => 1,
    rows: (replication) => {
      const random = stream(4_200_000, replication);
      const [y, z, b] = [new Float64Array(2 * count), new Float64Array(2 * count), new Float64Array(2 * count)];
      for (let pair = 0; pair < count; pair++) {
        const [level, effect, first] = [3 * random.normal(), 1 + random.normal(), random.bernoulli(0.5)];
        for (const place of [0, 1]) {
          const i = 2 * pair + place;
          [b[i], z[i]] = [pair, place === 0 ? first : 1 - first];
          y[i] = level + z[i] * effect + random.normal();
        }
      }
      return fromColumns({ y, z, b });
    },
  };
}

/** Units that could notice their arm with chance `share`, more often by `moved` when treated; only they have an effect, of 1 on average. */
function triggered(n: number, share: number, moved = 0): Draws {
  return {
    truth: (id) => (id === 'triggered' ? 1 : share),
    rows: (replication) => {
      const random = stream(4_300_000, replication);
      const [y, z, t] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      for (let i = 0; i < n; i++) {
        z[i] = random.bernoulli(0.5);
        t[i] = random.bernoulli(share + moved * z[i]);
        y[i] = t[i] * (2 + z[i] * (1 + random.normal())) + random.normal();
      }
      return fromColumns({ y, z, t });
    },
  };
}

const seen = equals(column('t'), 1);

/** The effect among triggered units times their share. */
function* diluted(): Asking<Answer> {
  const [answer, reply] = yield* all([within(itt(contrast), seen), ask(moments({ columns: { t: indicator(seen) } }))]);
  const { n, mean } = reply.groups[0].moments;
  return { ...answer, estimates: answer.estimates.map((e) => dilutedEstimate(e, { triggered: Math.round(n * mean[0]), units: n }, 't = 1')!) };
}

/** An answer that says whether the check stopped the study. */
function* stopped(): Asking<Answer> {
  const none: Answer = { estimates: [], findings: [], exhibits: [] };
  try {
    const answer = yield* trigger({ trigger: seen, assignment: 'z', control: 0 });
    return answer;
  } catch (error) {
    if (error instanceof EstimandError && error.code === 'trigger-differs') return none;
    throw error;
  }
}

const unequal: readonly BlockRule[] = [
  { size: 0.5, treated: 0.3, level: 3, effect: 1 },
  { size: 0.3, treated: 0.5, level: 4, effect: 1 },
  { size: 0.2, treated: 0.7, level: 6, effect: 1 },
];
const uneven = unequal.map((rule, i) => ({ ...rule, effect: [-1, 1, 6][i] }));

/** Arms drawn within blocks, and effects among those who could notice them. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'blocks of 30, 50 and 70 % treated that predict the outcome, 400 units',
    draws: blocks(400, unequal),
    asked: [
      { ask: () => blocked(inBlocks), checks: [interval('blocked', 'effect'), relative('blocked', 'relative')] },
      { ask: () => itt(contrast), checks: [interval('itt across blocks', 'effect', below(0.8))] },
    ],
  },
  {
    name: 'blocks of 30, 50 and 70 % treated whose effects differ, 400 units',
    draws: blocks(400, uneven),
    asked: [
      { ask: () => blocked(inBlocks), checks: [interval('blocked', 'effect'), relative('blocked', 'relative')] },
      { ask: () => blocked({ ...inBlocks, target: 'sample' }), checks: [interval('blocked for these units only', 'effect', below(0.95))] },
    ],
  },
  {
    name: '60 blocks of four units, drawn from many of equal effects',
    draws: fours(60, 0),
    asked: [{ ask: () => blocked(inBlocks), checks: [interval('blocked', 'effect', atLeast())] }],
  },
  {
    name: '60 blocks of four units, drawn from many whose effects differ',
    least: 400,
    draws: fours(60, 2),
    asked: [
      { ask: () => blocked({ ...inBlocks, target: 'blocks' }), checks: [interval('blocked, blocks drawn', 'effect')] },
      { ask: () => blocked(inBlocks), checks: [interval('blocked, where nobody says it', 'effect')] },
      { ask: () => blocked({ ...inBlocks, target: 'population' }), checks: [interval('blocked, as if blocks were given', 'effect', below(0.9))] },
    ],
  },
  {
    name: '24 passages of 1 to 12 questions, each answered by two models',
    draws: questions(24),
    asked: [
      { ask: () => blocked({ ...inBlocks, within: 'passage' }), checks: [interval('blocked, by passage', 'effect')] },
      { ask: () => blocked(inBlocks), checks: [interval('blocked, as if questions were apart', 'effect', below(0.8))] },
    ],
  },
  { name: '40 matched pairs', draws: pairs(40), asked: [{ ask: () => blocked(inBlocks), checks: [interval('blocked, pairs', 'effect')] }] },
  {
    name: 'a tenth of 4,000 units triggered',
    draws: triggered(4000, 0.1),
    asked: [
      { ask: () => within(itt(contrast), seen), checks: [interval('itt among triggered units', 'triggered')] },
      { ask: diluted, checks: [interval('itt among triggered units, diluted', 'all')] },
      { ask: () => itt(contrast), checks: [interval('itt among all units', 'all')] },
      {
        ask: stopped,
        checks: [{ name: 'trigger, no error', hit: ({ findings }) => findings.length > 0, expected: { kind: 'at-least', rate: 0.999 } }],
      },
    ],
  },
  {
    name: 'a trigger that treatment moves from 10 to 16 % of 4,000 units',
    draws: triggered(4000, 0.1, 0.06),
    asked: [{ ask: stopped, checks: [{ name: 'trigger, error', hit: ({ findings }) => findings.length === 0, expected: atLeast(0.95) }] }],
  },
];
