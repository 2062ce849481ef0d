import { auditedRows, type JudgeOptions } from '../../diagnostics/judges/audited-rows.ts';
import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayP } from '../../estimate/say.ts';
import { column } from '../../expressions/build.ts';
import { coefficientCovariance } from '../../inference/sandwich.ts';
import { fTail } from '../../math/distributions/f.ts';
import { factorNormalEquations, solveNormalEquations } from '../../math/normal-equations.ts';
import { designOf } from '../../models/design.ts';
import { linearRegression } from '../../models/linear-regression.ts';
import type { CalibrationArtefact, CalibrationBinding } from '../../protocol/calibration.ts';
import { type Asking, ask } from '../../relation/asking.ts';

export interface CalibrationOptions extends JudgeOptions, CalibrationBinding {
  /** Further columns that tell where the judge errs. */
  readonly using?: readonly string[];
}

/**
 * The calibration of a judge by an audit, bound to judge, rubric, version and population.
 *
 * Model   linear regression of the human label on the judge's score and the columns of `using`, by the weights of the audit's sampling; HC2.
 * Shapes  the audited rows.
 * Errors  option-invalid when the audit does not tell the terms apart.
 * Source  Carroll, Ruppert, Stefanski & Crainiceanu (2006), Measurement Error in Nonlinear Models, chapter 4.
 */
export function* calibrationArtefact(o: CalibrationOptions): Asking<CalibrationArtefact> {
  const { judge, human, using = [], version, rubric, population } = o;
  const named = Object.fromEntries(using.map((name) => [`using:${name}`, column(name)]));
  const { n, columns } = yield* ask(auditedRows(o, named));
  const terms = [
    { kind: 'numeric', name: judge, values: columns.judge } as const,
    ...using.map((name) => ({ kind: 'numeric', name, values: columns[`using:${name}`] }) as const),
  ];
  const design = designOf(n, terms);
  const fit = linearRegression({ outcome: columns.human, design, ...(o.sampling !== undefined && { weights: { kind: 'sampling', values: columns.weight } }) });
  const covariance = 'kind' in fit ? fit : coefficientCovariance(fit, 'HC2');
  if ('kind' in fit || 'kind' in covariance)
    throw new EstimandError('option-invalid', {
      option: 'judge',
      found: `${sayCount(n)} audited rows`,
      asked: `an audit that tells ${design.names.join(', ')} apart`,
    });
  return {
    kind: 'estimand-calibration',
    schemaVersion: 1,
    judge,
    human,
    using,
    version,
    rubric,
    population,
    audited: n,
    terms: fit.names,
    coefficients: [...fit.coefficients],
    covariance: [...covariance],
    residualSpread: Math.sqrt(fit.residuals.reduce((sum, e) => sum + e * e, 0) / fit.dfResidual),
  };
}

const alpha = 0.01;

/**
 * Does a calibration still hold on a new audit?
 *
 * Model   the regression is fitted again; Wald's F that all coefficients are those of the artefact, both with their covariance. Another version, rubric or
 *         population is another calibration, whatever the test says.
 * Shapes  the new audit's rows.
 * Errors  those of `calibrationArtefact`.
 * Source  Chow (1960), Econometrica 28, with robust covariances.
 */
export function* calibrationExpiry(
  artefact: CalibrationArtefact,
  now: CalibrationBinding & Partial<Pick<JudgeOptions, 'audited' | 'sampling'>>,
): Asking<Answer> {
  const { judge, human, using } = artefact;
  const renewed = yield* calibrationArtefact({ judge, human, using, ...now });
  return { estimates: [], findings: expiryFindings(artefact, renewed), exhibits: [] };
}

/** What the binding and the coefficients of a new calibration say of an older one. */
export const expiryFindings = (artefact: CalibrationArtefact, renewed: CalibrationArtefact): readonly Finding[] => [
  ...rebound(artefact, renewed),
  comparedWith(artefact, renewed),
];

function rebound(artefact: CalibrationArtefact, now: CalibrationBinding): readonly Finding[] {
  return (['version', 'rubric', 'population'] as const)
    .filter((key) => artefact[key] !== now[key])
    .map((key) => ({
      check: 'calibration-binding',
      about: { column: artefact.judge },
      verdict: 'fail',
      says: `The calibration of ${artefact.judge} is of ${key} "${artefact[key]}", and the audit of "${now[key]}".`,
      mend: 'Calibrate anew: another judge, rubric or population errs elsewhere.',
    }));
}

function comparedWith(artefact: CalibrationArtefact, renewed: CalibrationArtefact): Finding {
  const k = artefact.terms.length;
  const moved = Float64Array.from(renewed.coefficients, (b, j) => b - artefact.coefficients[j]);
  const system = factorNormalEquations(
    Float64Array.from(renewed.covariance, (v, e) => v + artefact.covariance[e]),
    k,
  );
  const statistic = system === undefined ? 0 : solveNormalEquations(system, moved).solution.reduce((sum, x, j) => sum + x * moved[j], 0) / k;
  const pValue = fTail(statistic, k, Math.min(artefact.audited, renewed.audited) - k);
  const shared = { check: 'calibration-expiry', about: { column: artefact.judge }, statistic, pValue, threshold: alpha };
  const [then, since] = [artefact, renewed].map(
    ({ coefficients: [intercept, slope], audited }) => `${intercept.toFixed(2)} + ${slope.toFixed(2)} judge on ${sayCount(audited)} labels`,
  );
  const says = `The calibration of ${artefact.judge} was ${then} and is ${since} (${sayP(pValue)})`;
  if (pValue >= alpha) return { ...shared, verdict: 'pass', says: `${says}.` };
  return {
    ...shared,
    verdict: 'fail',
    says: `${says}: it has expired.`,
    mend: 'Calibrate by the new audit, and find out what changed: judge, prompts, or who is scored.',
  };
}
