import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';

/** Answers of which one in five is hard: the judge errs on these, and people look at them by a chance of their own. The effect on what people say is 0.2. */
export function auditedAnswers(seed: number, [hard, easy]: readonly [number, number], n = 4_000) {
  const random = stream(seed);
  const rows = Array.from({ length: n }, () => {
    const [z, isHard, truth] = [random.bernoulli(0.5), random.bernoulli(0.2), random.normal()];
    const judge = truth + (isHard ? 1.5 : 0.3) * random.normal();
    const p = isHard ? hard : easy;
    return { z, judge, p, human: random.uniform() < p ? truth + 0.2 * z : null };
  });
  return fromColumns({ z: rows.map((r) => r.z), judge: rows.map((r) => r.judge), p: rows.map((r) => r.p), human: rows.map((r) => r.human) });
}
