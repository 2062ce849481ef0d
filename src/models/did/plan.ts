/** How covariates are adjusted for: by a regression of the controls' outcomes, by weights from the chance of treatment, or by both. */
export type Adjustment = 'regression' | 'weighting' | 'doubly-robust';

/** A weighted mean that is part of the estimate, over rows of some groups. */
export interface PlannedMean {
  readonly sign: 1 | -1;
  readonly over: readonly number[];
  /** Weighted by the odds of treatment, so that the controls' covariates are those of the treated. */
  readonly tilted: boolean;
  /** Of the outcome, or of none of it. */
  readonly outcome: 0 | 1;
  /** Plus or minus what the regression in a group predicts. */
  readonly predictions: readonly { readonly group: number; readonly sign: 1 | -1 }[];
}

/** The estimate as a sum of means; each group of rows has at most one regression. */
export interface Plan {
  readonly groups: number;
  /** Which groups are treated. */
  readonly treated: readonly boolean[];
  readonly means: readonly PlannedMean[];
}

/** Groups of a panel, where a row is the change of a unit: controls, treated. */
export const panelPlan = (how: Adjustment): Plan => ({ groups: 2, treated: [false, true], means: panelMeans[how] });

/** Groups of repeated cross-sections: controls before and after, treated before and after. */
export const pooledPlan = (how: Adjustment): Plan => ({ groups: 4, treated: [false, false, true, true], means: pooledMeans[how] });

const mean = (sign: 1 | -1, over: readonly number[], ...predictions: PlannedMean['predictions']): PlannedMean => ({
  sign,
  over,
  tilted: false,
  outcome: 1,
  predictions,
});
const tilted = (of: PlannedMean): PlannedMean => ({ ...of, tilted: true });
/** Of predictions alone. */
const predicted = (of: PlannedMean): PlannedMean => ({ ...of, outcome: 0 });
const plus = (group: number) => ({ group, sign: 1 }) as const;
const minus = (group: number) => ({ group, sign: -1 }) as const;

const panelMeans: { readonly [K in Adjustment]: readonly PlannedMean[] } = {
  regression: [mean(1, [1], minus(0))],
  weighting: [mean(1, [1]), tilted(mean(-1, [0]))],
  'doubly-robust': [mean(1, [1], minus(0)), tilted(mean(-1, [0], minus(0)))],
};

const [c0, c1, t0, t1] = [0, 1, 2, 3];
/** By how much a period's effect, as its two regressions tell it, differs between all treated and the treated of that period. */
const rebalanced = (sign: 1 | -1, treated: number, control: number): readonly PlannedMean[] => [
  predicted(mean(sign, [t0, t1], plus(treated), minus(control))),
  predicted(mean(sign === 1 ? -1 : 1, [treated], plus(treated), minus(control))),
];

const pooledMeans: { readonly [K in Adjustment]: readonly PlannedMean[] } = {
  regression: [mean(1, [t1]), mean(-1, [t0]), predicted(mean(-1, [t0, t1], plus(c1), minus(c0)))],
  weighting: [mean(1, [t1]), mean(-1, [t0]), tilted(mean(-1, [c1])), tilted(mean(1, [c0]))],
  'doubly-robust': [
    mean(1, [t1], minus(c1)),
    mean(-1, [t0], minus(c0)),
    tilted(mean(-1, [c1], minus(c1))),
    tilted(mean(1, [c0], minus(c0))),
    ...rebalanced(1, t1, c1),
    ...rebalanced(-1, t0, c0),
  ],
};

/** The groups whose regressions the plan reads. */
export function regressedGroups({ groups, means }: Plan): readonly number[] {
  const read = new Set(means.flatMap(({ predictions }) => predictions.map(({ group }) => group)));
  return Array.from({ length: groups }, (_, group) => group).filter((group) => read.has(group));
}

export const usesOdds = ({ means }: Plan): boolean => means.some((m) => m.tilted);
