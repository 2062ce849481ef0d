import { sayCount } from '../estimate/say.ts';
import type { Expression } from '../expressions/expression.ts';
import { multinomialPValue } from '../inference/sequential/multinomial.ts';
import type { Asking } from '../relation/asking.ts';
import { countsOnDays, sinceEpoch } from './counts-in-days.ts';
import type { ShareTest } from './share-test.ts';

interface Looked {
  readonly assignment: string;
  readonly cluster?: string;
  /** When a unit came in, in seconds since 1970; without it only the present counts are looked at. */
  readonly time?: Expression;
}

/** Units by arm that were in at the end of each day. */
export function* countsSoFar({ time, ...of }: Looked, arms: readonly string[]): Asking<readonly (readonly number[])[]> {
  if (time === undefined) return [];
  const days = [...(yield* countsOnDays({ ...of, time }, arms, sinceEpoch))].sort(([a], [b]) => a - b);
  let so: readonly number[] = arms.map(() => 0);
  return days.map(([, counts]) => {
    so = so.map((n, at) => n + counts[at]);
    return so;
  });
}

/** The test of counts that are looked at as they grow: also of the present ones, which may hold units without a time. */
export function lookedTest(looks: readonly (readonly number[])[], present: readonly number[], shares: readonly number[]): ShareTest {
  const over = looks.length > 1 ? ` over ${sayCount(looks.length)} days,` : ',';
  return { pValue: multinomialPValue([...looks, present], shares), by: `sequential multinomial test${over}` };
}
