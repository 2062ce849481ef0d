import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import type { SupportParameters } from '../../src/scenarios/support-rollout/rules.ts';
import { supportRollout } from '../../src/scenarios/support-rollout/support-rollout.ts';

/** Data with a known truth: rows drawn anew for every replication, and the population values that intervals are held against. */
export interface Draws {
  readonly rows: (replication: number) => SyncRelation;
  readonly truth: (id: string) => number;
}

/** The support rollout: `n` tickets, truths such as `itt/resolved` and, from them, `relative/resolved`. */
export function support(n: number, parameters: Partial<SupportParameters> = {}): Draws {
  const truths = new Map(supportRollout.truth(parameters).map(({ id, value }) => [id, value]));
  const truth = (id: string): number => {
    const relative = id.split('relative/')[1];
    return relative === undefined ? truths.get(id)! : truths.get(`itt/${relative}`)! / truths.get(`control-mean/${relative}`)!;
  };
  return {
    truth,
    rows: (replication) => {
      const { ticket_id, ...columns } = supportRollout.simulate({ n, seed: 1_000_000 + replication, ...parameters }).columns;
      return fromColumns(columns);
    },
  };
}

/** An effect of 1 that changes by `slope` with each standard deviation of x, of which the outcome's level depends too. */
export function slopes(n: number, { slope, share, level = 0 }: { readonly slope: number; readonly share: number; readonly level?: number }): Draws {
  return {
    truth: (id) => (id === 'relative/y' ? 1 / level : 1),
    rows: (replication) => {
      const random = stream(2_000_000, replication);
      const [x, z, y] = [new Float64Array(n), new Float64Array(n), new Float64Array(n)];
      for (let i = 0; i < n; i++) {
        x[i] = random.normal();
        z[i] = random.bernoulli(share);
        y[i] = level + 2 * x[i] + z[i] * (1 + slope * x[i]) + random.normal();
      }
      return fromColumns({ x, z, y });
    },
  };
}

/** Seven in ten units have a pre-period, which predicts the outcome, and gain 1; the others are newcomers, who stand higher. Exactly a share is treated. */
export function newcomers(n: number, { share, gain }: { readonly share: number; readonly gain: number }): Draws {
  const known = 0.7;
  return {
    truth: () => known + (1 - known) * gain,
    rows: (replication) => {
      const random = stream(14_000_000, replication);
      const z = Float64Array.from({ length: n }, (_, i) => (i < Math.round(share * n) ? 1 : 0));
      const x = Array.from(z, (): number | null => {
        const before = random.normal();
        return random.bernoulli(known) === 1 ? before : null;
      });
      const level = (before: number | null, arm: number): number =>
        before === null ? 3 + arm * gain + 2 * random.normal() : 2 * before + arm + random.normal();
      return fromColumns({ z, x, y: x.map((before, i) => level(before, z[i])) });
    },
  };
}

interface RareArm {
  readonly n: number;
  readonly chance: number;
}

/** Two arms of given sizes, whose units have a rare event or not. */
export function rareEvents(arms: { readonly control: RareArm; readonly treatment: RareArm }): Draws {
  const { control, treatment } = arms;
  return {
    truth: (id) => (id === 'relative/y' ? treatment.chance / control.chance - 1 : treatment.chance - control.chance),
    rows: (replication) => {
      const random = stream(3_000_000, replication);
      const z = Float64Array.from({ length: control.n + treatment.n }, (_, i) => (i < control.n ? 0 : 1));
      return fromColumns({ z, y: z.map((arm) => random.bernoulli(arm === 1 ? treatment.chance : control.chance)) });
    },
  };
}
