import { type Ages, agesOf, reachColumn } from '../../src/across/over-time/ages.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column } from '../../src/expressions/build.ts';
import type { Random } from '../../src/math/random/stream.ts';
import type { Outcome, Protocol } from '../../src/protocol/protocol.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';

interface UnitsOverTime {
  readonly units: number;
  readonly days: number;
  /** What a unit has on a day, given what it is like. */
  readonly draw: (random: Random, day: number, unit: number) => number;
}

/** Units, half of them treated to no effect, with what each has on its days since its first row: of some the last days are not over. */
export interface DrawnOverTime {
  readonly rows: SyncRelation;
  readonly ages: Ages;
  /** By unit and day. */
  readonly values: readonly Float64Array[];
  readonly arms: readonly string[];
  readonly reach: Float64Array;
}

export function overTime(random: Random, { units, days, draw }: UnitsOverTime): DrawnOverTime {
  const arms = Array.from({ length: units }, (_, i) => String(i % 2));
  const reach = Float64Array.from({ length: units }, () => days - random.integer(4));
  const values = Array.from({ length: units }, (_, i) => {
    const unit = random.normal();
    return Float64Array.from({ length: days }, (__, day) => (day < reach[i] ? draw(random, day, unit) : 0));
  });
  const atDay = (day: number): Float64Array => Float64Array.from(values, (own) => own[day]);
  const byDay = Object.fromEntries(Array.from({ length: days }, (_, day) => [`estimand:value of y at ${day}`, atDay(day)]));
  const y = Float64Array.from(values, (own) => own.reduce((a, b) => a + b, 0));
  const reached = ['0', '1'].map((arm) =>
    Array.from({ length: days + 1 }, (_, day) => arms.reduce((n, own, i) => (own === arm && reach[i] === day ? n + 1 : n), 0)),
  );
  return { rows: fromColumns({ arm: arms, y, [reachColumn]: reach, ...byDay }), ages: agesOf(reached)!, values, arms, reach };
}

/** What a study of these units says of itself. */
export const outcome: Outcome = {
  name: 'y',
  measure: column('y'),
  role: 'primary',
  better: 'higher',
  unit: { kind: 'plain' },
  perUnit: { per: 'total', says: 'total y per unit', whole: false },
};

export const protocol: Protocol & { readonly assignment: NonNullable<Protocol['assignment']> } = {
  own: { kind: 'toy' },
  drawn: 'by-chance',
  grain: 'unit',
  unit: 'unit',
  rows: 'many-per-unit',
  assignment: { column: 'arm', control: '0', treatments: ['1'] },
  cluster: undefined,
  blocks: undefined,
  trigger: undefined,
  segments: [],
  usage: undefined,
  covariates: [],
  mediators: [],
  outcomes: [outcome],
  analysis: { level: 0.95, guardrailLevel: 0.95, adjust: 'none', seed: 1, comparisons: 'control', family: ['y'] },
};
