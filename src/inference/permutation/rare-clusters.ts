import { type Random, stream } from '../../math/random/stream.ts';
import type { Null } from '../exact/score-statistic.ts';

/** Units of each cluster of one arm, and how many of them had an event. */
export interface ClusterEvents {
  readonly units: Float64Array;
  readonly events: Float64Array;
}

/** With no more ways than this to draw the arms each of them is taken. */
const mostWays = 2_000;
/** With many clusters fewer draws: the test holds its level with any number of them. */
const leastDraws = (clusters: number): number => (clusters > 1_000 ? 399 : 999);
/** Draws that are to reach what was seen at the level of the test. */
const expectedThere = 20;
const roundsOfAll = 20;
/** Differences that are closer than this are ties. */
const tie = 1e-12;

/**
 * Permutation test of clusters that the share of events of one arm does not exceed a null: `value` of p1 - p0, or of p1 / p0. Does it reject at level `alpha`?
 *
 * Model   what the null says of the arms is first taken away by chance, so that they are alike under it: events are added to units of the lower arm that had none, each with the
 *         same chance, or of the ratio events of the higher arm are left out. Then the difference of the arms' shares against those of arms that are drawn anew from the
 *         clusters; with few clusters all the ways to do so, else by draws, each with additions of its own. Common events are counted as non-events are.
 *         A shift of the clusters' shares, which a permutation test of other outcomes would take, makes no events: an arm without any, shifted by 1 %, is out of reach.
 * Shapes  clusters of both arms; with few of them nothing is rejected.
 * Source  Fisher (1935); Dwass (1957), Annals of Mathematical Statistics 28, on draws; Rosenbaum (2002), Observational Studies, ch. 2, on clusters as units.
 */
export function isExceededByClusters(one: ClusterEvents, zero: ClusterEvents, at: Null, alpha: number, seed: number): boolean {
  if (at.measure === 'difference' && shareOf(one, zero) > 0.5) return rejects(without(zero), without(one), at, alpha, seed);
  return rejects(one, zero, at, alpha, seed);
}

const without = ({ units, events }: ClusterEvents): ClusterEvents => ({ units, events: units.map((n, g) => n - events[g]) });

function rejects(one: ClusterEvents, zero: ClusterEvents, at: Null, alpha: number, seed: number): boolean {
  const random = stream(seed);
  const made = madeAlike(one, zero, at);
  const units = Float64Array.of(...one.units, ...zero.units);
  const apart = apartIn(units);
  const first = Int32Array.from(one.units, (_, g) => g);
  const all = waysToChoose(units.length, first.length);
  if (all) {
    const rounds = made.isRandom ? roundsOfAll : 1;
    let reached = 0;
    for (let round = 0; round < rounds; round++) {
      const events = made.draw(random);
      const seen = apart(events, first) - tie;
      for (const those of all) if (apart(events, those) >= seen) reached++;
    }
    return reached <= alpha * rounds * all.length;
  }
  const draws = Math.max(leastDraws(units.length), Math.ceil(expectedThere / alpha) - 1);
  const order = Int32Array.from(units, (_, g) => g);
  // The smaller arm is drawn.
  const size = Math.min(first.length, units.length - first.length);
  const isFirst = size === first.length;
  const chosen = order.subarray(0, size);
  const enough = alpha * (draws + 1);
  for (let [drawn, reached] = [0, 1]; drawn < draws; drawn++) {
    const events = made.draw(random);
    for (let i = 0; i < size; i++) {
      const other = i + random.integer(order.length - i);
      const cluster = order[other];
      order[other] = order[i];
      order[i] = cluster;
    }
    const again = isFirst ? apart(events, chosen) : -apart(events, chosen);
    if (again >= apart(events, first) - tie && ++reached > enough) return false;
  }
  return true;
}

/** The share of events of some clusters less that of the others. */
function apartIn(units: Float64Array): (events: Float64Array, those: Int32Array) => number {
  const allUnits = units.reduce((a, b) => a + b, 0);
  return (events, those) => {
    let [n, e, all] = [0, 0, 0];
    for (let g = 0; g < events.length; g++) all += events[g];
    for (let i = 0; i < those.length; i++) {
      n += units[those[i]];
      e += events[those[i]];
    }
    return e / n - (all - e) / (allUnits - n);
  };
}

function shareOf(...arms: readonly ClusterEvents[]): number {
  const [events, units] = [arms.flatMap((arm) => [...arm.events]), arms.flatMap((arm) => [...arm.units])].map((values) => values.reduce((a, b) => a + b, 0));
  return events / units;
}

interface MadeAlike {
  readonly isRandom: boolean;
  /** Events of all clusters, those of the first arm before. */
  readonly draw: (random: Random) => Float64Array;
}

/** Arms that are alike where the null holds. */
function madeAlike(one: ClusterEvents, zero: ClusterEvents, { measure, value }: Null): MadeAlike {
  const events = Float64Array.of(...one.events, ...zero.events);
  const units = Float64Array.of(...one.units, ...zero.units);
  const isDifference = measure === 'difference';
  if (value === (isDifference ? 0 : 1)) return { isRandom: false, draw: () => events };
  const ofZero = isDifference ? value > 0 : value < 1;
  const [from, to] = ofZero ? [one.units.length, units.length] : [0, one.units.length];
  // Units that may change, by cluster, and the chance with which each does.
  const open = isDifference ? units.map((n, g) => n - events[g]) : events;
  const chance = isDifference ? Math.min(1, Math.abs(value) / Math.max(1e-12, 1 - shareOf(ofZero ? zero : one))) : 1 - Math.min(value, 1 / value);
  const change = isDifference ? 1 : -1;
  return {
    isRandom: true,
    draw: (random) => {
      const drawn = events.slice();
      // Gaps between those that change are geometric, so that rare changes take few draws.
      const scale = chance < 1 ? 1 / Math.log1p(-chance) : 0;
      const gap = (): number => Math.floor(Math.log(random.uniform()) * scale);
      let next = gap();
      for (let g = from; g < to; g++) {
        for (; next < open[g]; next += 1 + gap()) drawn[g] += change;
        next -= open[g];
      }
      return drawn;
    },
  };
}

/** Every choice of so many of n, where there are few. */
function waysToChoose(n: number, size: number): readonly Int32Array[] | undefined {
  let ways = 1;
  for (let i = 1; i <= Math.min(size, n - size) && ways <= mostWays; i++) ways = (ways * (n - i + 1)) / i;
  if (ways > mostWays) return undefined;
  const found: Int32Array[] = [];
  const choice = Int32Array.from({ length: size }, (_, i) => i);
  for (;;) {
    found.push(choice.slice());
    let last = size - 1;
    while (last >= 0 && choice[last] === n - size + last) last--;
    if (last < 0) return found;
    choice[last]++;
    for (let i = last + 1; i < size; i++) choice[i] = choice[i - 1] + 1;
  }
}
