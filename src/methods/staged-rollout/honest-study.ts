import type { EventStudy } from '../../inference/honest/event-study.ts';
import { treatedCells } from '../../inference/staged/averages.ts';
import { countIn } from '../../inference/staged/strata.ts';
import type { AskedEffects } from './asked-effects.ts';
import type { EventTimes } from './event-times.ts';

/** The event study as honest bounds read it: the run of periods around the reference that leaves none out. */
export interface HonestStudy {
  readonly study: Omit<EventStudy, 'target'>;
  /** Times since the start, of the periods after the reference. */
  readonly since: readonly number[];
}

export function honestStudy({ slices, values, covariance, reference }: EventTimes): HonestStudy {
  const placeAt = new Map(slices.map(({ at }, i) => [at, i]));
  const run = (step: 1 | -1): readonly number[] => {
    const found: number[] = [];
    for (let at = reference + step; placeAt.has(at); at += step) found.push(at);
    return found;
  };
  const [earlier, later] = [[...run(-1)].reverse(), run(1)];
  const places = [...earlier, ...later].map((at) => placeAt.get(at)!);
  const size = slices.length;
  return {
    study: {
      before: earlier.length,
      after: later.length,
      estimates: Float64Array.from(places, (i) => values[i]),
      covariance: Float64Array.from(places.flatMap((i) => places.map((j) => covariance[i * size + j]))),
    },
    since: later,
  };
}

/** Weights that pick one time since the start; undefined where it was not seen. */
export function atHorizon({ since }: HonestStudy, horizon: number): Float64Array | undefined {
  return since.includes(horizon) ? Float64Array.from(since, (at) => (at === horizon ? 1 : 0)) : undefined;
}

/** Weights of the average over treated units and periods, as far as the run goes. */
export function overTreated({ since }: HonestStudy, { of, cells }: AskedEffects): Float64Array {
  const treated = treatedCells(cells).filter((cell) => since.includes(cell.since));
  const count = (at: number): number => treated.filter((cell) => cell.since === at).reduce((sum, { cohort, period }) => sum + countIn(of, cohort, period), 0);
  const all = since.reduce((sum, at) => sum + count(at), 0);
  return Float64Array.from(since, (at) => count(at) / all);
}

/** The largest change of the trend from one period to the next before the reference: what smoothness is held against. Zero where fewer than two periods were seen before it. */
export function largestBend({ study: { before, estimates } }: HonestStudy): number {
  const path = [...estimates.subarray(0, before), 0];
  return path.slice(2).reduce((most, value, i) => Math.max(most, Math.abs(value - 2 * path[i + 1] + path[i])), 0);
}
