import { EstimandError } from '../../errors/estimand-error.ts';
import type { Forest } from './forest.ts';
import { forestDefaults } from './options.ts';
import { sharedBytes, sharedDoubles, sharedIntegers } from './shared.ts';
import { joinTrees, SPARE, type Trees } from './trees.ts';

const MAGIC = 'estimand-forest\n';
const VERSION = 2;
/** Sixteen bytes of magic, then the version, the length of the header and a sum over all that follows. */
const START = 28;

type Saved = Int32Array | Float64Array | Uint8Array;

/** What a file says of itself before its arrays, which follow one after the other in this order, each from a multiple of eight bytes on. */
interface Header {
  readonly kind: Forest['kind'];
  readonly responses: number;
  readonly units: number;
  readonly options: Omit<Forest['options'], 'mostMemory'>;
  readonly bins: readonly { readonly name: string; readonly levels?: readonly string[] }[];
  readonly count: number;
  readonly width: number;
  readonly lengths: readonly number[];
}

/** A forest as the bytes of one file: little-endian, with a sum by which spoiled bytes are found. */
export function forestBytes(forest: Forest): Uint8Array {
  const { kind, responses, units, bins, parts } = forest;
  const trees = joinTrees(parts.map((part) => part.trees));
  const { mostMemory: _, ...options } = forest.options;
  const arrays = arraysOf(trees, forest);
  const header: Header = {
    ...{ kind, responses, units, options, count: trees.count, width: trees.width },
    bins: bins.map(({ name, levels }) => (levels ? { name, levels } : { name })),
    lengths: arrays.map((array) => array.length),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const size = arrays.reduce((end, array) => aligned(end) + array.byteLength, START + text.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(new TextEncoder().encode(MAGIC));
  view.setUint32(16, VERSION, true);
  view.setUint32(20, text.length, true);
  bytes.set(text, START);
  let at = START + text.length;
  for (const array of arrays) {
    at = aligned(at);
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at);
    at += array.byteLength;
  }
  view.setUint32(24, sumOf(bytes), true);
  return bytes;
}

/**
 * The forest of some bytes, which predicts the same bits as the one that was saved.
 *
 * Errors   forest-spoiled where these are no such bytes, or not all of them, or changed ones, or of another version.
 */
export function forestFrom(bytes: Uint8Array): Forest {
  const must = (holds: boolean, why: string): void => {
    if (!holds) throw new EstimandError('forest-spoiled', { why });
  };
  must(bytes.length >= START && new TextDecoder().decode(bytes.subarray(0, 16)) === MAGIC, 'they do not begin as one');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  must(view.getUint32(16, true) === VERSION, `they are of version ${view.getUint32(16, true)}, where ${VERSION} is read`);
  must(view.getUint32(24, true) === sumOf(bytes), 'some are missing or changed');
  const from = START + view.getUint32(20, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(START, from))) as Header;
  const { kind, responses, units, count, width } = header;
  let [at, next] = [from, 0];
  const read = <A extends Saved>(make: (length: number) => A): A => {
    const array = make(header.lengths[next++]);
    at = aligned(at);
    new Uint8Array(array.buffer).set(bytes.subarray(at, at + array.byteLength));
    at += array.byteLength;
    return array;
  };
  const trees = {
    ...{ count, width },
    ...{ nodes: read(sharedIntegers), nodeStarts: read(sharedIntegers), leaves: read(sharedDoubles) },
    ...{ leafStarts: read(sharedIntegers), masks: read(sharedIntegers), maskStarts: read(sharedIntegers) },
  };
  must(
    trees.nodeStarts.length === count + 1 && trees.nodes.length === trees.nodeStarts[count] + SPARE && trees.leaves.length === width * trees.leafStarts[count],
    'their trees do not fit together',
  );
  const drawn = read(sharedBytes);
  const bins = header.bins.map((column) => ({ ...column, cuts: read(sharedDoubles) }));
  return { kind, responses, units, options: { ...forestDefaults, ...header.options }, bins, parts: [{ trees, drawn }] };
}

function arraysOf({ nodes, nodeStarts, leaves, leafStarts, masks, maskStarts }: Trees, { parts, bins }: Forest): readonly Saved[] {
  const drawn = sharedBytes(parts.reduce((sum, part) => sum + part.drawn.length, 0));
  let at = 0;
  for (const part of parts) {
    drawn.set(part.drawn, at);
    at += part.drawn.length;
  }
  return [nodes, nodeStarts, leaves, leafStarts, masks, maskStarts, drawn, ...bins.map(({ cuts }) => cuts)];
}

const aligned = (at: number): number => Math.ceil(at / 8) * 8;

/** FNV-1a over all but the sum itself. */
function sumOf(bytes: Uint8Array): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i++) if (i < 24 || i >= START) sum = Math.imul(sum ^ bytes[i], 0x01000193);
  return sum >>> 0;
}
