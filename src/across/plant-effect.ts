import { EstimandError } from '../errors/estimand-error.ts';
import { shuffle } from '../math/random/shuffle.ts';
import type { Random } from '../math/random/stream.ts';

export interface PlantOptions {
  /** The outcome of every unit, without the change. */
  readonly values: Float64Array;
  /** Cluster of every unit, as codes from 0 on: whole clusters are then drawn and randomized. */
  readonly clusters?: Int32Array;
  /** Share of units, or clusters, that are treated. */
  readonly share: number;
  /** Added to the treated; of a binary outcome, the share of the treated that is flipped towards it. */
  readonly effect: number;
  /** Only 0 and 1: found from the values unless told. */
  readonly binary?: boolean;
  /** Units, or clusters, drawn with replacement; without it every one is taken once. */
  readonly draws?: number;
}

/** A replicate: one entry a row, in buffers that the next replicate uses again. */
export interface Planted {
  readonly values: Float64Array;
  /** 1 for the treated, 0 for control. */
  readonly treated: Float64Array;
  readonly clusters: Float64Array;
}

/**
 * A user's own rows with arms drawn anew and a known effect planted: what a study of them would see.
 *
 * Model     units (or whole clusters) are put in random order, and the first share of them is treated. A treated value has the effect added; a binary one that is
 *           0 becomes 1 with chance effect / share of zeros (a negative effect: 1 becomes 0), so that its mean moves by the effect.
 * Shapes    gives a function from random numbers to a replicate; what does not change is worked out once.
 * Errors    option-invalid for a share outside (0, 1), fewer than four to randomize, or an effect that no share can have.
 */
export function plantEffect(options: PlantOptions): (random: Random) => Planted {
  const { values, share, effect } = options;
  const groups = groupsOf(options);
  const binary = options.binary ?? values.every((x) => x === 0 || x === 1);
  const draws = options.draws ?? groups.count;
  const treatedGroups = Math.round(draws * share);
  expect(share > 0 && share < 1, 'share', share, 'a share between 0 and 1, such as 0.5');
  expect(Number.isInteger(draws) && treatedGroups >= 2 && draws - treatedGroups >= 2, 'draws', draws, 'enough for two units or clusters an arm');
  const flip = binary ? flipping(values, effect) : undefined;
  const most = options.draws === undefined ? values.length : draws * largest(groups);
  const buffers = { values: new Float64Array(most), treated: new Float64Array(most), clusters: new Float64Array(most) };
  const order = new Int32Array(draws);
  return (random) => {
    if (options.draws === undefined) {
      for (let d = 0; d < draws; d++) order[d] = d;
      shuffle(order, random);
    } else for (let d = 0; d < draws; d++) order[d] = random.integer(groups.count);
    let row = 0;
    for (let d = 0; d < draws; d++) {
      const treated = d < treatedGroups;
      for (let at = groups.starts[order[d]]; at < groups.starts[order[d] + 1]; at++, row++) {
        const value = values[groups.rows[at]];
        buffers.treated[row] = treated ? 1 : 0;
        buffers.clusters[row] = d;
        if (!treated) buffers.values[row] = value;
        else if (flip === undefined) buffers.values[row] = value + effect;
        else buffers.values[row] = value === flip.from && random.uniform() < flip.chance ? 1 - value : value;
      }
    }
    return { values: buffers.values.subarray(0, row), treated: buffers.treated.subarray(0, row), clusters: buffers.clusters.subarray(0, row) };
  };
}

interface Groups {
  readonly count: number;
  readonly starts: Int32Array;
  readonly rows: Int32Array;
}

/** The rows of each unit (one) or cluster. */
function groupsOf({ values, clusters }: PlantOptions): Groups {
  const n = values.length;
  if (!clusters) return { count: n, starts: Int32Array.from({ length: n + 1 }, (_, i) => i), rows: Int32Array.from({ length: n }, (_, i) => i) };
  const count = clusters.reduce((most, code) => Math.max(most, code), -1) + 1;
  const starts = new Int32Array(count + 1);
  for (const code of clusters) starts[code + 1]++;
  for (let g = 0; g < count; g++) starts[g + 1] += starts[g];
  const next = starts.slice();
  const rows = new Int32Array(n);
  for (let i = 0; i < n; i++) rows[next[clusters[i]]++] = i;
  return { count, starts, rows };
}

function largest({ count, starts }: Groups): number {
  let most = 0;
  for (let g = 0; g < count; g++) most = Math.max(most, starts[g + 1] - starts[g]);
  return most;
}

function flipping(values: Float64Array, effect: number): { readonly from: 0 | 1; readonly chance: number } {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const from = effect >= 0 ? 0 : 1;
  const room = from === 0 ? 1 - mean : mean;
  expect(Math.abs(effect) <= room, 'effect', effect, `one that leaves the share ${Number(mean.toPrecision(4))} between 0 and 1`);
  return { from, chance: effect === 0 ? 0 : Math.abs(effect) / room };
}

function expect(holds: boolean, option: string, found: number, asked: string): void {
  if (!holds) throw new EstimandError('option-invalid', { option, found: String(found), asked });
}
