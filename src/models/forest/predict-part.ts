import type { Task } from '../../relation/requests.ts';
import { averageBlock, type BlockAverages, blockOfMeans, blockWithLeaves, type Speaking } from './averages.ts';
import type { Binned } from './bins.ts';
import type { Forest } from './forest.ts';
import type { GrownPart } from './grow-trees.ts';
import { littleBags } from './little-bags.ts';

/** Units `from` up to but not including `to`, and what is asked of them. */
export interface PredictPart {
  readonly kind: Forest['kind'];
  readonly responses: number;
  readonly groupSize: number;
  readonly grown: readonly GrownPart[];
  readonly binned: Binned;
  readonly speaking: Speaking;
  readonly errors: 'none' | 'little-bags';
  readonly from: number;
  readonly to: number;
}

/** What a forest says of units: of classes response by response, unit by unit. NaN where no tree speaks. */
export interface Predicted {
  readonly values: Float64Array;
  /** Sampling variances; empty where they were not asked for. */
  readonly variances: Float64Array;
}

/** Predicts a range of units. */
export const predictForestTask: Task<PredictPart, Predicted> = { name: 'predict-forest', run: predictPart };

function predictPart(part: PredictPart): Predicted {
  const { responses, grown, from, to, errors } = part;
  const values = new Float64Array((to - from) * responses);
  const variances = new Float64Array(errors === 'none' ? 0 : values.length);
  const block = errors === 'none' ? blockOfMeans(grown) : blockWithLeaves(grown);
  for (let start = from; start < to; start += block.units) {
    const end = Math.min(to, start + block.units);
    averageBlock(block, grown, part.binned, start, end, part.speaking);
    for (let i = 0; i < end - start; i++) {
      const at = (start - from + i) * responses;
      writeValue(part, block, i, values, at);
      if (errors !== 'none') littleBags(part, block, i, variances, at);
    }
  }
  return { values, variances };
}

function writeValue({ kind, responses }: PredictPart, { means, width }: BlockAverages, i: number, out: Float64Array, at: number): void {
  const first = i * width;
  const weight = means[first];
  if (kind === 'instrumental') {
    const [y, t, z, yz, tz] = [means[first + 1], means[first + 2], means[first + 3], means[first + 4], means[first + 5]];
    out[at] = (yz * weight - y * z) / (tz * weight - t * z);
  } else for (let k = 0; k < responses; k++) out[at + k] = means[first + 1 + k] / weight;
}
