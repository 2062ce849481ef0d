import { quickIntegers } from '../../math/random/quick-integers.ts';
import type { Random } from '../../math/random/stream.ts';
import { type Balance, balanceOf } from './balance.ts';
import { isMechanismRefusal, type Lots, lotsOf, type Mechanism, type MechanismRefusal } from './mechanism.ts';

/** Arms drawn anew: by lot, in one array that the next draw writes over; undefined where none was kept in as many tries as are made. */
export type DrawLots = (random: Random) => Int32Array | undefined;

/** So many times one over the acceptance is tried: none is kept by chance with probability e^-50. */
const triesFor = ({ acceptance }: Balance): number => Math.ceil(50 / acceptance);

/**
 * Lots drawn anew in their blocks, with as many in each arm as there were. Given the counts this is also the law of arms that were drawn one by one by a coin.
 *
 * Model    Fisher and Yates's draw without replacement in each block, of all arms but the largest, which gets the rest; with `balance` again and again until a draw is kept.
 * Source   Morgan & Rubin (2012), Annals of Statistics 40.
 */
export function lotDraws(lots: Lots, balance?: Balance): DrawLots {
  const { starts } = lots;
  const plan = seatsOf(lots);
  const drawn = lots.arms.slice();
  const order = new Int32Array(drawn.length);
  const all = order.map((_, g) => g);
  const drawAll = (below: (count: number) => number): void => {
    order.set(all);
    for (let b = 0; b + 1 < starts.length; b++) {
      const { most, others } = plan[b];
      const end = starts[b + 1];
      drawn.fill(most, starts[b], end);
      for (let k = 0, i = starts[b]; k < others.length; k++, i++) {
        const j = i + below(end - i);
        const g = order[j];
        order[j] = order[i];
        drawn[g] = others[k];
      }
    }
  };
  if (!balance)
    return (random) => {
      drawAll(quickIntegers(random));
      return drawn;
    };
  const tries = triesFor(balance);
  return (random) => {
    const below = quickIntegers(random);
    for (let t = 0; t < tries; t++) {
      drawAll(below);
      if (balance.distance(drawn) <= balance.most) return drawn;
    }
    return undefined;
  };
}

/** What a block has to give out: its largest arm, and all else one by one. */
function seatsOf({ arms, armCount, starts }: Lots): readonly { readonly most: number; readonly others: Int32Array }[] {
  return Array.from({ length: starts.length - 1 }, (_, b) => {
    const own = arms.subarray(starts[b], starts[b + 1]);
    const counts = new Int32Array(armCount);
    for (const arm of own) counts[arm]++;
    const most = counts.indexOf(Math.max(...counts));
    return { most, others: own.filter((arm) => arm !== most) };
  });
}

/**
 * The arms of all units drawn anew, by the mechanism that was used: a function from random numbers to codes, in one array that the next draw writes over.
 *
 * Shapes   the same numbers give the same arms, whatever was drawn before.
 * Errors   those of `lotsOf` and `balanceOf`; rarely-accepted where none of so many draws is kept.
 */
export function redraw(mechanism: Mechanism): ((random: Random) => Int32Array | MechanismRefusal) | MechanismRefusal {
  const lots = lotsOf(mechanism);
  if (isMechanismRefusal(lots)) return lots;
  const balance = mechanism.rerandomized && balanceOf(lots, mechanism.rerandomized);
  if (balance && isMechanismRefusal(balance)) return balance;
  const draw = lotDraws(lots, balance);
  const { ofUnit } = lots;
  const arms = new Int32Array(ofUnit.length);
  return (random) => {
    const drawn = draw(random);
    if (!drawn) return { kind: 'rarely-accepted', tries: triesFor(balance!), acceptance: balance!.acceptance };
    for (let i = 0; i < arms.length; i++) arms[i] = drawn[ofUnit[i]];
    return arms;
  };
}
