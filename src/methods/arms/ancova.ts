import type { Answer } from '../../estimate/answer.ts';
import { column, indicator, is } from '../../expressions/build.ts';
import { clusterKindOf } from '../../inference/arms/clustered/cluster-choice.ts';
import { clustersOf, freedomFindings } from '../../inference/arms/clustered/cluster-findings.ts';
import { inArms, withKnownClusters } from '../../inference/arms/clustered/known-clusters.ts';
import { comparison } from '../../inference/arms/comparison.ts';
import { type ContrastOptions, comparedBy, contrastOf, contrastRecord, contrastsOf, estimandOf, estimateId, sizesOf } from '../../inference/arms/contrast.ts';
import { determinedOutcome, expectRegression, saturatedRefusal } from '../../inference/arms/refusals.ts';
import type { FreedomBy } from '../../inference/bell-mccaffrey.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import { relativeEffect } from '../../inference/relative.ts';
import type { CovarianceKind } from '../../inference/sandwich.ts';
import { type CentredFit, residualOf } from '../../inference/second-pass.ts';
import { waldInference } from '../../inference/wald.ts';
import { dot } from '../../math/dot.ts';
import { armDesign } from '../../models/arm-design.ts';
import { withFactor } from '../../moments/factors.ts';
import { leastSquares } from '../../moments/least-squares.ts';
import { comomentOf, meanOf } from '../../moments/moments.ts';
import { indicatorName } from '../../moments/terms.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { adjustmentFindings } from './adjustment-findings.ts';
import { ancovaClusterErrors, ancovaRowErrors } from './ancova-errors.ts';
import { regressed } from './regressed.ts';
import { varianceReduction } from './variance-reduction.ts';

export interface AncovaOptions extends ContrastOptions {
  readonly adjust: readonly Covariate[];
  /** HC2 unless told; with a cluster CR2. */
  readonly covariance?: CovarianceKind | ClusterCovarianceKind;
  /** Degrees of freedom of HC2: of the contrast (default), or n - k of the whole regression, for parity with packages that use them. */
  readonly freedom?: FreedomBy;
}

/**
 * Intention-to-treat effect by one regression with common slopes in all arms.
 *
 * Model   Y = a + sum over arms of tau_arm 1[arm] + b'x + e; HC2 by default, with Bell and McCaffrey's degrees of freedom of the contrast,
 *         arm by arm, joined by Welch and Satterthwaite; t with n - k for any other covariance.
 * Shapes  one `Moments` an arm over [outcome, covariates], then one more scan for the robust variance.
 * Units   outcome units.
 * Errors  covariates-collinear. Refused when some unit has leverage one under HC2 or HC3.
 * Source  Fisher (1932); MacKinnon & White (1985). Parity: statsmodels OLS. Lin's adjustment is the default because this one can lose precision.
 */
