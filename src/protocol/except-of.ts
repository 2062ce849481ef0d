import { and, column, is, isKnown, not, or } from '../expressions/build.ts';
import type { Except } from './protocol.ts';

/** What a launch leaves out: by column, some of its values. */
export function exceptOf(levels: Except['levels']): Except {
  const named = Object.entries(levels).flatMap(([name, values]) => values.map((level) => ({ name, level })));
  return {
    levels,
    rest: named.map(({ name, level }) => or(not(isKnown(column(name))), not(is(column(name), level)))).reduce(and),
    says: Object.entries(levels)
      .map(([name, values]) => `${name} is ${values.join(' or ')}`)
      .join(', or '),
  };
}
