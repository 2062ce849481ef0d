import type { Answer } from '../../estimate/answer.ts';
import type { Estimate } from '../../estimate/estimate.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP } from '../../estimate/say.ts';
import { leastFreedom } from '../../estimate/thresholds.ts';
import { averageOver, treatedCells } from '../../inference/staged/averages.ts';
import type { Functional } from '../../inference/staged/functional.ts';
import { twoWay } from '../../inference/staged/imputation.ts';
import { wildBootstrap } from '../../inference/staged/wild-bootstrap.ts';
import { periodNoun } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { askEffects } from './ask-effects.ts';
import type { AskedEffects } from './asked-effects.ts';
import { estimateOf, relativeOf, source, treatedCount } from './estimates.ts';
import { cellFindings, noEffect, refusalOf } from './findings.ts';
import { example, roundsOn, type Staged, type StagedOptions, stagedOf, stagedOptionsOf } from './options.ts';
import { arms } from './own.ts';

/**
 * Average effect on those that a rollout in waves has reached, by comparing how outcomes changed with how they changed for those that it had not reached yet.
 *
 * Model   effects by cohort and period, each a difference in differences with units that are not treated yet (or never); the average over treated units and periods
 *         (`weights: cells`) or over treated units (`cohorts`). Identified when without the change cohorts would have gone on alike.
 *         Errors: of units, HC2 of the saturated regression; of clusters CR2; degrees of freedom by Bell and McCaffrey. Shares of cohorts are estimates too.
 * Shapes  one round: moments of a column a period, by cohort; with covariates or gaps a row a unit.
 * Units   outcome units.
 * Errors  those of the look before the plan. Cells without units or controls are left out and counted.
 * Source  Callaway & Sant'Anna (2021). Parity: csdid, differences; R did on its published example.
 */
export const stagedEffect = question<StagedOptions>(
  {
    id: 'staged-effect',
    title: 'Effect of a staged rollout',
    source,
    docs: 'docs/methods/staged-effect.md',
    label: 'treated against not yet treated',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: (protocol) => stagedOptionsOf(protocol),
    example,
  },
  function* (options): Asking<Answer> {
    const c = stagedOf(options);
    const found = yield* askEffects(c);
    const cells = treatedCells(found.cells);
    const refused = refusalOf(c, found);
    if (refused) return { estimates: [], findings: [refused], exhibits: [] };
    if (cells.length === 0) return { estimates: [], findings: [noEffect(c, found)], exhibits: [] };
    const estimate = headline(found, c);
    return {
      estimates: [estimate],
      findings: [...cellFindings(c, found), ...fewClustersFinding(c, estimate), ...wildFinding(found, c, estimate)],
      exhibits: [],
    };
  },
);

/** What the treated had with the treatment, and what they would have had without it as far as the comparison tells. */
export interface EffectDetails {
  readonly arms: readonly { readonly arm: string; readonly units: number; readonly mean: number }[];
}

/** The average that the study asks for. */
const effectOf = ({ of, cells }: AskedEffects, { rollout: { estimator, weights } }: Staged): Functional =>
  (estimator === 'two-way' ? twoWay(of)?.effect : undefined) ?? averageOver(of, cells, weights);

function headline(found: AskedEffects, c: Staged): Estimate {
  const cells = treatedCells(found.cells);
  const { weights, estimator } = c.rollout;
  const effect = effectOf(found, c);
  const count = sayCount(treatedCount(found, cells));
  const told = estimateOf(found, c, {
    id: `staged-effect:${c.outcome}`,
    method: 'staged-effect',
    effect,
    cells,
    population: 'units that the rollout has reached',
    says:
      estimator === 'two-way'
        ? `Coefficient of treatment on ${subject(c)} in a regression on unit and period effects.`
        : weights === 'cells'
          ? `Average effect on ${subject(c)} over the ${count} treated ${c.rollout.shape === 'panel' ? 'units and periods' : 'rows'}, those reached earlier for longer.`
          : `Average effect on ${subject(c)} over treated units, of what each had on average since it was reached.`,
  });
  // The mean of a difference between groups is no share of anything, and imputed unit by unit how it errs is not known.
  if (c.rollout.within || found.seenAlone) return told;
  const { treatment, control, relative } = relativeOf(found, c, cells, effect);
  return {
    ...told,
    ...(relative && { relative }),
    details: {
      arms: [
        { arm: arms.untreated, units: told.sizes.perArm[arms.treated], mean: control },
        { arm: arms.treated, units: told.sizes.perArm[arms.treated], mean: treatment },
      ],
    } satisfies EffectDetails,
  };
}

/** With fewer degrees of freedom than this the error of an effect is roughly known. */
const littleFreedom = 10;

/** Between what holds, which every design is told of, and what is enough. */
function fewClustersFinding({ outcome, sampled, rollout: { cluster, unit } }: Staged, { id, interval: { reference } }: Estimate): readonly Finding[] {
  if (reference.kind !== 't' || reference.df >= littleFreedom || reference.df < leastFreedom) return [];
  return [
    {
      check: 'few-freedom',
      about: { column: outcome, estimate: id },
      verdict: 'warn',
      statistic: reference.df,
      threshold: littleFreedom,
      says: `The effect on ${outcome} rests on ${reference.df.toFixed(1)} degrees of freedom: few ${sampled ? sampled.called : cluster === undefined ? `units (${unit ?? 'rows'})` : `values of ${cluster}`} carry it, and its interval is wide for that.`,
      mend: 'Read the interval as it is, and wait for another wave where the decision can wait.',
    },
  ];
}

/** So many clusters, or fewer, are few enough to be looked at once more. */
const fewClusters = 100;

/** With few clusters another test stands beside the interval: where the two part, that is said. */
function wildFinding(found: AskedEffects, c: Staged, { id, value, test }: Estimate): readonly Finding[] {
  const { errors } = found;
  const { cluster } = c.rollout;
  if (cluster === undefined || !errors.scores || errors.clusters > fewClusters || !test) return [];
  const pValue = wildBootstrap(value, errors.scores(effectOf(found, c)), c.seed);
  const agree = pValue < 1 - c.level === test.pValue < 1 - c.level;
  return [
    {
      check: 'wild-bootstrap',
      about: { column: c.outcome, estimate: id },
      verdict: agree ? 'pass' : 'warn',
      statistic: value,
      pValue,
      says: `With signs of ${errors.clusters} clusters (${cluster}) drawn by chance an effect on ${c.outcome} this large has ${sayP(pValue)}; its interval goes by ${sayP(test.pValue)}.`,
      ...(!agree && { mend: 'Read the effect as not told from zero where one of the two says so: few clusters carry it.' }),
    },
  ];
}

const subject = ({ outcome, perUnit, rollout }: Staged): string => (perUnit === undefined ? outcome : `${perUnit} and ${periodNoun(rollout.period)}`);
