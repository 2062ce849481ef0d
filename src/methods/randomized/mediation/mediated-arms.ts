import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { column } from '../../../expressions/build.ts';
import type { Expression } from '../../../expressions/expression.ts';
import { binaryOutcome } from '../../../inference/arms/binary.ts';
import { type Arms, armsOf, comparedBy } from '../../../inference/arms/contrast.ts';
import { constantOutcome } from '../../../inference/arms/refusals.ts';
import { armDesign } from '../../../models/arm-design.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { type Group, moments } from '../../../relation/requests.ts';
import { adjustmentFindings } from '../../arms/adjustment-findings.ts';
import { armModels, type MediationModels } from './arm-models.ts';
import type { Mediated } from './options.ts';
import { type ParameterErrors, parameterErrors } from './parameter-errors.ts';
import { constantMediator, determinedByMediators, fullLeverage, missingMediator, refusedBy, unknownMediators, unvaryingMediator } from './refusals.ts';

/** Arms whose effects can be split into parts. */
export interface MediatedArms {
  readonly arms: Arms;
  readonly groups: readonly Group[];
  readonly models: MediationModels;
  readonly errors: ParameterErrors;
  readonly binary: boolean;
  /** Do the mediators hold only 0 and 1? */
  readonly binaryMediators: readonly boolean[];
  readonly findings: readonly Finding[];
}

type Refused = { readonly refused: Answer };

/**
 * The two regressions of every arm and how their parameters err, or the Answer that refuses. A mediator that cannot be used stops the mediation,
 * not the study. Further requests are asked in the same round as the errors.
 *
 * Errors  those of a comparison of arms, and of covariates that cannot be adjusted for.
 */
export function* mediatedArms<Beside>(
  o: Mediated,
  needs: 'treated' | 'all-arms',
  beside: (groups: readonly Group[], models: MediationModels) => Asking<Beside>,
): Asking<(MediatedArms & { readonly beside: Beside }) | Refused> {
  const { c, mediators, intermediates } = o;
  const refused = (finding: Finding) => ({ refused: { estimates: [], findings: [finding], exhibits: [] } });
  const named = (name: string) => ({ name, expression: column(name) });
  const between = [...mediators, ...intermediates];
  const compared = comparedBy(c);
  const columnsBetween = Object.fromEntries(between.map((name) => [name, column(name)]));
  const [plain, design] = yield* all([
    ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment], ...(compared.where && { where: compared.where }) })),
    armDesign({ ...compared, beside: columnsBetween }, o.covariates),
  ]);
  armsOf(plain, c);
  const found = { groups: design.groups.filter((g) => compared.arms === undefined || compared.arms.includes(g.key[0])) };
  const short = found.groups.find((g) => g.moments.n < 2);
  if (short) return refused(missingMediator(between, c, short));
  const arms = armsOf(found, c);
  const groups = [arms.control, ...arms.treatments];
  const constant = constantOutcome(groups, c.outcome);
  if (constant) return refused(constant);
  const unmoving = mediators.find((name) => constantOutcome(groups, name));
  if (unmoving !== undefined) return refused(constantMediator(unmoving, groups));

  const columns = {
    outcome: { name: c.outcome, expression: c.measure },
    mediators: mediators.map(named),
    intermediates: intermediates.map(named),
    covariates: design.columns,
  };
  let models: MediationModels;
  try {
    models = armModels(groups, columns, c.assignment);
  } catch (error) {
    if (error instanceof EstimandError && error.code === 'covariates-collinear') return refused(refusedBy(error, mediators));
    throw error;
  }
  const stuck = models.arms.find((m, i) => !m.onMediators && (i > 0 || needs === 'all-arms'));
  if (stuck) return refused(unvaryingMediator(mediators, c, stuck));
  const determined = determinedByMediators(models, groups, c.outcome, mediators);
  if (determined) return refused(determined);
  const isBinary = (name: string, measure: Expression) => binaryOutcome({ groups, integer: design.integer }, name, measure);
  const [binary, binaryMediators, errors, more] = yield* all([
    isBinary(c.outcome, c.measure),
    all(mediators.map((name) => isBinary(name, column(name)))),
    parameterErrors(models, { assignment: c.assignment, cluster: c.cluster, covariance: o.covariance }),
    beside(groups, models),
  ]);
  if (errors.saturated > 0) return refused(fullLeverage(errors.saturated, c.outcome, mediators));
  const findings = [...unknownMediators(between, c, groups, plain.groups), ...adjustmentFindings(design, models.condition, c.outcome)];
  return { arms, groups, models, errors, binary, binaryMediators, findings, beside: more };
}
