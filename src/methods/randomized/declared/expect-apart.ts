import { mostOtherArms } from '../../../diagnostics/other-arms.ts';
import { EstimandError, type Place } from '../../../errors/estimand-error.ts';
import { column, isKnown } from '../../../expressions/build.ts';
import type { PlaceOf } from '../../../protocol/design.ts';
import type { Protocol } from '../../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { levels, moments } from '../../../relation/requests.ts';
import { rollup, where } from '../../../relation/steps.ts';

/**
 * What is said to be another experiment can be one: it has arms, not too many of them, and they do not go with those of this study.
 *
 * Errors  alongside-constant, alongside-many, alongside-same, at the line that names the column.
 */
export function* expectApart({ assignment, alongside = [] }: Pick<Protocol, 'assignment' | 'alongside'>, place: PlaceOf): Asking<void> {
  if (!assignment) return;
  yield* all(alongside.map((name, i) => expectOther(name, assignment.column, place(['design', 'alongside', i]))));
}

function* expectOther(name: string, assignment: string, at: Place | undefined): Asking<void> {
  // Counted before they are listed: a column of ids has as many values as there are units.
  const { groups: counted } = yield* ask(moments({ columns: {}, over: [rollup([name], { n: { kind: 'count' } })] }));
  const arms = counted[0]?.moments.n ?? 0;
  if (arms > mostOtherArms) throw new EstimandError('alongside-many', { column: name, arms, most: mostOtherArms }, at);
  const assigned = [where(isKnown(column(assignment)))];
  const [pairs, byArm] = yield* all([ask(moments({ columns: {}, by: [assignment, name], over: assigned })), ask(levels({ of: assignment, over: assigned }))]);
  const units = byArm.groups.reduce((sum, { moments: m }) => sum + m.n, 0);
  const seen = [...new Set(pairs.groups.map(({ key }) => key[1]))];
  if (seen.length === 0 || (seen.length === 1 && pairs.keyless === 0))
    throw new EstimandError('alongside-constant', { column: name, value: seen[0], units }, at);
  const together = alwaysTogether(
    pairs.groups.map(({ key: [arm, other], moments: { n } }) => ({ arm, other, n })),
    byArm.groups.map(({ key: [arm], moments: { n } }) => ({ arm, n })),
  );
  if (together) throw new EstimandError('alongside-same', { column: name, assignment, pairs: together.map(([arm, other]) => `${arm} and ${other}`) }, at);
}

interface Pair {
  readonly arm: string;
  readonly other: string;
  readonly n: number;
}

/** Each arm with the one value that all of its units have, where no other arm has it; units without a value have none in common. */
function alwaysTogether(pairs: readonly Pair[], arms: readonly Omit<Pair, 'other'>[]): readonly (readonly [arm: string, other: string])[] | undefined {
  const one = arms.map(({ arm, n }) => {
    const own = pairs.filter((pair) => pair.arm === arm);
    if (own.length === 0) return [arm, 'no value'] as const;
    return own.length === 1 && own[0].n === n ? ([arm, own[0].other] as const) : undefined;
  });
  if (!one.every((pair) => pair !== undefined)) return undefined;
  return new Set(one.map(([, other]) => other)).size === arms.length ? one : undefined;
}
