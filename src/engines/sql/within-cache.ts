import type { MomentsRequest } from '../../relation/requests.ts';
import type { SqlPlace } from './place.ts';
import { type Scan, scanFor } from './scan.ts';

/** Products of columns that one SELECT makes side by side: with more of them, what it makes no longer stays in the processor's cache. */
const mostProducts = 12;
/** Fewer rows are scanned sooner than another SELECT is begun. */
const manyRows = 1_000_000;
/** What is read twice may cost this much more. */
const mostReads = 1.5;

/**
 * The same requests in lots that a SELECT each answers sooner than one answers all: many outcomes of many rows, which share few columns and no work before they are
 * measured.
 */
export function lotsWithinCache(requests: readonly MomentsRequest[], { table, steps, schema }: SqlPlace): readonly (readonly MomentsRequest[])[] {
  if (steps.length > 0 || (table.rows ?? 0) < manyRows) return [requests];
  const lots: MomentsRequest[][] = [[]];
  for (const request of requests) {
    const last = lots[lots.length - 1];
    if (last.length === 0 || productsOf(scanFor([...last, request], schema)) <= mostProducts) last.push(request);
    else lots.push([request]);
  }
  const reads = lots.reduce((sum, lot) => sum + readsOf(scanFor(lot, schema)), 0);
  return reads <= mostReads * readsOf(scanFor(requests, schema)) ? lots : [requests];
}

const productsOf = ({ asked }: Scan): number =>
  new Set(asked.flatMap(({ weight, measures }) => measures.flatMap((i) => measures.filter((j) => i <= j).map((j) => `${weight} ${i} ${j}`)))).size;

const readsOf = ({ measures, weights, keys, bits }: Scan): number => [measures, weights, keys, bits].reduce((sum, { list }) => sum + list.length, 0);
