import { bracketedRoot } from '../../math/bracketed-root.ts';
import { type EventBlock, logEvidence, usualPrior, withRates } from './e-values.ts';
import { expectChance } from './expect-looks.ts';

export interface DifferenceSet {
  readonly low: number;
  readonly high: number;
}

/**
 * The differences of two rates that the blocks so far leave over: an interval that holds after every block at once.
 *
 * Model     left over is every difference against which the evidence of `eventEvidence` never reached 1 / alpha; told are the smallest and the largest of them, searched for on a
 *           grid that is finest around the difference seen.
 * Shapes    some 250 passes over the blocks: by day rather than by unit. undefined when no difference is left over, which happens in no more than alpha of cases unless rates change while units come in.
 * Units     treatment less control, from -1 to 1.
 * Errors    as `eventEvidence`; option-invalid for a level outside 0 to 1.
 * Source    Turner & Grünwald (2023), Statistics & Probability Letters 198: Exact anytime-valid confidence intervals for contingency tables and beyond.
 */
export function differenceSequence(
  blocks: readonly EventBlock[],
  { prior = usualPrior, level = 0.95 }: { readonly prior?: number; readonly level?: number } = {},
): DifferenceSet | undefined {
  expectChance('level', level);
  const told = withRates(blocks, prior);
  const limit = -Math.log(1 - level);
  const room = (difference: number): number => limit - logEvidence(told, difference).reduce((most, log) => Math.max(most, log), 0);
  const grid = gridAround(blocks, prior);
  const rooms = grid.map(room);
  const [first, last] = [rooms.findIndex((left) => left > 0), rooms.findLastIndex((left) => left > 0)];
  if (first < 0) return undefined;
  return {
    low: first === 0 ? -1 : bracketedRoot(room, grid[first - 1], grid[first]),
    high: last === grid.length - 1 ? 1 : bracketedRoot(room, grid[last], grid[last + 1]),
  };
}

const steps = 50;

/** Differences from -1 to 1, and more of them within ten standard errors of the one seen. */
function gridAround(blocks: readonly EventBlock[], prior: number): readonly number[] {
  const seen = (arm: 'treatment' | 'control') => {
    const units = blocks.reduce((sum, block) => sum + block[arm].units, 2 * prior);
    const rate = blocks.reduce((sum, block) => sum + block[arm].events, prior) / units;
    return { rate, variance: (rate * (1 - rate)) / units };
  };
  const [treatment, control] = [seen('treatment'), seen('control')];
  const error = Math.sqrt(treatment.variance + control.variance);
  const even = Array.from({ length: 2 * steps - 1 }, (_, i) => (i + 1) / steps - 1);
  const near = Array.from({ length: 2 * steps + 1 }, (_, i) => treatment.rate - control.rate + (10 * error * (i - steps)) / steps);
  return [...even, ...near.filter((d) => Math.abs(d) < 1)].sort((a, b) => a - b);
}
