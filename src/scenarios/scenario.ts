/** A simulated AI product whose effects are known: what a method is tested on, and what a demonstration runs on. */
export interface Scenario<Parameters extends object = object> {
  readonly id: string;
  readonly title: string;
  /** What the data shows and what is hard about it, in a few sentences. */
  readonly says: string;
  readonly defaults: { readonly n: number; readonly seed: number };
  /** Where a unit has several rows: how many on average. */
  readonly rowsPerUnit?: number;
  readonly parameters: Readonly<Parameters>;
  /** What one unit of each outcome is worth in the net value. */
  readonly values: Readonly<Record<string, number>>;
  /** n rows; the first rows stay the same when n grows. */
  simulate(options?: SimulateOptions & Partial<Parameters>): Simulated;
  /** The same rows, so many at a time, so that they need not all be in memory; in the end what is known of them together. */
  pieces(options: SimulateOptions & Partial<Parameters>, rows: number): Simulation;
  /** A study file that analyses the n units in this file. */
  study(file: string, n?: number): string;
  /** The population effects, exact to 1e-9. */
  truth(parameters?: Partial<Parameters>): readonly Truth[];
}

export interface SimulateOptions {
  readonly n?: number;
  readonly seed?: number;
}

export interface Simulated {
  /** Numbers, texts, or either of them where some rows lack it. */
  readonly columns: Readonly<Record<string, Float64Array | readonly string[] | readonly (number | undefined)[] | readonly (string | undefined)[]>>;
  /** The numeric columns that hold integers. */
  readonly integers: readonly string[];
  readonly truth: {
    readonly population: readonly Truth[];
    /** The same effects among the simulated rows, whose potential outcomes are all known; without those that no row bears on. */
    readonly realised: readonly Truth[];
  };
}

/** Columns of some rows after the other. */
export type Simulation = Generator<Simulated['columns'], Omit<Simulated, 'columns'>>;

export interface Truth {
  /** `contrast/outcome`, for example `itt/resolved`. */
  readonly id: string;
  readonly outcome: string;
  /** One sentence. */
  readonly estimand: string;
  readonly value: number;
}
