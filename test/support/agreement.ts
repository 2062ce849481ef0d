import { expect } from 'vitest';
import type { Moments } from '../../src/moments/moments.ts';
import type { ClustersReply, ColumnsReply, MomentsReply, QuantilesReply, RowsReply } from '../../src/relation/requests.ts';

/** Is a reply the same as a reference, to what engines may differ by? Keys and counts exactly; `ordered`: so are the rows of a columns reply. */
export function expectAgreement(found: RowsReply, reference: RowsReply, ordered = true): void {
  expect(found.kind).toBe(reference.kind);
  if (found.kind === 'moments') momentsAgree(found, reference as MomentsReply);
  else if (found.kind === 'quantiles') quantilesAgree(found, reference as QuantilesReply);
  else if (found.kind === 'clusters') clustersAgree(found, reference as ClustersReply);
  else columnsAgree(found, reference as ColumnsReply, ordered);
}

function momentsAgree(found: MomentsReply, reference: MomentsReply): void {
  const counts = ({ groups, keyless }: MomentsReply) => ({ keyless, groups: groups.map(({ key, dropped, moments: { n } }) => ({ key, dropped, n })) });
  expect(counts(found)).toEqual(counts(reference));
  for (const [g, { moments }] of found.groups.entries()) expectMomentsClose(moments, reference.groups[g].moments);
}

/** Means are good to 1e-12 of the spread and their own last bits, or to 1e-13 of themselves where there is no spread. */
const meanTolerance = (size: number, deviation: number): number => (deviation > 0 ? 1e-12 * deviation + 2 ** -50 * size : 1e-13 * size);

/** Co-moments to 1e-10 of the spreads; when `merged`, to 1e-12 and what means of parts leave open between them. */
export function expectMomentsClose(found: Moments, reference: Moments, merged = false): void {
  expect(found.columns).toEqual(reference.columns);
  expect(found.n).toBe(reference.n);
  expectClose(found.weight, reference.weight, 1e-12 * reference.weight, 'weight');
  expectClose(found.weightSquares, reference.weightSquares, 1e-12 * reference.weightSquares, 'squares of weights');
  const p = reference.columns.length;
  const spreads = reference.columns.map((_, i) => Math.sqrt(reference.comoment[i * (p + 1)] / Math.max(reference.weight, 1)));
  const open = Array.from(reference.mean, (mean) => meanTolerance(Math.abs(mean), 0));
  for (let i = 0; i < p; i++) {
    expectClose(found.mean[i], reference.mean[i], meanTolerance(Math.abs(reference.mean[i]), spreads[i]), `mean of ${reference.columns[i]}`);
    for (let j = 0; j < p; j++) {
      const between = merged ? open[i] * spreads[j] + open[j] * spreads[i] + open[i] * open[j] : 0;
      const tolerance = reference.weight * ((merged ? 1e-12 : 1e-10) * spreads[i] * spreads[j] + between);
      expectClose(found.comoment[i * p + j], reference.comoment[i * p + j], tolerance, `co-moment of ${reference.columns[i]} and ${reference.columns[j]}`);
    }
  }
}

function quantilesAgree(found: QuantilesReply, reference: QuantilesReply): void {
  const counts = ({ groups }: QuantilesReply) => groups.map(({ key, n }) => ({ key, n }));
  expect(counts(found)).toEqual(counts(reference));
  for (const [g, { values }] of found.groups.entries()) {
    const wanted = reference.groups[g].values;
    for (const [i, value] of values.entries())
      expectClose(value, wanted[i], 1e-12 * Math.max(Math.abs(wanted[i]), Math.abs(wanted[0]), Math.abs(wanted.at(-1)!)), 'quantile');
  }
}

/** Clusters come in no order, and in any parts: they are told apart by the sum of the first column, of whole numbers. */
function clustersAgree(found: ClustersReply, reference: ClustersReply): void {
  expect(found.clusters).toBe(reference.clusters);
  const [a, b] = [addedUp(found, reference.centres), addedUp(reference, reference.centres)];
  expect(a.map(({ level, n, id }) => ({ level, n, id }))).toEqual(b.map(({ level, n, id }) => ({ level, n, id })));
  const rows = b.reduce((total, { n }) => total + n, 0);
  const sizes = Array.from(reference.centres, (centre, i) => Math.abs(centre) + Math.sqrt(squaresOf(b, i, reference.centres.length) / Math.max(rows, 1)));
  for (const [c, { n, sums, products }] of b.entries()) {
    for (const [i, sum] of sums.entries()) expectClose(a[c].sums[i], sum, 1e-10 * n * sizes[i], 'sum');
    for (const [e, { i, j, value }] of products.entries()) expectClose(a[c].products[e].value, value, 1e-10 * n * sizes[i] * sizes[j], 'sum of products');
  }
}

