import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

interface Periods {
  readonly units: number;
  /** Rows of a unit are 1 to `most`, the more the busier it is. */
  readonly most: number;
  /** Share of rows that lie after the change. */
  readonly after: number;
  /** Chance of the event before the change. */
  readonly rate?: number;
  /** A unit has rows in one period only. */
  readonly apart?: true;
}

/** Units with rows before and after a change, alike within a unit. Truths: `change` in y, a mean, and `change/b` in b, a share. */
export function periods({ units, most, after, rate = 0.4, apart }: Periods): Draws {
  const truths: Readonly<Record<string, number>> = { change: 0.5, 'change/b': 0.1 * rate, 'relative/b': 0.1 };
  return {
    truth: (id) => truths[id],
    rows: (replication) => {
      const random = stream(9_300_000 + replication);
      const [unit, y, b]: readonly number[][] = [[], [], []];
      const period: string[] = [];
      for (let u = 0; u < units; u++) {
        const own = random.normal();
        const rows = 1 + random.integer(most);
        const side = random.bernoulli(after);
        for (let i = 0; i < rows; i++) {
          const late = apart ? side : random.bernoulli(after);
          unit.push(u);
          period.push(late === 1 ? 'after' : 'before');
          y.push(0.8 * own + 0.5 * late + random.normal());
          b.push(random.bernoulli(rate * (1 + 0.1 * late)));
        }
      }
      return fromColumns({ unit, period, y, b });
    },
  };
}
