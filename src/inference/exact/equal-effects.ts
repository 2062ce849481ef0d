import { stream } from '../../math/random/stream.ts';
import { drawnPValue } from '../permutation/drawn-p-value.ts';
import { type BinomialMass, binomialMass } from './binomial-mass.ts';

/** Events among the units of both arms in one part of a study. */
export interface ArmEvents {
  readonly treated: number;
  readonly treatedEvents: number;
  readonly control: number;
  readonly controlEvents: number;
}

const draws = { most: 9_999, enough: 400 } as const;

/**
 * Are the differences of shares equal in all parts, where events are few? The p-value of the score statistic of homogeneity, by draws under equal differences.
 *
 * Model   sum over parts of (d - D)^2 / V, D the differences averaged with weights n1 n0 / (n1 + n0), V their variance at shares that differ by D. Events are drawn anew, binomially, at
 *         shares that differ by D in every part: once with the share of each part as it was seen (half an event more in one unit more), once with one share for all; the larger p-value
 *         counts, because a part in which no event was seen may still have some.
 * Shapes  counts by part and arm; at most 9,999 draws.
 * Errors  none: 1 for fewer than two parts with units in both arms.
 * Source  Gart & Nam (1990), Biometrics 46 (the score statistic); Davison & Hinkley (1997), Bootstrap Methods and their Application, ch. 4.
 */
export function equalEffectsOfRare(parts: readonly ArmEvents[], seed: number): number {
  const there = parts.filter(({ treated, control }) => treated > 0 && control > 0);
  if (there.length < 2) return 1;
  const difference = averaged(there);
  const seen = statisticOf(there);
  const [events, units] = [there.reduce((sum, p) => sum + eventsOf(p), 0), there.reduce((sum, p) => sum + unitsOf(p), 0)];
  const together = (events + 0.5) / (units + 1);
  return Math.max(
    ...[shareOf, () => together].map((share, i) =>
      drawnAt(
        there.map((part) => lawsOf(part, share(part), difference)),
        there,
        seen,
        seed,
        i,
      ),
    ),
  );
}

type Laws = readonly [treated: BinomialMass, control: BinomialMass];

function drawnAt(laws: readonly Laws[], parts: readonly ArmEvents[], seen: number, seed: number, replicate: number): number {
  const random = stream(seed, replicate);
  const draw = (): number =>
    statisticOf(
      parts.map((part, i) => ({ ...part, treatedEvents: countAt(laws[i][0], random.uniform()), controlEvents: countAt(laws[i][1], random.uniform()) })),
    );
  return drawnPValue(seen, draw, draws);
}

/** Both arms, at shares around that of the part which differ by so much. */
function lawsOf(part: ArmEvents, share: number, difference: number): Laws {
  const [treated, control] = sharesAt(part, share, difference, 1e-9);
  return [binomialMass(part.treated, treated), binomialMass(part.control, control)];
}

function sharesAt(part: ArmEvents, share: number, difference: number, least: number): readonly [treated: number, control: number] {
  const n = unitsOf(part);
  const inside = (p: number): number => Math.min(1 - least, Math.max(least, p));
  return [inside(share + (difference * part.control) / n), inside(share - (difference * part.treated) / n)];
}

function statisticOf(parts: readonly ArmEvents[]): number {
  const difference = averaged(parts);
  return parts.reduce((sum, part) => {
    const [p1, p0] = sharesAt(part, shareOf(part), difference, 0.25 / unitsOf(part));
    return sum + (differenceIn(part) - difference) ** 2 / ((p1 * (1 - p1)) / part.treated + (p0 * (1 - p0)) / part.control);
  }, 0);
}

function averaged(parts: readonly ArmEvents[]): number {
  const weights = parts.map(({ treated, control }) => (treated * control) / (treated + control));
  return parts.reduce((sum, part, i) => sum + weights[i] * differenceIn(part), 0) / weights.reduce((a, b) => a + b, 0);
}

const unitsOf = ({ treated, control }: ArmEvents): number => treated + control;
const eventsOf = ({ treatedEvents, controlEvents }: ArmEvents): number => treatedEvents + controlEvents;
const shareOf = (part: ArmEvents): number => (eventsOf(part) + 0.5) / (unitsOf(part) + 1);
const differenceIn = ({ treated, treatedEvents, control, controlEvents }: ArmEvents): number => treatedEvents / treated - controlEvents / control;

/** The count whose chances reach `u`. */
function countAt({ from, below }: BinomialMass, u: number): number {
  let [low, high] = [0, below.length - 2];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (below[middle + 1] >= u) high = middle;
    else low = middle + 1;
  }
  return from + low;
}
