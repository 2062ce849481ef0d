import { joinAnswers } from '../src/estimate/answer.ts';
import { column } from '../src/expressions/build.ts';
import { fromColumns, runSync, simultaneously } from '../src/index.ts';
import { stream } from '../src/math/random/stream.ts';
import { itt } from '../src/methods/arms/itt.ts';
import { all } from '../src/relation/asking.ts';
import { familyOf } from '../test/support/arm-family.ts';

/** Seconds that 20 arms on 10 outcomes take as one family, from rows in memory: correlation of 200 contrasts, intervals and p-values. */
export function manyArmsSeconds(n = 42_000, arms = 20, outcomes = 10): number {
  const random = stream(7);
  const names = Array.from({ length: arms + 1 }, (_, a) => `arm ${a}`);
  const z = Array.from({ length: n }, (_, i) => names[i % names.length]);
  const shared = Float64Array.from({ length: n }, () => random.normal());
  const ys = Array.from({ length: outcomes }, (_, k) => [`y${k}`, shared.map((s) => 0.6 * s + 0.8 * random.normal())] as const);
  const rows = fromColumns({ z, ...Object.fromEntries(ys) });
  const family = familyOf({
    assignment: 'z',
    arms: names,
    outcomes: ys.map(([name]) => ({ name, measure: column(name) })),
  });
  const started = performance.now();
  runSync(
    rows,
    simultaneously(family, function* (those, levels) {
      return joinAnswers(yield* all(ys.map(([outcome]) => itt({ outcome, assignment: 'z', ...those, ...levels }))));
    }),
  );
  return (performance.now() - started) / 1000;
}
