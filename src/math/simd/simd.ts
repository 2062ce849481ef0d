import { wasm } from './kernels.ts';

/** Where WebAssembly is allowed, as in every browser and in Node: loops that take two numbers at once, over blocks that lie in their memory. */
export interface Simd {
  readonly memory: Float64Array;
  /** Sums of products of two columns of a block with four of another, by their offsets in `memory`: eight, the first column's first. */
  strip(left: number, right: number, stride: number, rows: number): Float64Array;
  /** As `logit.likelihood`, by offsets: gives the log likelihood. */
  likelihood(predictor: number, outcome: number, rows: number, first: number, curvature: number): number;
  /** As the operations of `Vectors`, by offsets; rows in pairs. */
  combine(into: number, columns: number, stride: number, factors: number, count: number, rows: number): void;
  times(into: number, a: number, b: number, rows: number): void;
  addTimes(into: number, a: number, b: number, rows: number): void;
  invert(into: number, from: number, a: number, rows: number): number;
  divide(into: number, a: number, b: number, rows: number): void;
  weigh(into: number, a: number, centre: number, weights: number, rows: number): number;
}

/** What is exported by kernels.wat: pointers in bytes. */
interface Kernels {
  strip(left: number, right: number, stride: number, rows: number, out: number): void;
  likelihood(predictor: number, outcome: number, rows: number, first: number, curvature: number, out: number): void;
  combine(out: number, columns: number, stride: number, factors: number, count: number, rows: number): void;
  times(out: number, a: number, b: number, rows: number): void;
  addTimes(out: number, a: number, b: number, rows: number): void;
  invert(out: number, from: number, a: number, rows: number): number;
  divide(out: number, a: number, b: number, rows: number): void;
  weigh(out: number, a: number, centre: number, weights: number, rows: number): number;
}

/** What is needed of it; the library is typed without a browser's or Node's own types. */
interface Assembly {
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const pages = 10;
/** Kernels leave what they found at the start of the memory. */
export const reserved = 16;

let known: Simd | undefined | null = null;

/** Undefined where WebAssembly is not allowed: then the loops in TypeScript serve. */
export function simd(): Simd | undefined {
  if (known === null) known = instantiated();
  return known;
}

/** The kernels, if all of this lies in their memory. */
export function kernelsFor(...views: readonly Float64Array[]): Simd | undefined {
  const kernels = simd();
  return kernels && views.every(({ buffer }) => buffer === kernels.memory.buffer) ? kernels : undefined;
}

/** Where in the memory a view begins. */
export const placeOf = (view: Float64Array): number => view.byteOffset / 8;

function instantiated(): Simd | undefined {
  const assembly = (globalThis as { readonly WebAssembly?: Assembly }).WebAssembly;
  if (assembly === undefined) return undefined;
  const memory = new assembly.Memory({ initial: pages });
  let kernels: Kernels;
  try {
    const code = Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0));
    kernels = new assembly.Instance(new assembly.Module(code), { js: { memory } }).exports as Kernels;
  } catch {
    // A page may forbid it.
    return undefined;
  }
  const doubles = new Float64Array(memory.buffer);
  const sums = doubles.subarray(0, 8);
  return {
    memory: doubles,
    strip(left, right, stride, rows) {
      kernels.strip(8 * left, 8 * right, 8 * stride, rows, 0);
      return sums;
    },
    likelihood(predictor, outcome, rows, first, curvature) {
      kernels.likelihood(8 * predictor, 8 * outcome, rows, 8 * first, 8 * curvature, 0);
      const [even, odd, products, others, times, more] = sums;
      return even + odd - Math.log(products) - Math.log(others) - (times + more) * Math.log(2 ** 500);
    },
    combine: (into, columns, stride, factors, count, rows) => kernels.combine(8 * into, 8 * columns, 8 * stride, 8 * factors, count, rows),
    times: (into, a, b, rows) => kernels.times(8 * into, 8 * a, 8 * b, rows),
    addTimes: (into, a, b, rows) => kernels.addTimes(8 * into, 8 * a, 8 * b, rows),
    divide: (into, a, b, rows) => kernels.divide(8 * into, 8 * a, 8 * b, rows),
    weigh: (into, a, centre, weights, rows) => kernels.weigh(8 * into, 8 * a, centre, 8 * weights, rows),
    invert: (into, from, a, rows) => kernels.invert(8 * into, from, 8 * a, rows),
  };
}
