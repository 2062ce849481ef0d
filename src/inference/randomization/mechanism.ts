/** A number for each unit, from 0 to below a count. */
export interface Codes {
  readonly codes: Int32Array;
  readonly count: number;
}

/** How arms were drawn, by unit: everything that a redraw has to keep. */
export interface Mechanism {
  /** What each unit got; 0 is control. */
  readonly arms: Int32Array;
  /** Whole clusters were drawn. */
  readonly clusters?: Codes;
  /** Drawn within blocks. */
  readonly blocks?: Codes;
  /** Drawn again until the arms were alike in these. */
  readonly rerandomized?: Rerandomized;
}

/** Draws were thrown away until arms differed little: less than all but this share of draws do. */
export interface Rerandomized {
  /** Covariates by unit, known before. */
  readonly on: readonly Float64Array[];
  /** The share of draws that is kept, such as 0.01. */
  readonly acceptance: number;
}

/** Why a mechanism cannot be drawn anew. Places are codes of the cluster or the block. */
export type MechanismRefusal =
  | { readonly kind: 'cluster-mixed'; readonly clusters: number }
  | { readonly kind: 'cluster-torn'; readonly clusters: number }
  | { readonly kind: 'one-assignment' }
  | { readonly kind: 'covariates-alike' }
  | { readonly kind: 'not-accepted'; readonly distance: number; readonly most: number }
  | { readonly kind: 'rarely-accepted'; readonly tries: number; readonly acceptance: number };

/**
 * What was drawn, one lot each: units, or whole clusters. Lots of a block stand together, in an order that has nothing to do with their arms.
 *
 * Shapes   block b holds the lots from `starts[b]` to below `starts[b + 1]`.
 */
export interface Lots {
  /** The arm of each lot, as it happened. */
  readonly arms: Int32Array;
  readonly armCount: number;
  readonly starts: Int32Array;
  /** The lot of each unit. */
  readonly ofUnit: Int32Array;
}

/**
 * The lots of a mechanism.
 *
 * Errors   cluster-mixed where the units of a cluster are in several arms, cluster-torn where they are in several blocks; one-assignment where every block has one arm.
 */
export function lotsOf({ arms, clusters, blocks }: Mechanism): Lots | MechanismRefusal {
  const drawn = clusters ? firstUnits(clusters) : Int32Array.from(arms, (_, i) => i);
  const lotOfCluster = clusters && placesOf(drawn, clusters);
  const raw = lotOfCluster ? Int32Array.from(clusters.codes, (g) => lotOfCluster[g]) : drawn;
  const mixed = torn(raw, drawn, arms);
  if (mixed > 0) return { kind: 'cluster-mixed', clusters: mixed };
  const apart = blocks ? torn(raw, drawn, blocks.codes) : 0;
  if (apart > 0) return { kind: 'cluster-torn', clusters: apart };
  const starts = new Int32Array((blocks?.count ?? 1) + 1);
  for (const i of drawn) starts[(blocks ? blocks.codes[i] : 0) + 1]++;
  for (let b = 1; b < starts.length; b++) starts[b] += starts[b - 1];
  const next = starts.slice();
  const place = Int32Array.from(drawn, (i) => next[blocks ? blocks.codes[i] : 0]++);
  const armsOfLots = new Int32Array(drawn.length);
  let armCount = 0;
  for (let g = 0; g < drawn.length; g++) {
    const arm = arms[drawn[g]];
    armsOfLots[place[g]] = arm;
    if (arm >= armCount) armCount = arm + 1;
  }
  const lots = { arms: armsOfLots, armCount, starts, ofUnit: raw.map((g) => place[g]) };
  return canVary(lots) ? lots : { kind: 'one-assignment' };
}

export const isMechanismRefusal = (found: object): found is MechanismRefusal => 'kind' in found;

/** The first unit of each cluster that has one, in the order of the units. */
function firstUnits({ codes, count }: Codes): Int32Array {
  const seen = new Uint8Array(count);
  return Int32Array.from(codes.keys()).filter((i) => {
    const isNew = seen[codes[i]] === 0;
    seen[codes[i]] = 1;
    return isNew;
  });
}

function placesOf(drawn: Int32Array, { codes, count }: Codes): Int32Array {
  const places = new Int32Array(count);
  for (let g = 0; g < drawn.length; g++) places[codes[drawn[g]]] = g;
  return places;
}

/** Lots that hold units with different codes. */
function torn(lotOf: Int32Array, first: Int32Array, codes: Int32Array): number {
  const several = new Uint8Array(first.length);
  for (let i = 0; i < lotOf.length; i++) if (codes[i] !== codes[first[lotOf[i]]]) several[lotOf[i]] = 1;
  return several.reduce((sum, one) => sum + one, 0);
}

function canVary({ arms, starts }: Lots): boolean {
  for (let b = 0; b + 1 < starts.length; b++) for (let g = starts[b] + 1; g < starts[b + 1]; g++) if (arms[g] !== arms[starts[b]]) return true;
  return false;
}
