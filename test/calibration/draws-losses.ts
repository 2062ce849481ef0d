import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { normalQuantile } from '../../src/math/distributions/normal.ts';
import { stream } from '../../src/math/random/stream.ts';
import type { Draws } from './draws.ts';

/** Who is observed, by rank from 0 to 1: up to `always` in either arm, from there to `revealed` in the fuller arm only, above in neither. */
export interface Losing {
  readonly control: number;
  readonly treatment: number;
  readonly always: number;
  readonly revealed: number;
  /** The arm that loses less. */
  readonly fuller: 'treatment' | 'control';
  /** `highest`: the rank is that of the outcome, so that the highest outcomes are lost and the effect lies at an end of Lee's bounds; `any`: it has nothing to do with it. */
  readonly lost: 'highest' | 'any';
  /** The outcome of a unit in an arm, by the rank of its outcome; rising. */
  readonly outcome: (rank: number, treated: boolean) => number;
  /** Mean of treated less untreated outcomes over the ranks from 0 to `always`, or over all of them where the lost are `any`. */
  readonly effect: number;
}

/** Two arms whose units are lost by a rule; truth `always`: the effect among those observed in either arm. */
export function losing(l: Losing): Draws {
  return {
    truth: () => l.effect,
    rows: (replication) => {
      const random = stream(12_000_000, replication);
      const z = Float64Array.from({ length: l.control + l.treatment }, (_, i) => (i < l.control ? 0 : 1));
      const y = Array.from(z, (arm) => {
        const [rank, other] = [random.uniform(), random.uniform()];
        const treated = arm === 1;
        const most = treated === (l.fuller === 'treatment') ? l.revealed : l.always;
        return (l.lost === 'highest' ? rank : other) <= most ? l.outcome(rank, treated) : null;
      });
      return fromColumns({ z, y });
    },
  };
}

/** Events of given chances, and units of each arm that are lost: of those with the event, and of those without. */
export interface LosingEvents {
  readonly n: number;
  readonly chance: number;
  readonly lostWith: number;
  readonly lostWithout: number;
}

/** Truth `all`: the effect among all units assigned, whoever is lost. */
export function losingEvents(arms: { readonly control: LosingEvents; readonly treatment: LosingEvents }): Draws {
  return {
    truth: () => arms.treatment.chance - arms.control.chance,
    rows: (replication) => {
      const random = stream(12_100_000, replication);
      const z = Float64Array.from({ length: arms.control.n + arms.treatment.n }, (_, i) => (i < arms.control.n ? 0 : 1));
      const y = Array.from(z, (arm) => {
        const { chance, lostWith, lostWithout } = arm === 1 ? arms.treatment : arms.control;
        const event = random.bernoulli(chance);
        return random.bernoulli(event === 1 ? lostWith : lostWithout) === 1 ? null : event;
      });
      return fromColumns({ z, y });
    },
  };
}

/** Whole clusters assigned, of 4 to some 40 units with a third of the variance shared; the highest outcomes are lost, fewer with treatment, whose effect is 0.3 for all. */
export function clustersLosing({ clusters, always, revealed }: Pick<Losing, 'always' | 'revealed'> & { readonly clusters: number }): Draws {
  return {
    truth: () => 0.3,
    rows: (replication) => {
      const random = stream(12_200_000, replication);
      const [z, y, g]: [number[], (number | null)[], number[]] = [[], [], []];
      for (let cluster = 0; cluster < clusters; cluster++) {
        const size = 4 + Math.floor(10 * random.exponential());
        const shared = Math.sqrt(1 / 3) * random.normal();
        const arm = cluster % 2;
        for (let i = 0; i < size; i++) {
          const outcome = shared + Math.sqrt(2 / 3) * random.normal();
          z.push(arm);
          g.push(cluster);
          y.push(outcome <= normalQuantile(arm === 1 ? revealed : always) ? outcome + 0.3 * arm : null);
        }
      }
      return fromColumns({ z: Float64Array.from(z), y, g: Float64Array.from(g) });
    },
  };
}
