import { expressionKey } from '../../expressions/walk.ts';
import { allFinite } from '../../math/all-finite.ts';
import type { ClustersReply, ClustersRequest } from '../../relation/requests.ts';
import { type ClusterScan, clusterScanFor } from './cluster-scan.ts';
import { clustersSql, isNumber } from './clusters-sql.ts';
import { nameNotFinite } from './finite.ts';
import { levelsAt } from './levels.ts';
import { bitsPerMask } from './moments-sql.ts';
import { pilotOf } from './pilot.ts';
import { type SqlPlace, selectionAt } from './place.ts';

/** Arrays of the result by what they hold. */
interface Parts {
  /** What the cluster is called, if that is a number, and a number that the parts of a cluster share. */
  readonly names?: Float64Array;
  readonly codes: Int32Array;
  readonly clusters: number;
  readonly sizes: Float64Array;
  readonly masks: readonly Float64Array[];
  readonly by: readonly ClustersReply['by'][];
  readonly sums: readonly Float64Array[];
  readonly products: readonly Float64Array[];
}

/** Adds up by cluster for all requests in one SELECT: rows of a cluster that some requests take and others do not are added up apart. */
export async function clustersFrom(requests: readonly ClustersRequest[], place: SqlPlace): Promise<readonly ClustersReply[]> {
  const scan = clusterScanFor(requests, place.schema);
  const free = scan.measures.filter(({ about }) => about === undefined);
  const pilot = await pilotOf({ measures: free.map(({ e }) => e), keys: [], bits: [] }, place);
  const shifts = scan.measures.map((measure) => measure.about ?? pilot.shifts[free.indexOf(measure)]);
  const parts = await partsOf(scan, shifts, place);
  const sound = { sums: parts.sums.map(allFinite), products: parts.products.map(allFinite) };
  const replies = repliesFrom(scan, parts, shifts);
  for (const [i, { request, measures, products }] of scan.asked.entries()) {
    const doubtful = [
      ...measures.filter((at) => !sound.sums[at]).map((at) => parts.sums[at]),
      ...products.filter((at) => !sound.products[at]).map((at) => parts.products[at]),
    ];
    if (doubtful.some((values) => replies[i].parts.some((part) => !Number.isFinite(values[part])))) await nameNotFinite(request, place);
  }
  return replies;
}

async function partsOf(scan: ClusterScan, shifts: readonly number[], place: SqlPlace): Promise<Parts> {
  const levels: (readonly string[])[] = [];
  for (const e of scan.by) levels.push(await levelsAt(e, place));
  const { from, scope } = selectionAt(place);
  const { sql, masks } = clustersSql(scan, { shifts, levels }, from, scope);
  const [keys, sums] = [levels.length, scan.measures.length];
  const count = 2 + masks + keys + sums + scan.products.length;
  const arrays = await place.table.db.arrays(sql, scope.bindings.values, new Array<'double'>(count).fill('double'), undefined, place.options);
  const [names, sizes, ...rest] = arrays as readonly Float64Array[];
  return {
    ...numbered(names),
    ...(isNumber(scan.cluster, scope) && { names }),
    sizes,
    masks: rest.slice(0, masks),
    by: rest.slice(masks, masks + keys).map((codes, i) => ({ codes: Int32Array.from(codes), levels: levels[i] })),
    sums: rest.slice(masks + keys, masks + keys + sums),
    products: rest.slice(masks + keys + sums),
  };
}

/** Numbers from 0 on for the keys, in order of appearance. */
function numbered(keys: Float64Array): Pick<Parts, 'codes' | 'clusters'> {
  const numbers = new Map<number, number>();
  const codes = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) {
    const known = numbers.get(keys[i]);
    codes[i] = known ?? numbers.size;
    if (known === undefined) numbers.set(keys[i], codes[i]);
  }
  return { codes, clusters: numbers.size };
}

/** Equal requests have one reply, and those on the same rows share its parts, so that what is computed of them is computed once. */
function repliesFrom({ asked }: ClusterScan, all: Parts, shifts: readonly number[]): readonly ClustersReply[] {
  const taken = new Map<string, Taken>();
  const replies = new Map<string, ClustersReply>();
  return asked.map((one) => {
    const { measures, products, by, bits } = one;
    const rows = expressionKey([bits.toSorted((a, b) => a - b), by]);
    const own = taken.get(rows) ?? takenBy(bits, all);
    taken.set(rows, own);
    const key = expressionKey([rows, measures, products]);
    const reply = replies.get(key) ?? {
      kind: 'clusters',
      ...own,
      sizes: all.sizes,
      by: by === undefined ? { codes: new Int32Array(all.codes.length), levels: [''] } : all.by[by],
      ...(all.names && { names: all.names }),
      centres: Float64Array.from(measures, (at) => shifts[at]),
      sums: measures.map((at) => all.sums[at]),
      products: products.map((at) => all.products[at]),
    };
    replies.set(key, reply);
    return reply;
  });
}

type Taken = Pick<ClustersReply, 'clusters' | 'starts' | 'parts'>;

/** The parts in which some conditions hold, cluster by cluster. */
function takenBy(bits: readonly number[], { codes, clusters: most, masks }: Parts): Taken {
  const wanted = masks.map((_, m) => bits.reduce((mask, bit) => (Math.floor(bit / bitsPerMask) === m ? mask | (1 << (bit % bitsPerMask)) : mask), 0));
  const holds = new Uint8Array(codes.length).fill(1);
  for (const [m, mask] of wanted.entries()) if (mask !== 0) for (let i = 0; i < holds.length; i++) if ((masks[m][i] & mask) !== mask) holds[i] = 0;

  const next = new Int32Array(most);
  for (let i = 0; i < holds.length; i++) next[codes[i]] += holds[i];
  const starts = new Int32Array(most + 1);
  let [clusters, from] = [0, 0];
  for (let code = 0; code < most; code++) {
    const count = next[code];
    next[code] = from;
    from += count;
    if (count > 0) starts[++clusters] = from;
  }
  const parts = new Int32Array(from);
  for (let i = 0; i < holds.length; i++) if (holds[i] === 1) parts[next[codes[i]]++] = i;
  return { clusters, starts: starts.slice(0, clusters + 1), parts };
}
