import type { Panel } from './panel.ts';

/** The same panel with these units for donors and those for treated, in the order given; with as many treated their changes come when those of the treated did. */
export function ofUnits(panel: Panel, donors: readonly number[], treated: readonly number[]): Panel {
  const { values, periods, units, predictors, starts } = panel;
  const chosen = [...donors, ...treated];
  const picked = new Float64Array(chosen.length * periods);
  for (const [row, unit] of chosen.entries()) picked.set(values.subarray(unit * periods, (unit + 1) * periods), row * periods);
  const ofChosen =
    predictors &&
    Float64Array.from(
      { length: (predictors.length / units) * chosen.length },
      (_, e) => predictors[Math.floor(e / chosen.length) * units + chosen[e % chosen.length]],
    );
  return {
    values: picked,
    units: chosen.length,
    periods,
    donors: donors.length,
    before: panel.before,
    ...(starts && { starts }),
    ...(ofChosen && { predictors: ofChosen }),
  };
}

/** The same panel with these periods alone, of which so many lie before the change of all. */
export function ofPeriods(panel: Panel, chosen: readonly number[], before: number): Panel {
  const { values, units, periods, starts: _, ...same } = panel;
  const picked = new Float64Array(units * chosen.length);
  for (let unit = 0; unit < units; unit++) for (let at = 0; at < chosen.length; at++) picked[unit * chosen.length + at] = values[unit * periods + chosen[at]];
  return { ...same, values: picked, units, periods: chosen.length, before };
}

/** 0, 1, ..., one less than the count. */
export const firstOf = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Mean of the treated units in each period. */
export function treatedMean({ values, units, periods, donors }: Panel): Float64Array {
  const mean = new Float64Array(periods);
  for (let unit = donors; unit < units; unit++) for (let t = 0; t < periods; t++) mean[t] += values[unit * periods + t];
  return mean.map((sum) => sum / (units - donors));
}

/** The same panel with one period more after the others: the mean of those from the change on. */
export function withMeanAfter(panel: Panel): Panel {
  const { values, units, periods, before } = panel;
  const wide = new Float64Array(units * (periods + 1));
  for (let unit = 0; unit < units; unit++) {
    wide.set(values.subarray(unit * periods, (unit + 1) * periods), unit * (periods + 1));
    let sum = 0;
    for (let t = before; t < periods; t++) sum += values[unit * periods + t];
    wide[unit * (periods + 1) + periods] = sum / (periods - before);
  }
  return { ...panel, values: wide, periods: periods + 1 };
}
