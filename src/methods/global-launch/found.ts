import type { Piece, Reference } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { byCohort } from '../../inference/synthetic/by-cohort.ts';
import { conformalPointwise } from '../../inference/synthetic/conformal.ts';
import type { Gap } from '../../inference/synthetic/gap.ts';
import type { Counterfactual, SyntheticEstimator } from '../../inference/synthetic/panel.ts';
import { treatedMean } from '../../inference/synthetic/panels-of.ts';
import { type Placebos, placebosOf } from '../../inference/synthetic/placebo.ts';
import { type PlaceboStatistic, type PlaceboTest, placeboTest } from '../../inference/synthetic/placebo-test.ts';
import { quantile } from '../../math/quantile.ts';
import { stream } from '../../math/random/stream.ts';
import { remembered } from '../../math/remembered.ts';
import type { AskedPanel } from './ask-panel.ts';
import { type DonorEstimator, estimatorOf, projects } from './estimators.ts';
import type { Launched } from './options.ts';
import { donorPeriods, type PeriodEffects } from './period-effects.ts';
import { fitRefusal, noAnswer, outcomeRefusal } from './refusals.ts';

/** An effect on the treated units since the launch, and how far it may be off. */
export interface FoundLaunch {
  /** Mean over treated units and periods since the launch. */
  readonly value: number;
  /** How many donors are in it. */
  readonly donors: number;
  /** One a period of the panel: what the treated had on average, and what they would have had. */
  readonly observed: Float64Array;
  readonly path: Float64Array;
  readonly reference: Reference;
  /** The whole line where nothing can be told from it. */
  piece(level: number): Piece;
  /** Each end valid alone. */
  bounds(level: number): Piece;
  readonly pValue: number;
  /** The same period by period. */
  byPeriod(level: number): PeriodEffects;
  /** What is to be said of its ends. */
  readonly doubt?: Finding;
}

/** By donors: with their weights, and what was found for donors that stand in for the treated. */
export interface FoundByDonors extends FoundLaunch {
  readonly by: SyntheticEstimator;
  readonly counterfactual: Counterfactual;
  readonly gap: Gap;
  readonly placebos: Placebos;
  readonly test: PlaceboTest;
  /** How far the path is off before the launch, in what it is for the donor in the middle. */
  readonly misfit: number;
}

/** What gaps are told by: a mix of many donors fits the time before too well to say how far it will be off, but where its weights are held near each other. */
const yardstick: Readonly<Record<DonorEstimator, PlaceboStatistic>> = {
  sdid: 'studentized',
  'synthetic-control': 'held-out',
  demeaned: 'held-out',
  augmented: 'held-out',
  penalized: 'held-out',
  'matrix-completion': 'held-out',
};

/** More stand-ins for the treated tell nothing more, and take long. */
const mostPlacebos = 200;

/** The effect by donors, computed once for all questions; or why there is none. */
export function foundByDonors(asked: AskedPanel, c: Launched, estimator: DonorEstimator = c.launch.estimator as DonorEstimator): FoundByDonors | Finding {
  return remembered(asked, `found ${estimator} ${c.seed}`, () => foundBy(asked, c, estimator));
}

export const isRefused = (found: object): found is Finding => 'check' in found;

function foundBy(asked: AskedPanel, c: Launched, estimator: DonorEstimator): FoundByDonors | Finding {
  const refused = outcomeRefusal(asked, c);
  if (refused) return refused;
  const { panel } = asked;
  const alone = estimatorOf(estimator, panel, c.seed);
  const by = alone && byCohort(alone);
  const counterfactual = by?.(panel);
  const placebos = by && counterfactual && placebosOf(panel, by, stream(c.seed), mostPlacebos);
  if (!by || !counterfactual || !placebos) return noAnswer(c, estimator);
  const { gap } = placebos.treated;
  const misfit = misfitOf(gap, placebos);
  const unfit = fitRefusal({ gap, misfit, panel }, c, estimator);
  if (unfit) return unfit;
  const test = placeboTest(placebos, yardstick[estimator]) ?? placeboTest(placebos, 'studentized') ?? placeboTest(placebos, 'effect')!;
  return {
    value: counterfactual.effect,
    donors: panel.donors,
    observed: treatedMean(panel),
    path: counterfactual.path,
    reference: { kind: 'permutation' },
    piece: (level) => test.interval(level) ?? { low: counterfactual.effect, high: counterfactual.effect },
    bounds: (level) => test.bounds?.(level) ?? {},
    pValue: test.pValue(),
    byPeriod: (level) => donorPeriods(panel, gap.values, projects(estimator, panel) && !panel.starts ? conformalPointwise(panel, by, level) : undefined),
    by,
    counterfactual,
    gap,
    placebos,
    test,
    misfit,
  };
}

/** A smaller part of the spread of outcomes is rounding. */
const told = 1e-6;

function misfitOf({ rmspeBefore }: Gap, { placebos, spread }: Placebos): number {
  // Donors of one value tell nothing of what is usual.
  const others = placebos.flatMap(({ found }) => (found && found.gap.rmspeBefore > told * spread ? [found.gap.rmspeBefore] : []));
  const usual = others.length === 0 ? 0 : quantile(Float64Array.from(others), 0.5);
  return usual > 0 ? rmspeBefore / usual : 1;
}
