import type { Cell, SampledMeans } from '../../../protocol/cells.ts';
import { freedomOfSum } from '../freedom.ts';

const keyOf = ({ start, period }: Cell): string => `${start} ${period}`;

/** What means of a sum of outcomes owe to the audits of each: variances as if they were drawn apart. Undefined where nothing is audited. */
export function sampledTogether(parts: readonly { readonly times: number; readonly of: SampledMeans }[]): SampledMeans | undefined {
  if (parts.length === 0) return undefined;
  const cells = new Map<string, { readonly cell: Cell; readonly parts: { variance: number; freedom: number }[] }>();
  for (const { times, of } of parts) {
    for (const { variance, freedom, ...cell } of of.cells) {
      const own = cells.get(keyOf(cell)) ?? { cell, parts: [] };
      own.parts.push({ variance: times ** 2 * variance, freedom });
      cells.set(keyOf(cell), own);
    }
  }
  const [first] = parts;
  return {
    called: parts.map(({ of }) => of.called).join(' and '),
    cells: [...cells.values()].map(({ cell, parts: own }) => ({
      ...cell,
      variance: own.reduce((sum, { variance }) => sum + variance, 0),
      freedom: freedomOfSum(own),
    })),
    cohorts: first.of.cohorts.map((cohort) => ({
      ...cohort,
      freedom: Math.min(...parts.map(({ of }) => of.cohorts.find(({ start }) => start === cohort.start)?.freedom ?? Infinity)),
    })),
  };
}
