import type { Answer } from '../../estimate/answer.ts';
import { column, indicator, is, or } from '../../expressions/build.ts';
import { formCovariance } from '../../inference/form-covariance.ts';
import { relativeEffect } from '../../inference/relative.ts';
import type { CovarianceKind } from '../../inference/sandwich.ts';
import { type CentredFit, type LinearForm, residualOf } from '../../inference/second-pass.ts';
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
import { expectRegression } from './collinear.ts';
import { comparison } from './comparison.ts';
import { type ContrastOptions, comparedBy, contrastOf, contrastsOf, echoOf, estimandOf, estimateId, sizesOf } from './contrast.ts';
import { determinedOutcome } from './determined.ts';
import { withSampledCovariates } from './sampled-covariates.ts';
import { saturatedRefusal } from './saturated.ts';
import { varianceReduction } from './variance-reduction.ts';

export interface AncovaOptions extends ContrastOptions {
  readonly adjust: readonly Covariate[];
  readonly covariance?: CovarianceKind;
}

/**
 * Intention-to-treat effect by one regression with common slopes in all arms.
 *
 * Model   Y = a + sum over arms of tau_arm 1[arm] + b'x + e; HC2 by default, t with n - k.
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
    rounds: { usual: 2, most: 4 },
    plan: (protocol) =>
      protocol.analysis.adjust === 'ancova' && protocol.covariates.length > 0 ? contrastsOf(protocol).map((o) => ({ ...o, adjust: protocol.covariates })) : [],
    example: { outcome: 'y', assignment: 'z', control: 0, adjust: ['x'] },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    const { covariance = 'HC2' } = options;
    const design = yield* armDesign(comparedBy(c), options.adjust);
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
    const reference = { kind: 't', df: fit.dfResidual } as const;
    const inArms = groups.map((g) => is(column(c.assignment), g.key[0])).reduce(or);
    const residuals = { sumOfSquares: fit.residualSumOfSquares, df: fit.dfResidual };
    const forms = [controlMean(centred, indicators.length), ...arms.treatments.map((_, j) => coefficient(j, k))];
    const { matrix, saturated } = yield* formCovariance(centred, forms, covariance, residuals, inArms);
    if (saturated > 0) return { estimates: [], findings: [saturatedRefusal(saturated, covariance, c.outcome)], exhibits: [] };
    const entry = (a: number, b: number): number => matrix[a * forms.length + b];
    const control = outcomeMean - dot(coefficients, means, indicators.length);
    const slopes = Object.fromEntries(design.columns.map(({ name }, i) => [name, coefficients[indicators.length + i]]));
    const estimates = arms.treatments.map((arm, j) => {
      const value = coefficients[j];
      const [effectVariance, controlVariance, between] = [entry(j + 1, j + 1), entry(0, 0), entry(0, j + 1)];
      const inference = waldInference(value, Math.sqrt(effectVariance), reference, c);
      const compared = {
        treatment: control + value,
        control,
        treatmentVariance: controlVariance + 2 * between + effectVariance,
        controlVariance,
        covariance: controlVariance + between,
      };
      const sampled = withSampledCovariates(compared, { treatment: arm.moments, control: arms.control.moments, whole }, c.outcome, slopes);
      const relative = relativeEffect(sampled, reference, c);
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
        sizes: sizesOf([arms.control, arm]),
        ...(relative && { relative }),
        method: { id: 'ancova', options: { ...echoOf(c), adjust: options.adjust, covariance }, source: ancova.source },
        details: {
          coefficients: fit.names.map((name, i) => ({ name, value: fit.coefficients[i] })),
          varianceReduction: varianceReduction([arms.control, arm], c.outcome, inference.standardError),
        },
      };
    });
    return { estimates, findings: adjustmentFindings(design, fit.condition, c.outcome), exhibits: [] };
  },
);

/** The mean outcome of control at the mean covariates of all arms: every indicator moved from its mean to zero. */
function controlMean({ means, columns }: CentredFit, arms: number): LinearForm {
  return { constant: 1, slopes: Float64Array.from(columns, (_, i) => (i < arms ? -means[i] : 0)) };
}

function coefficient(j: number, k: number): LinearForm {
  return { constant: 0, slopes: Float64Array.from({ length: k }, (_, i) => (i === j ? 1 : 0)) };
}
