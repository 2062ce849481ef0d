import type { Contrast } from '../../../inference/arms/contrast.ts';
import type { Codes, Mechanism } from '../../../inference/randomization/mechanism.ts';
import { contentOrder } from '../../../math/random/content-order.ts';
import type { ColumnsReply } from '../../../relation/requests.ts';

/** Units of one treatment and control, ready to be drawn anew. */
export interface DrawnRows {
  readonly mechanism: Mechanism;
  readonly outcome: Float64Array;
  readonly perArm: Readonly<Record<string, number>>;
  /** Lots by arm: clusters, where these were drawn. */
  readonly clusters?: number;
  /** Units in blocks that lack an arm, and such blocks. */
  readonly alone: { readonly units: number; readonly blocks: number };
}

/** How arms were drawn, as the study says. */
export interface DrawnBy {
  readonly cluster?: string | undefined;
  readonly blocks?: string | undefined;
  readonly rerandomized?: { readonly on: readonly string[]; readonly acceptance: number } | undefined;
}

/** What the columns are called in a reply, whatever they are called in the data. */
export const called = { outcome: 'y', arm: 'arm', cluster: 'cluster', block: 'block', balanced: (i: number): string => `x${i}` } as const;

/** The units of a treatment and control in an order that depends on what they hold alone, in blocks that hold both. */
export function drawnRows(reply: ColumnsReply, treatment: string, c: Contrast, { rerandomized }: DrawnBy, seed: number): DrawnRows {
  const { codes, levels } = reply.keys[called.arm];
  const [one, zero] = [levels.indexOf(treatment), levels.indexOf(c.control)];
  const blocks = reply.keys[called.block];
  const both = blocks && blocksOfBoth(blocks.codes, blocks.levels.length, codes, one, zero);
  const ours = Int32Array.from(codes.keys()).filter((i) => codes[i] === one || codes[i] === zero);
  const kept = both ? ours.filter((i) => both[blocks.codes[i]] === 1) : ours;
  const clusters = reply.keys[called.cluster];
  const balanced = (rerandomized?.on ?? []).map((_, j) => reply.columns[called.balanced(j)]);
  const y = reply.columns[called.outcome];
  const at = <A extends Float64Array | Int32Array>(values: A): A => values.map((_, i) => values[kept[i]]).subarray(0, kept.length) as A;
  const holds = [codes, ...(blocks ? [blocks.codes] : []), ...(clusters ? [clusters.codes] : []), ...balanced];
  const place = contentOrder(
    holds.map((values) => at(values)),
    at(y),
    seed,
  );
  const inOrder = <A extends Float64Array | Int32Array>(values: A): A => {
    const here = at(values);
    return here.map((_, i) => here[place[i]]) as A;
  };
  const arms = inOrder(codes).map((code) => (code === one ? 1 : 0));
  const clustersHere = clusters && renumbered(inOrder(clusters.codes), clusters.levels.length);
  const treated = arms.reduce((sum, arm) => sum + arm, 0);
  return {
    mechanism: {
      arms,
      ...(clustersHere && { clusters: clustersHere }),
      ...(blocks && { blocks: renumbered(inOrder(blocks.codes), blocks.levels.length) }),
      ...(rerandomized && { rerandomized: { on: balanced.map((x) => inOrder(x)), acceptance: rerandomized.acceptance } }),
    },
    outcome: inOrder(y),
    perArm: { [c.control]: arms.length - treated, [treatment]: treated },
    ...(clustersHere && { clusters: clustersHere.count }),
    alone: { units: ours.length - kept.length, blocks: both ? blocksWithout(both, blocks.codes, ours) : 0 },
  };
}

function blocksOfBoth(blocks: Int32Array, count: number, arms: Int32Array, one: number, zero: number): Uint8Array {
  const [ones, zeros] = [new Uint8Array(count), new Uint8Array(count)];
  for (let i = 0; i < arms.length; i++) {
    if (arms[i] === one) ones[blocks[i]] = 1;
    else if (arms[i] === zero) zeros[blocks[i]] = 1;
  }
  return ones.map((there, b) => there & zeros[b]);
}

const blocksWithout = (both: Uint8Array, blocks: Int32Array, ours: Int32Array): number =>
  new Set(Array.from(ours, (i) => blocks[i]).filter((b) => both[b] === 0)).size;

/** Numbers without gaps, in the order of the codes. */
function renumbered(codes: Int32Array, levels: number): Codes {
  const place = new Int32Array(levels).fill(-1);
  for (const code of codes) place[code] = 0;
  let count = 0;
  for (let level = 0; level < levels; level++) if (place[level] === 0) place[level] = count++;
  return { codes: codes.map((code) => place[code]), count };
}
