import type { Estimate, Interval, Reference, Unit } from '../../estimate/estimate.ts';
import type { OverSplits } from '../../inference/benefit/over-splits.ts';
import type { Sample } from '../../inference/benefit/sample.ts';
import { limitsOf, pValueOf, type ScoreEstimate } from '../../inference/benefit/score-estimate.ts';
import { allPlaces } from '../../inference/benefit/units-of.ts';
import { quantileOf } from '../../inference/wald.ts';
import type { Benefit } from './options.ts';

export const source =
  'Chernozhukov, Demirer, Duflo & Fernandez-Val (2025), Econometrica 93; Athey, Tibshirani & Wager (2019), Annals of Statistics 47; Yadlowsky et al. (2025), JASA 120; Athey & Wager (2021), Econometrica 89';

/** What is estimated, and of whom. */
export interface Said {
  /** In its id, before the outcome. */
  readonly what: string;
  readonly treatment: string;
  readonly control?: string;
  readonly population: string;
  readonly says: string;
  readonly units: number;
  /** Units of each arm, where they are the same in all splits. */
  readonly perArm?: Readonly<Record<string, number>>;
  readonly unit?: Unit;
}

/** How many units of each arm are at some places; default: at all. */
export function perArmOf({ arm }: Sample, { control, treatments }: Benefit, rows: Int32Array = allPlaces(arm.length)): Readonly<Record<string, number>> {
  const counts = [control, ...treatments].map(() => 0);
  for (const i of rows) counts[arm[i]]++;
  return Object.fromEntries([control, ...treatments].map((name, k) => [name, counts[k]]));
}

/** `group-1:solved`, of several treatments `group-1:solved:rag`. */
const idOf = ({ what, treatment }: Pick<Said, 'what' | 'treatment'>, { outcome, treatments }: Benefit): string =>
  `${what}:${outcome}${treatments.length > 1 ? `:${treatment}` : ''}`;

/** Of a number with its error. */
export function scoreEstimate(found: ScoreEstimate, said: Said, of: Benefit): Estimate {
  const { value, standardError, reference } = found;
  const { low, high } = limitsOf(found, of.level);
  const reach = standardError > 0 ? quantileOf(reference, of.boundsLevel) * standardError : 0;
  return {
    ...shell(said, of),
    value,
    standardError,
    interval: intervalOf(low, high, of.level, reference),
    bounds: { level: of.boundsLevel, low: value - reach, high: value + reach },
    ...(standardError > 0 && { test: { null: 0, alternative: 'two-sided', statistic: value / standardError, pValue: pValueOf(found) } }),
  };
}

/** Of several splits: it has no error, and its interval holds at its level alone. */
export function splitsEstimate(found: OverSplits, said: Said, of: Benefit): Estimate {
  return {
    ...shell(said, of),
    value: found.value,
    interval: intervalOf(found.low, found.high, found.level, { kind: 'normal' }),
    test: { null: 0, alternative: 'two-sided', statistic: found.value, pValue: found.pValue },
  };
}

const intervalOf = (low: number, high: number, level: number, reference: Reference): Interval => ({
  pieces: [{ low, high }],
  level,
  side: 'two-sided',
  kind: 'pointwise',
  reference,
});

function shell(said: Said, of: Benefit): Omit<Estimate, 'value' | 'interval'> {
  const { treatment, control = of.control, population, says, units, perArm = {}, unit = of.unit ?? { kind: 'plain' } } = said;
  const { by, learner, base, groups, splits, folds, trees, policy } = of.asked;
  return {
    id: idOf(said, of),
    role: 'benefit',
    estimand: { contrast: { treatment, control }, population, outcome: of.outcome, unit, says },
    sizes: { units, perArm, dropped: {} },
    method: { id: 'heterogeneity', options: { by, learner, base, groups, splits, folds, trees, ...(policy && { policy }) }, source, seed: of.seed },
  };
}
