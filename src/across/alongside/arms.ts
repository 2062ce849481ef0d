import { outsideName } from '../../diagnostics/other-arms.ts';
import { column, is, isKnown, not } from '../../expressions/build.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels, moments } from '../../relation/requests.ts';
import { inOrder, type Part } from '../segments/parts.ts';

/** Another experiment on the same units. */
export interface OtherExperiment {
  readonly column: string;
  /** Its arms, the one that the others are compared with first; last the units that are outside it. */
  readonly arms: readonly OtherArm[];
}

export interface OtherArm extends Part {
  readonly units: number;
  readonly outside: boolean;
}

/** The arms of other experiments; the one that is called `base` comes first, so that the others are compared with it. */
export function* otherExperiments(columns: readonly string[], base: string | undefined): Asking<readonly OtherExperiment[]> {
  return yield* all(columns.map((name) => armsOf(name, base)));
}

function* armsOf(name: string, base: string | undefined): Asking<OtherExperiment> {
  const [{ groups }, unknown] = yield* all([ask(levels({ of: name })), ask(moments({ columns: {}, where: not(isKnown(column(name))) }))]);
  const units = new Map(groups.map(({ key: [level], moments: m }) => [level, m.n]));
  const seen = inOrder([...units.keys()]);
  const first = seen.filter((level) => level === base);
  const inside = [...first, ...seen.filter((level) => level !== base)];
  const outside = unknown.groups[0]?.moments.n ?? 0;
  return {
    column: name,
    arms: [
      ...inside.map((level): OtherArm => ({ column: name, level, met: is(column(name), level), units: units.get(level)!, outside: false })),
      ...(outside > 0 ? [{ column: name, level: outsideName(seen), met: not(isKnown(column(name))), units: outside, outside: true }] : []),
    ],
  };
}
