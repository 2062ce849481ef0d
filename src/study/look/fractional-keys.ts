import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels } from '../../relation/requests.ts';
import type { Column } from '../../relation/schema.ts';

/** Names that are fractions in the file itself have lost how they were written: 1.1 and 1.10 are one. */
export function* fractionalKeys(names: readonly string[], schema: readonly Column[]): Asking<readonly Finding[]> {
  const numbers = schema.filter(({ name, type, integer }) => names.includes(name) && type === 'number' && !integer);
  const seen = yield* all(numbers.map(({ name }) => ask(levels({ of: name }))));
  return numbers.flatMap(({ name }, i) => {
    const fractions = seen[i].groups.map(({ key: [level] }) => level).filter((level) => level.includes('.'));
    return fractions.length === 0 ? [] : [finding(name, fractions)];
  });
}

const finding = (name: string, fractions: readonly string[]): Finding => ({
  check: 'fractional-key',
  about: { column: name },
  verdict: 'warn',
  statistic: fractions.length,
  says: `${sayCount(fractions.length)} values of ${name} are fractions, such as ${fractions[0]}, and stand in the data as numbers: names such as 1.1 and 1.10 are then the same.`,
  mend: `Export ${name} as text.`,
});
