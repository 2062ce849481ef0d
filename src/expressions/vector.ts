/** A column of values: numbers and booleans (0, 1) with an optional mask of what is known, or text as codes into levels (-1 unknown). */
export type Vector = NumberVector | TextVector;

export interface NumberVector {
  readonly type: 'number' | 'boolean';
  readonly values: Float64Array;
  /** 1 where known; absent when all are. */
  readonly known?: Uint8Array;
  /** Exact texts of an identifier, of which the values are too coarse. */
  readonly exact?: TextVector;
}

export interface TextVector {
  readonly type: 'text';
  readonly codes: Int32Array;
  readonly levels: readonly string[];
  /** The levels are times, as ISO 8601 writes them. */
  readonly times?: true;
}

export function isKnownAt(v: Vector, row: number): boolean {
  if (v.type === 'text') return v.codes[row] >= 0;
  return v.known === undefined || v.known[row] === 1;
}
