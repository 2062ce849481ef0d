/** How arms were drawn, by unit. */
interface Drawn {
  readonly arm: Uint8Array;
  /** What arms are called. */
  readonly names: readonly string[];
  readonly shares: Readonly<Record<string, number>> | undefined;
  readonly clusters: Int32Array | undefined;
  readonly blocks: Int32Array | undefined;
}

/**
 * The chance of each arm, by unit: as planned; where no shares were, or arms were drawn within blocks, as many as were drawn: units, or clusters where these were drawn as a whole. Zero
 * of an arm that a block lacks.
 */
export function drawnChances({ arm, names, shares, clusters, blocks }: Drawn): readonly Float64Array[] {
  if (shares && !blocks) return names.map((name) => new Float64Array(arm.length).fill(shares[name]));
  const drawn = clusters ? firstOfEach(clusters) : Int32Array.from(arm, (_, i) => i);
  const block = blocks ?? new Int32Array(arm.length);
  const counts = new Map<number, Float64Array>();
  for (const i of drawn) {
    const own = counts.get(block[i]) ?? new Float64Array(names.length);
    own[arm[i]]++;
    counts.set(block[i], own);
  }
  return names.map((_, k) =>
    Float64Array.from(arm, (__, i) => {
      const own = counts.get(block[i])!;
      return own[k] / own.reduce((sum, n) => sum + n, 0);
    }),
  );
}

function firstOfEach(codes: Int32Array): Int32Array {
  const seen = new Set<number>();
  return Int32Array.from(codes.keys()).filter((i) => {
    const isNew = !seen.has(codes[i]);
    seen.add(codes[i]);
    return isNew;
  });
}
