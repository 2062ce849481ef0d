import { existsSync, readFileSync } from 'node:fs';
import type { Panel } from '../../src/inference/synthetic/panel.ts';

export interface Found {
  readonly weights: readonly number[];
  readonly effect: number;
}
interface Augmented extends Found {
  readonly penalties: readonly number[];
  readonly errors: readonly number[];
  readonly chosen: number;
  readonly given: Found & { readonly penalty: number };
}
export interface Case {
  readonly name: string;
  readonly panel: { readonly values?: readonly number[]; readonly units: number; readonly periods: number; readonly donors: number; readonly before: number };
  readonly kept: Found;
  readonly moved: Found;
  readonly augmented: { readonly kept: Augmented; readonly moved: Augmented };
  readonly penalized: readonly (Found & { readonly penalty: number })[];
  readonly chosenPenalty: {
    readonly holdout: Found & { readonly periods: number; readonly penalty: number };
    readonly donors: Found & { readonly penalty: number };
  };
  readonly predicted: {
    readonly predictors?: readonly number[];
    readonly given: { readonly weights: readonly number[]; readonly donors: readonly number[]; readonly effect: number };
    readonly nested: { readonly errors: readonly number[] };
    readonly validated: { readonly training?: readonly number[]; readonly split: number; readonly errors: readonly number[] };
  };
}
export const synthetic: {
  readonly tolerance: { readonly weights: number; readonly effect: number; readonly errors: number };
  readonly prop99: Case;
  readonly cases: readonly Case[];
} = JSON.parse(readFileSync('goldens/synthetic/controls.json', 'utf8'));

// The data are not part of this repository.
const data = new URL('../../../shared/datasets/prop99.csv', import.meta.url);

export const packs = existsSync(data);

/** California last. */
export function proposition99(): {
  readonly panel: Panel;
  readonly predictors: Float64Array;
  readonly training: Float64Array;
  readonly states: readonly string[];
} {
  const byState = new Map<string, number[]>();
  for (const line of readFileSync(data, 'utf8').trim().split(/\r?\n/).slice(1)) {
    const [state, , sold] = line.split(';');
    byState.set(state, [...(byState.get(state) ?? []), Number(sold)]);
  }
  const states = [...[...byState.keys()].filter((state) => state !== 'California').sort(), 'California'];
  const rows = states.map((state) => byState.get(state) ?? []);
  const mean = (from: number, to: number) => rows.map((row) => row.slice(from - 1970, to - 1969).reduce((sum, value) => sum + value, 0) / (to - from + 1));
  const predictors = [mean(1975, 1975), mean(1980, 1980), mean(1988, 1988), mean(1970, 1974), mean(1976, 1979), mean(1981, 1984), mean(1985, 1987)];
  return {
    panel: { values: Float64Array.from(rows.flat()), units: 39, periods: 31, donors: 38, before: 19 },
    predictors: Float64Array.from(predictors.flat()),
    training: Float64Array.from([mean(1970, 1970), mean(1973, 1973), mean(1976, 1976), mean(1979, 1979), mean(1970, 1974), mean(1975, 1979)].flat()),
    states,
  };
}

/** A case as it is handed to estimators. */
export const givenBy = ({ panel, predicted: { predictors = [], validated } }: Case) => ({
  panel: { ...panel, values: Float64Array.from(panel.values ?? []) },
  predictors: Float64Array.from(predictors),
  training: Float64Array.from(validated.training ?? []),
});
