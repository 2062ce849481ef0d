import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { stream } from '../../../src/math/random/stream.ts';
import { adjustedItt } from '../../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../../src/methods/arms/ancova.ts';
import { cuped } from '../../../src/methods/arms/cuped.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { ratioEffect } from '../../../src/methods/arms/ratio/ratio-effect.ts';
import { atLeast, below, interval, relative, type Scenario } from '../case.ts';
import type { Draws } from '../draws.ts';

const plain = { outcome: 'y', assignment: 'z', control: 0 };
const villages = { ...plain, cluster: 'village', clusterArms: 'any' } as const;

/** Users drawn one by one in villages of 5 to 40, which differ in level, in their covariate and in what treatment does, about 1; visits cost about 2, and 1 more when treated. */
function users(count: number): Draws {
  return {
    truth: (id) => (id === 'relative' ? 0.1 : 1),
    rows: (replication) => {
      const random = stream(5_900_000, replication);
      const columns = { y: [] as number[], z: [] as number[], x: [] as number[], village: [] as number[], cost: [] as number[], visits: [] as number[] };
      for (let village = 0; village < count; village++) {
        const [level, effect] = [random.normal(), 1 + random.normal()];
        for (let left = 5 + random.integer(36); left > 0; left--) {
          const [z, x, visits] = [random.bernoulli(0.5), level / 2 + random.normal(), 1 + random.integer(4)];
          columns.village.push(village);
          columns.z.push(z);
          columns.x.push(x);
          columns.visits.push(visits);
          columns.y.push(10 + level + x + z * (effect + x / 2) + random.normal());
          columns.cost.push(visits * (2 + level / 2 + z * effect) + random.normal());
        }
      }
      return fromColumns(columns);
    },
  };
}

/** Errors by what was not randomized, where treatment does more in one cluster than in another. */
export const scenarios: readonly Scenario[] = [20, 40].map((count) => ({
  name: `users drawn one by one in ${count} villages where treatment does unlike things`,
  heavy: true,
  least: 2000,
  draws: users(count),
  asked: [
    { ask: () => itt(villages), checks: [interval('itt', 'effect', atLeast(0.94)), relative('itt', 'relative', atLeast(0.93))] },
    { ask: () => adjustedItt({ ...villages, adjust: ['x'] }), checks: [interval('adjusted-itt', 'effect', atLeast(0.94))] },
    { ask: () => ancova({ ...villages, adjust: ['x'] }), checks: [interval('ancova', 'effect', atLeast(0.94))] },
    { ask: () => cuped({ ...villages, covariate: 'x' }), checks: [interval('cuped', 'effect', atLeast(0.94))] },
    { ask: () => ratioEffect({ ...villages, outcome: 'cost', denominator: 'visits' }), checks: [interval('ratio-effect', 'effect', atLeast(0.94))] },
    { ask: () => adjustedItt({ ...plain, adjust: ['x'] }), checks: [interval('adjusted-itt, villages ignored', 'effect', below(0.9))] },
  ],
}));
