import type { Reference } from '../../estimate/estimate.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import { stream } from '../../math/random/stream.ts';
import { type Family, fromScore, type MaxT, scoreOf } from './max-t.ts';

/** Contrasts whose errors are to be held together, by what each independent part adds to them. */
export interface ScoredFamily extends Pick<Family, 'statistics' | 'level' | 'boundsLevel'> {
  /** Of each contrast what each unit, or cluster, adds to it, so that the sum of squares is its variance; those that do not vary are none. */
  readonly scores: readonly Float64Array[];
  readonly references: readonly Reference[];
  readonly seed: number;
}

/** Draws of the bootstrap: the chance that a band holds is known to half a percent of itself. */
const draws = 1_999;

/** So many signs come of one uniform. */
const signsInOne = 30;

/**
 * As `maxT`, whose law is not the normal one of a covariance but that of the parts themselves, each of which keeps or changes its sign by chance.
 *
 * Model   the largest |sum of v s| / sqrt(sum of s^2) over contrasts, v of 1 and -1 alike (Rademacher), the same for all contrasts; its upper quantile is the limit on the scale of
 *         normal scores, and each contrast's own t takes it back, as in `maxT`. No narrower than an interval of its own. Adjusted p < 1 - level exactly beyond it.
 * Shapes  one score a part and contrast; time grows as their number, memory as that of one contrast.
 * Source  Callaway & Sant'Anna (2021), Journal of Econometrics 225, algorithm 1; Chernozhukov, Chetverikov & Kato (2013), Annals of Statistics 41.
 */
export function multiplierMaxT({ statistics, scores, references, level, boundsLevel, seed }: ScoredFamily): MaxT {
  const scaled = scores.map((own) => {
    const deviation = Math.sqrt(own.reduce((sum, score) => sum + score ** 2, 0));
    return own.map((score) => score / deviation);
  });
  const [two, one] = [new Float64Array(draws), new Float64Array(draws)];
  const signs = new Float64Array(scaled[0].length);
  for (let draw = 0; draw < draws; draw++) {
    drawSigns(signs, seed, draw);
    let [largest, highest] = [0, -Infinity];
    for (const own of scaled) {
      let sum = 0;
      for (let i = 0; i < signs.length; i++) sum += signs[i] * own[i];
      largest = Math.max(largest, Math.abs(sum));
      highest = Math.max(highest, sum);
    }
    two[draw] = largest;
    one[draw] = highest;
  }
  two.sort();
  one.sort();
  const reach = Math.max(beyond(two, 1 - level), normalQuantile((1 + level) / 2));
  const upper = Math.max(beyond(one, 1 - boundsLevel), normalQuantile(boundsLevel));
  return {
    critical: references.map((reference) => fromScore(reference, reach)),
    boundsCritical: references.map((reference) => fromScore(reference, upper)),
    adjusted: statistics.map((t, i) => {
      const score = scoreOf(references[i], Math.abs(t));
      return (1 + two.length - firstFrom(two, score)) / (draws + 1);
    }),
  };
}

/** Signs of one draw: the bits of its own stream. */
function drawSigns(signs: Float64Array, seed: number, draw: number): void {
  const random = stream(seed, draw);
  let bits = 0;
  for (let i = 0; i < signs.length; i++) {
    if (i % signsInOne === 0) bits = Math.floor(random.uniform() * 2 ** signsInOne);
    signs[i] = (bits >> (i % signsInOne)) & 1 ? 1 : -1;
  }
}

/** Beyond it, and nowhere else, fewer draws lie than the chance allows. */
const beyond = (sorted: Float64Array, chance: number): number => sorted[Math.max(0, sorted.length + 1 - Math.ceil(chance * (sorted.length + 1) - 1e-9))];

/** The place of the first that is no less. */
function firstFrom(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
