import { call, column, times } from '../../../expressions/build.ts';
import type { WeightSpread } from '../../../inference/observed/overlap.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { columns, moments } from '../../../relation/requests.ts';
import { rollup, where } from '../../../relation/steps.ts';
import type { Chosen } from '../options.ts';
import { chanceOf } from './many-chances.ts';
import type { ManyFitted } from './many-fitted.ts';
import { treatedColumn } from './many-units.ts';
import { weighedUnits } from './target-sums.ts';

/** Chances are counted this fine for each bar of a figure: how well they tell the arms apart is then known to some ten-thousandth. */
const finer = 100;

export interface ManyOverlap {
  readonly spreads: readonly WeightSpread[];
  readonly concordance: number;
  readonly bins: readonly [Float64Array, Float64Array];
}

/** How chances lie in both arms, and how unequally their units count: a pass for weighted sums, one for counts, one for the heaviest. Nothing where the methods refuse. */
export function* chancesOfMany({ units: u, chances }: ManyFitted, c: Chosen, bars: number): Asking<ManyOverlap | undefined> {
  const weighed = yield* weighedUnits(u, chances, c);
  if ('check' in weighed) return undefined;
  const fine = finer * bars;
  const [heaviest, counts] = yield* all([
    ask(
      columns({
        columns: { most: column('most') },
        keys: [treatedColumn],
        over: [...weighed.over, where(u.rows), rollup([treatedColumn], { most: { kind: 'max', of: weighed.weight } })],
      }),
    ),
    ask(moments({ columns: {}, by: { arm: column(treatedColumn), bin: call('floor', times(fine, chanceOf(c))) }, where: u.rows, over: weighed.over })),
  ]);
  const byArm = [new Float64Array(fine), new Float64Array(fine)] as const;
  for (const { key, moments: m } of counts.groups) byArm[Number(key[0])][Math.min(fine - 1, Number(key[1]))] += m.n;
  const { codes, levels } = heaviest.keys[treatedColumn];
  const mostOf = (arm: number): number => heaviest.columns.most[codes.indexOf(levels.indexOf(String(arm)))];
  return {
    spreads: weighed.arms.map((m, arm) => ({ units: m.n, effective: m.weight ** 2 / m.weightSquares, largest: mostOf(arm) / m.weight })),
    concordance: concordanceOf(byArm),
    bins: [joined(byArm[0], finer), joined(byArm[1], finer)],
  };
}

/** Of a treated unit and one that is not: how often the first has the higher chance; those counted together are ties. */
function concordanceOf([control, treated]: readonly [Float64Array, Float64Array]): number {
  let [below, sum, others, ones] = [0, 0, 0, 0];
  for (let b = 0; b < control.length; b++) {
    sum += treated[b] * (below + control[b] / 2);
    below += control[b];
    others += control[b];
    ones += treated[b];
  }
  return sum / (others * ones);
}

const joined = (counts: Float64Array, by: number): Float64Array =>
  Float64Array.from({ length: counts.length / by }, (_, b) => counts.subarray(b * by, (b + 1) * by).reduce((sum, n) => sum + n, 0));
