/** How the level moves. What does not move at random is fixed, but its value before the first period is unknown. */
export type Trend =
  /** The level is a random walk. */
  | 'local-level'
  /** The level is a random walk about a slope that is one too. */
  | 'local-linear-trend'
  /** The slope is a random walk, and the level follows it exactly. */
  | 'smooth-trend'
  /** The level is a random walk about a slope that never changes. */
  | 'level-with-drift';

/** What can move at random, in the order in which variances are kept. */
export type Disturbance = 'irregular' | 'level' | 'slope' | 'seasonal';

export interface StructuralModel {
  readonly trend: Trend;
  /** Periods in a season, at least 2; absent where there is none. */
  readonly season?: number;
}

/** One number a disturbance; zero where the model has none of that name. */
export type Variances = Readonly<Record<Disturbance, number>>;

/** A series and what is known of every period. */
export interface StructuralSeries {
  /** NaN where nothing was observed. */
  readonly values: Float64Array;
  /** Columns known in all periods, each with an unknown coefficient that never changes; at least as long as `values`. */
  readonly regressors: readonly Float64Array[];
}

/** Where the parts of a model stand in its state: level, slope, the last season less one, newest first, and coefficients. */
export interface StateLayout {
  readonly size: number;
  readonly hasSlope: boolean;
  /** The newest seasonal effect; `seasonal` of them, none where it is zero. */
  readonly seasonalFrom: number;
  readonly seasonal: number;
  readonly regressorsFrom: number;
  readonly regressors: number;
}

const moving: { readonly [T in Trend]: readonly Disturbance[] } = {
  'local-level': ['irregular', 'level'],
  'local-linear-trend': ['irregular', 'level', 'slope'],
  'smooth-trend': ['irregular', 'slope'],
  'level-with-drift': ['irregular', 'level'],
};

/** What moves at random in a model. */
export function disturbancesOf({ trend, season }: StructuralModel): readonly Disturbance[] {
  return season === undefined ? moving[trend] : [...moving[trend], 'seasonal'];
}

export function layoutOf({ trend, season }: StructuralModel, regressors: number): StateLayout {
  const hasSlope = trend !== 'local-level';
  const seasonalFrom = hasSlope ? 2 : 1;
  const seasonal = season === undefined ? 0 : season - 1;
  const regressorsFrom = seasonalFrom + seasonal;
  return { size: regressorsFrom + regressors, hasSlope, seasonalFrom, seasonal, regressorsFrom, regressors };
}

/** The variances of what moves, in the order of `disturbancesOf`; the others are zero. */
export function variancesFrom(model: StructuralModel, values: ArrayLike<number>): Variances {
  const variances = { irregular: 0, level: 0, slope: 0, seasonal: 0 };
  for (const [i, name] of disturbancesOf(model).entries()) variances[name] = values[i];
  return variances;
}
