import type { Answer } from '../../estimate/answer.ts';
import { clusterKindOf } from '../../inference/arms/clustered/cluster-choice.ts';
import { clustersOf, freedomFindings } from '../../inference/arms/clustered/cluster-findings.ts';
import { withKnownClusters } from '../../inference/arms/clustered/known-clusters.ts';
import { comparison } from '../../inference/arms/comparison.ts';
import { type ContrastOptions, comparedBy, contrastOf, contrastRecord, contrastsOf, estimandOf, estimateId, sizesOf } from '../../inference/arms/contrast.ts';
import { clusteredLinErrors, linErrors } from '../../inference/arms/lin-errors.ts';
import { armFits } from '../../inference/arms/lin-fit.ts';
import { determinedOutcome, saturatedRefusal } from '../../inference/arms/refusals.ts';
import type { FreedomBy } from '../../inference/bell-mccaffrey.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import { relativeEffect } from '../../inference/relative.ts';
import type { CovarianceKind } from '../../inference/sandwich.ts';
import { waldInference } from '../../inference/wald.ts';
import { armDesign } from '../../models/arm-design.ts';
import { comomentOf } from '../../moments/moments.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { adjustmentFindings } from './adjustment-findings.ts';
import { regressed } from './regressed.ts';
import { varianceReduction } from './variance-reduction.ts';

export interface AdjustedIttOptions extends ContrastOptions {
  readonly adjust: readonly Covariate[];
  /** HC2 unless told; with a cluster CR2. */
  readonly covariance?: CovarianceKind | ClusterCovarianceKind;
  /** `population` (default) counts the sampling of covariates; `sample` asks about these units only. */
  readonly target?: 'population' | 'sample';
  /** Degrees of freedom of HC2: of the contrast (default), or n - k of the whole regression, for parity with packages that use them. */
  readonly freedom?: FreedomBy;
}

/**
 * Intention-to-treat effect adjusted for covariates measured before assignment, by regression within each arm.
 *
 * Model   Y on covariates in each arm, evaluated at the mean covariates of all arms (the fully interacted regression). Variance: HC2 of that
 *         regression plus d' S_x d / n for the sampling of the covariates, d the difference of slopes. Degrees of freedom: Bell and McCaffrey's
 *         of each arm, joined by Welch and Satterthwaite; n - (k + 1) per arm for any other covariance.
 * Shapes  one `Moments` an arm over [outcome, covariates], then one more scan for the robust variance.
 * Units   outcome units.
 * Errors  covariates-collinear, naming the columns. Refused when some unit has leverage one under HC2 or HC3.
 * Source  Lin (2013), Annals of Applied Statistics 7. Parity: estimatr lm_lin with `target: 'sample'`.
 */
export const adjustedItt = question<AdjustedIttOptions>(
  {
    id: 'adjusted-itt',
    title: 'Covariate-adjusted intention-to-treat effect (Lin)',
    source: 'Lin (2013), Annals of Applied Statistics 7',
    docs: 'docs/methods/adjusted-itt.md',
    label: 'as assigned, adjusted',
    rounds: { usual: 2, most: 4 },
    // Beside the logistic regression, for the outcomes that are not binary.
    plan: (protocol) =>
      (protocol.analysis.adjust === 'lin' || protocol.analysis.adjust === 'logistic') && regressed(protocol).length > 0
        ? contrastsOf(protocol).map((o) => ({ ...o, adjust: regressed(protocol) }))
        : [],
    example: { outcome: 'y', assignment: 'z', control: 0, adjust: ['x', { factor: 'g' }] },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    const clustered = clusterKindOf(c.cluster, options.covariance);
    const { covariance = clustered ?? 'HC2', target = 'population', freedom = 'contrast' } = options;
    const design = yield* withKnownClusters(c, armDesign(comparedBy(c), options.adjust));
    const compared = yield* comparison(design, c);
    if ('refused' in compared) return compared.refused;
    const { arms, groups, binary } = compared;
    const lin = armFits(groups, design.columns, c);
    const total = groups.reduce((sum, g) => sum + comomentOf(g.moments, c.outcome, c.outcome), 0);
    const determined = determinedOutcome(
      lin.fits.reduce((sum, f) => sum + f.residualSumOfSquares, 0),
      total,
      c.outcome,
    );
    if (determined) return { estimates: [], findings: [determined], exhibits: [] };
    const errors = clustered
      ? yield* clusteredLinErrors(lin, design.columns, c, { kind: clustered, target })
      : yield* linErrors(lin, design.columns, c, { covariance: covariance as CovarianceKind, target, freedom });
    const [control, ...treatments] = lin.fits;
    if (errors.saturated > 0) {
      const refused = saturatedRefusal(errors.saturated, covariance, c.outcome);
      return { estimates: [], findings: [...adjustmentFindings(design, lin.condition, c.outcome), refused], exhibits: [] };
    }
    const estimates = treatments.map((fit, i) => {
      const { effectVariance, df, means } = errors.of(i + 1);
      const value = fit.adjustedMean - control.adjustedMean;
      const reference = { kind: 't', df } as const;
      const inference = waldInference(value, Math.sqrt(effectVariance), reference, c);
      const relative = relativeEffect({ treatment: fit.adjustedMean, control: control.adjustedMean, ...means }, reference, c);
      const clusters = clustersOf(errors.perArm, [arms.control, arms.treatments[i]]);
      const id = estimateId('adjusted-itt', c, fit.arm, arms);
      return {
        id,
        role: c.role,
        estimand: estimandOf(
          c,
          fit.arm,
          binary,
          `Average effect of assigning ${fit.arm} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned, adjusted for ${design.columns.map((x) => x.name).join(', ')}.`,
        ),
        value,
        ...inference,
        sizes: sizesOf([arms.control, arms.treatments[i]], clusters, errors.together?.(i + 1)),
        ...(relative && { relative }),
        method: { id: 'adjusted-itt', options: { ...contrastRecord(c), adjust: options.adjust, covariance, target }, source: adjustedItt.source },
        details: {
          arms: [control, fit].map((f) => ({ arm: f.arm, n: f.n, mean: f.mean, adjustedMean: f.adjustedMean })),
          slopes: design.columns.map((x, j) => ({ covariate: x.name, mean: lin.means[j], [control.arm]: control.slopes[j], [fit.arm]: fit.slopes[j] })),
          varianceReduction: varianceReduction([arms.control, arms.treatments[i]], c.outcome, inference.standardError),
          ...(clusters && { clusters, df }),
        },
      };
    });
    return {
      estimates,
      findings: [...adjustmentFindings(design, lin.condition, c.outcome), ...freedomFindings(c, estimates)],
      exhibits: [],
    };
  },
);
