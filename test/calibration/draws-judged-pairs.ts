import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { type Random, stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

/** Two answers to one item: what people say of them, and what a judge does. */
interface JudgedPair {
  readonly human: readonly [number, number];
  readonly judge: readonly [number, number];
}

/** Scores of items that are easier or harder; the judge knows the items better than what differs between answers to one of them. */
function scores(random: Random, alike: 1 | -1, spread = 1): JudgedPair {
  const level = spread * random.normal();
  const human = [0, 1].map((z) => 3 + (z === 1 ? alike : 1) * level + z * (0.3 + 0.3 * random.normal()) + 0.5 * random.normal()) as [number, number];
  const judge = human.map((y, z) => 0.5 + 0.8 * y + 0.2 * z + 0.4 * random.normal()) as [number, number];
  return { human, judge };
}

/** Right or wrong, by an item's own chance from 0.2 to 0.8, one in ten better; the judge lets wrong ones of the new model pass. */
function rightOrWrong(random: Random): JudgedPair {
  const chance = 0.2 + 0.6 * random.uniform();
  const draw = random.uniform();
  // Half of the answers of an item are right or wrong together.
  const human = [0, 1].map((z) => ((random.uniform() < 0.5 ? draw : random.uniform()) < chance + 0.1 * z ? 1 : 0)) as [number, number];
  const judge = human.map((y, z) => random.bernoulli(y === 1 ? 0.9 : 0.15 + 0.1 * z)) as [number, number];
  return { human, judge };
}

const kinds = {
  score: { pair: (random: Random) => scores(random, 1), effect: 0.3 },
  /** What is hard for one model is easy for the other. */
  opposed: { pair: (random: Random) => scores(random, -1, 2), effect: 0.3 },
  binary: { pair: rightOrWrong, effect: 0.1 },
  /** A judge that knows nothing. */
  guessed: { pair: (random: Random): JudgedPair => ({ ...scores(random, 1), judge: [random.normal(), random.normal()] }), effect: 0.3 },
} as const;

type Audit = { readonly pairs: number } | { readonly rows: number };

/** Pairs of judged answers, of which people score both of the first `pairs`, or each row with chance `rows`. */
export function judgedPairs(count: number, kind: keyof typeof kinds, audit: Audit): Draws {
  const { pair, effect } = kinds[kind];
  return {
    truth: () => effect,
    rows: (replication) => {
      const random = stream(7_400_000, replication);
      const columns = { z: [] as number[], item: [] as string[], judge: [] as number[], human: [] as (number | undefined)[] };
      for (let i = 0; i < count; i++) {
        const { human, judge } = pair(random);
        for (const z of [0, 1]) {
          const seen = 'pairs' in audit ? i < audit.pairs : random.uniform() < audit.rows;
          columns.z.push(z);
          columns.item.push(`q${i}`);
          columns.judge.push(judge[z]);
          columns.human.push(seen ? human[z] : undefined);
        }
      }
      return fromColumns(columns);
    },
  };
}

/** Prompts that each model answers several times, whose effects differ; a share of the answers is audited, whatever their prompt. */
export function judgedRuns(prompts: number, runs: number, share: number): Draws {
  return {
    truth: () => 0.3,
    rows: (replication) => {
      const random = stream(7_500_000, replication);
      const columns = { z: [] as number[], item: [] as string[], judge: [] as number[], human: [] as (number | undefined)[] };
      for (let i = 0; i < prompts; i++) {
        const [level, effect] = [random.normal(), 0.3 + 0.4 * random.normal()];
        for (let k = 0; k < 2 * runs; k++) {
          const z = k % 2;
          const y = level + z * effect + 0.5 * random.normal();
          columns.z.push(z);
          columns.item.push(`q${i}`);
          columns.judge.push(0.8 * y + 0.2 * z + 0.3 * random.normal());
          columns.human.push(random.uniform() < share ? y : undefined);
        }
      }
      return fromColumns(columns);
    },
  };
}

/** Pairs of answers to questions about passages, which are easier for one model than for the other; both answers to one question in three are audited. */
export function judgedPassages(passages: number): Draws {
  return {
    truth: () => 0.5,
    rows: (replication) => {
      const random = stream(7_600_000, replication);
      const columns = { z: [] as number[], item: [] as string[], passage: [] as string[], judge: [] as number[], human: [] as (number | undefined)[] };
      for (let g = 0; g < passages; g++) {
        const effect = 0.5 + 0.7 * random.normal();
        for (let q = 0; q < 6; q++) {
          const [level, seen] = [random.normal(), random.uniform() < 1 / 3];
          for (const z of [0, 1]) {
            const y = level + z * effect + random.normal() / 2;
            columns.z.push(z);
            columns.item.push(`${g}/${q}`);
            columns.passage.push(`${g}`);
            columns.judge.push(0.8 * y + 0.2 * z + 0.4 * random.normal());
            columns.human.push(seen ? y : undefined);
          }
        }
      }
      return fromColumns(columns);
    },
  };
}