export const ancova = question<AncovaOptions>(
  {
    id: 'ancova',
    title: 'Intention-to-treat effect by analysis of covariance',
    source: 'Fisher (1932); MacKinnon & White (1985), Journal of Econometrics 29',
    docs: 'docs/methods/ancova.md',
    label: 'as assigned, adjusted (ANCOVA)',
    rounds: { usual: 2, most: 4 },
    plan: (protocol) =>
      protocol.analysis.adjust === 'ancova' && regressed(protocol).length > 0 ? contrastsOf(protocol).map((o) => ({ ...o, adjust: regressed(protocol) })) : [],
    example: { outcome: 'y', assignment: 'z', control: 0, adjust: ['x'] },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    const clustered = clusterKindOf(c.cluster, options.covariance);
    const { covariance = clustered ?? 'HC2', freedom = 'contrast' } = options;
    const design = yield* withKnownClusters(c, armDesign(comparedBy(c), options.adjust));
    const compared = yield* comparison(design, c);
    if ('refused' in compared) return compared.refused;
    const { arms, groups, binary } = compared;

    const byArm = groups.map((g) => ({ level: g.key[0], moments: g.moments }));
    const whole = withFactor(c.assignment, byArm, { reference: c.control });
    const indicators = arms.treatments.map((g) => ({ name: indicatorName(c.assignment, g.key[0]), expression: indicator(is(column(c.assignment), g.key[0])) }));
    const columns = [...indicators, ...design.columns];
    const names = columns.map(({ name }) => name);
    const fit = expectRegression(leastSquares(whole, c.outcome, names), groups, c.assignment);
    const determined = determinedOutcome(fit.residualSumOfSquares, comomentOf(whole, c.outcome, c.outcome), c.outcome);
    if (determined) return { estimates: [], findings: [determined], exhibits: [] };
    const k = names.length;
    const expressions = columns.map((x) => x.expression);
    const means = Float64Array.from(names, (name) => meanOf(whole, name));
    const coefficients = fit.coefficients.slice(1);
    const outcomeMean = meanOf(whole, c.outcome);
    const centred: CentredFit = {
      residual: residualOf({ outcome: c.measure, outcomeMean, columns: expressions, means, slopes: coefficients }),
      columns: expressions,
      n: whole.n,
      means,
      inverse: Float64Array.from({ length: k * k }, (_, e) => fit.gramInverse[(Math.floor(e / k) + 1) * (k + 1) + (e % k) + 1]),
    };
    const slopes = Object.fromEntries(design.columns.map(({ name }, i) => [name, coefficients[indicators.length + i]]));
    const regression = {
      fit: centred,
      treatments: arms.treatments.map((g) => g.moments),
      control: arms.control.moments,
      whole,
      outcome: c.outcome,
      slopes,
      where: inArms(c.assignment, groups),
      by: c.assignment,
    };
    const residuals = { sumOfSquares: fit.residualSumOfSquares, df: fit.dfResidual };
    const errors = clustered
      ? yield* ancovaClusterErrors(
          regression,
          clustered,
          c.cluster!,
          c.clusterArms ? undefined : { assignment: c.assignment, names: groups.map((g) => g.key[0]) },
        )
      : yield* ancovaRowErrors(regression, covariance as CovarianceKind, residuals, freedom);
    if (errors.saturated > 0) return { estimates: [], findings: [saturatedRefusal(errors.saturated, covariance, c.outcome)], exhibits: [] };
    const control = outcomeMean - dot(coefficients, means, indicators.length);
    const estimates = arms.treatments.map((arm, j) => {
      const value = coefficients[j];
      const { effectVariance, df, means: meanErrors } = errors.of(j);
      const reference = { kind: 't', df } as const;
      const inference = waldInference(value, Math.sqrt(effectVariance), reference, c);
      const clusters = c.clusterArms ? undefined : clustersOf(errors.perArm, [arms.control, arm]);
      const relative = relativeEffect({ treatment: control + value, control, ...meanErrors }, reference, c);
      return {
        id: estimateId('ancova', c, arm.key[0], arms),
        role: c.role,
        estimand: estimandOf(
          c,
          arm.key[0],
          binary,
          `Average effect of assigning ${arm.key[0]} rather than ${c.control} (${c.assignment}) on ${c.outcome}, among all units assigned, with common slopes for ${design.columns.map((x) => x.name).join(', ')}.`,
        ),
        value,
        ...inference,
        sizes: sizesOf([arms.control, arm], clusters, errors.clusters),
        ...(relative && { relative }),
        method: { id: 'ancova', options: { ...contrastRecord(c), adjust: options.adjust, covariance }, source: ancova.source },
        details: {
          coefficients: fit.names.map((name, i) => ({ name, value: fit.coefficients[i] })),
          varianceReduction: varianceReduction([arms.control, arm], c.outcome, inference.standardError),
          ...(clusters && { clusters }),
          ...(clustered && { df }),
        },
      };
    });
    return { estimates, findings: [...adjustmentFindings(design, fit.condition, c.outcome), ...freedomFindings(c, estimates)], exhibits: [] };
  },
);