interface AddedUp {
  readonly level: string;
  readonly n: number;
  readonly id: number;
  readonly sums: readonly number[];
  readonly products: readonly { readonly i: number; readonly j: number; readonly value: number }[];
}

/** All pairs of columns are asked for, in order. */
const pairsOf = (columns: number) => Array.from({ length: columns }, (_, i) => Array.from({ length: columns - i }, (__, j) => [i, i + j] as const)).flat();

const squaresOf = (all: readonly AddedUp[], column: number, columns: number): number => {
  const at = pairsOf(columns).findIndex(([i, j]) => i === column && j === column);
  return all.reduce((total, { products }) => total + products[at].value, 0);
};

/** Each cluster's parts with one level together, about other centres. */
function addedUp(reply: ClustersReply, about: Float64Array): readonly AddedUp[] {
  const all: AddedUp[] = [];
  for (let g = 0; g < reply.clusters; g++) {
    const parts = [...reply.parts.subarray(reply.starts[g], reply.starts[g + 1])];
    for (const code of new Set(parts.map((part) => reply.by.codes[part]))) {
      const own = parts.filter((part) => reply.by.codes[part] === code);
      const added = (values: Float64Array): number => own.reduce((total, part) => total + values[part], 0);
      const n = added(reply.sizes);
      const gap = Array.from(about, (centre, i) => centre - reply.centres[i]);
      const apart = reply.sums.map(added);
      const products = pairsOf(about.length).map(([i, j], e) => ({
        i,
        j,
        value: added(reply.products[e]) - gap[i] * apart[j] - gap[j] * apart[i] + n * gap[i] * gap[j],
      }));
      const sums = apart.map((sum, i) => sum - n * gap[i]);
      all.push({ level: reply.by.levels[code], n, id: Math.round(apart[0] + n * reply.centres[0]), sums, products });
    }
  }
  return all.sort((x, y) => (x.level === y.level ? x.id - y.id || x.n - y.n : x.level < y.level ? -1 : 1));
}

function columnsAgree(found: ColumnsReply, reference: ColumnsReply, ordered: boolean): void {
  expect({ n: found.n, dropped: found.dropped }).toEqual({ n: reference.n, dropped: reference.dropped });
  if (ordered) {
    expect(levelsIn(found)).toEqual(levelsIn(reference));
    for (const [name, { codes }] of Object.entries(reference.keys)) expect([...found.keys[name].codes]).toEqual([...codes]);
  }
  const [a, b] = [rowsIn(found, ordered), rowsIn(reference, ordered)];
  for (const [i, row] of b.entries()) {
    expect(a[i].keys).toEqual(row.keys);
    for (const [k, value] of row.values.entries()) expectClose(a[i].values[k], value, 1e-13 * Math.abs(value), 'value');
  }
}

const levelsIn = ({ keys }: ColumnsReply) => Object.fromEntries(Object.entries(keys).map(([name, { levels }]) => [name, levels]));

interface Row {
  readonly keys: readonly string[];
  readonly values: readonly number[];
}

function rowsIn({ n, columns, keys }: ColumnsReply, ordered: boolean): readonly Row[] {
  const rows = Array.from(
    { length: n },
    (_, i): Row => ({
      keys: Object.values(keys).map(({ codes, levels }) => levels[codes[i]]),
      values: Object.values(columns).map((values) => values[i]),
    }),
  );
  return ordered ? rows : rows.sort(inOrder);
}

function inOrder(a: Row, b: Row): number {
  const [left, right] = [JSON.stringify(a.keys), JSON.stringify(b.keys)];
  if (left !== right) return left < right ? -1 : 1;
  const i = a.values.findIndex((value, k) => Math.abs(value - b.values[k]) > 1e-13 * Math.abs(value));
  return i < 0 ? 0 : a.values[i] - b.values[i];
}

function expectClose(found: number, wanted: number, tolerance: number, what: string): void {
  const off = Math.abs(found - wanted);
  if (!(off <= tolerance)) expect.fail(`${what}: ${found}, not ${wanted}: off by ${off}, more than ${tolerance}`);
}
