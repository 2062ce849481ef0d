import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { judgeScores } from '../../src/scenarios/judge-scores/judge-scores.ts';
import type { JudgeParameters } from '../../src/scenarios/judge-scores/rules.ts';
import type { Draws } from './draws.ts';

/** Answers that a judge scores and people audit at random; the effect on quality is `itt`. */
export function judged(n: number, parameters: Partial<JudgeParameters> = {}): Draws {
  const truth = judgeScores.truth(parameters).find(({ id }) => id === 'itt/human_score')!.value;
  return {
    truth: () => truth,
    rows: (replication) => {
      const { answer_id, ...columns } = judgeScores.simulate({ n, seed: 7_000_000 + replication, ...parameters }).columns;
      return fromColumns(columns);
    },
  };
}

/** The same, audited by what the judge says: low scores eight times as often as high ones. */
export function judgedActively(n: number): Draws {
  const drawn = judged(n, { auditShare: 1 });
  return {
    truth: drawn.truth,
    rows: (replication) => {
      const random = stream(7_100_000, replication);
      const { columns } = judgeScores.simulate({ n, seed: 7_000_000 + replication, auditShare: 1 });
      const judge = columns.llm_judge_score as Float64Array;
      const p = judge.map((score) => (score < 4 ? 0.4 : 0.05));
      const human = columns.human_score as readonly number[];
      const human_score = human.map((score, i) => (random.uniform() < p[i] ? score : undefined));
      return fromColumns({ new_model: columns.new_model, llm_judge_score: judge, human_score, p });
    },
  };
}

/** Answers that are right or wrong, by chances 0.5 and 0.6, and a judge that lets more wrong ones of the new model pass; one in five audited. */
export function judgedBinary(n: number): Draws {
  return {
    truth: () => 0.1,
    rows: (replication) => {
      const random = stream(7_200_000, replication);
      const z = Float64Array.from({ length: n }, (_, i) => i % 2);
      const right = z.map((arm) => random.bernoulli(0.5 + 0.1 * arm));
      const judge = z.map((arm, i) => random.bernoulli(right[i] === 1 ? 0.9 : 0.15 + 0.15 * arm));
      const human = Array.from(right, (label) => (random.uniform() < 0.2 ? label : undefined));
      return fromColumns({ z, judge, human });
    },
  };
}

/** Messages of users, some four each, in 60 teams that are assigned as a whole: what people score adds up to `score`, one user in four is audited. Effects on its mean, and over messages. */
export function judgedTeams(teams: number, size: number): Draws {
  return {
    truth: (id) => (id === 'per-message' ? 0.1 : 0.4),
    rows: (replication) => {
      const random = stream(7_300_000, replication);
      const n = teams * size;
      const [z, messages, score, judge, team] = [0, 0, 0, 0, 0].map(() => new Float64Array(n));
      const human: (number | undefined)[] = [];
      for (let t = 0; t < teams; t++) {
        const own = 0.3 * random.normal();
        for (let i = t * size; i < (t + 1) * size; i++) {
          [team[i], z[i], messages[i]] = [t, t % 2, 2 + random.integer(5)];
          score[i] = messages[i] * (0.5 + 0.1 * z[i] + 0.1 * random.normal()) + own;
          judge[i] = score[i] + 0.3 * z[i] + 0.4 * random.normal();
          human.push(random.uniform() < 0.25 ? score[i] : undefined);
        }
      }
      return fromColumns({ z, messages, judge, team, human });
    },
  };
}

/** A judge of right and wrong answers: how many are right in each arm, and how often it is wrong, of right ones and of wrong ones. */
export interface RareErrors {
  readonly right: readonly [number, number];
  readonly misses: readonly [number, number];
  readonly passes: readonly [number, number];
}

/** Two arms of a judge that is rarely wrong; so many labels of each are drawn. */
export function judgedRarelyWrong(units: number, labels: number, { right, misses, passes }: RareErrors): Draws {
  return {
    truth: () => right[1] - right[0],
    rows: (replication) => {
      const random = stream(7_600_000, replication);
      const n = 2 * units;
      const z = Float64Array.from({ length: n }, (_, i) => i % 2);
      const y = z.map((arm) => random.bernoulli(right[arm]));
      const judge = y.map((label, i) => (random.bernoulli(label === 1 ? misses[z[i]] : passes[z[i]]) === 1 ? 1 - label : label));
      // Rows are independent: the first of each arm are as good a sample as any.
      const human = Array.from(y, (label, i) => (i < 2 * labels ? label : undefined));
      return fromColumns({ z, judge, human });
    },
  };
}

/** The same where one answer in ten is a hard one: three in ten of these are audited, and one in two hundred of the others. */
export function judgedInStrata(units: number, { right, misses, passes }: RareErrors): Draws {
  return {
    truth: () => right[1] - right[0],
    rows: (replication) => {
      const random = stream(7_700_000, replication);
      const n = 2 * units;
      const z = Float64Array.from({ length: n }, (_, i) => i % 2);
      const p = z.map(() => (random.uniform() < 0.1 ? 0.3 : 0.005));
      const y = z.map((arm) => random.bernoulli(right[arm]));
      const judge = y.map((label, i) => (random.bernoulli(label === 1 ? misses[z[i]] : passes[z[i]]) === 1 ? 1 - label : label));
      const human = Array.from(y, (label, i) => (random.uniform() < p[i] ? label : undefined));
      return fromColumns({ z, judge, human, p });
    },
  };
}
