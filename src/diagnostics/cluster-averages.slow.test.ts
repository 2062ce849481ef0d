import { expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { stream } from '../math/random/stream.ts';
import { runSync } from '../relation/run.ts';
import { clusters } from './clusters.ts';

/** 40 teams of uneven sizes, of which large ones have other means whatever the arm: nothing is wrong with that. */
function drawn(seed: number, perRow: number) {
  const random = stream(seed);
  const [team, z, y]: number[][] = [[], [], []];
  for (let g = 0; g < 40; g++) {
    const [size, own] = [2 + random.integer(40), random.normal()];
    for (let i = 0; i < size; i++) {
      team.push(g);
      z.push(g % 2);
      y.push(own + 0.05 * size + random.normal() + (g % 2) * perRow * size);
    }
  }
  return runSync(fromColumns({ team, z, y }), clusters({ cluster: 'team', assignment: 'z', control: 0, outcomes: [{ name: 'y' }] }));
}

it('an effect that does not go with size is said to in about one of a hundred, and the average over clusters is covered in 95', () => {
  const [times, truth] = [2_000, 0.05 * 21.5];
  let [alarms, covered] = [0, 0];
  for (let seed = 0; seed < times; seed++) {
    if (drawn(seed, 0).findings.some(({ check }) => check === 'cluster-size')) alarms++;
    const { low, high } = drawn(seed, 0.05).exhibits.find(({ id }) => id === 'cluster-averages')!.columns as Readonly<Record<string, readonly number[]>>;
    if (low[0] <= truth && truth <= high[0]) covered++;
  }
  // Welch on what 20 clusters an arm move is a little generous at one in a hundred.
  expect(alarms / times).toBeLessThan(0.03);
  expect(Math.abs(covered / times - 0.95)).toBeLessThan(3.89 * Math.sqrt((0.95 * 0.05) / times));
  if (process.env.CALIBRATION_PRINT === '1') console.log(`alarms ${alarms / times}, covered ${covered / times}`);
});
