import type { Answer } from '../../../estimate/answer.ts';
import { canonicalText } from '../../../expressions/canonical-text.ts';
import { binaryOutcome } from '../../../inference/arms/binary.ts';
import { freedomFindings } from '../../../inference/arms/clustered/cluster-findings.ts';
import { contrastsOf } from '../../../inference/arms/contrast.ts';
import { constantOutcome, saturatedRefusal } from '../../../inference/arms/refusals.ts';
import { comomentOf } from '../../../moments/moments.ts';
import { columnOfCovariate } from '../../../protocol/protocol.ts';
import { question } from '../../../protocol/question.ts';
import { type Asking, all } from '../../../relation/asking.ts';
import { adjustmentFindings } from '../adjustment-findings.ts';
import { complierMeans } from '../complier-means.ts';
import { answerOf } from './answer.ts';
import { effectsOf } from './effects.ts';
import { determinedRefusal, singularRefusal, unmovedRefusal } from './findings.ts';
import { fitOf } from './fit.ts';
import { instrumentDesign, isConstant } from './instrument-design.ts';
import { askedOf, type TwoStageOptions } from './options.ts';

/** Less of the outcome's variation than this left to the residuals is rounding. */
const leastLeft = 1e-12;

/**
 * Effect of what units received, with instruments that moved it, adjusted for covariates.
 *
 * Model   Two-stage least squares; residuals by the treatments themselves, leverage by their projections; HC2 by default, CR2 with a cluster. A single
 *         treatment is reported with the Anderson-Rubin set of the same covariance, which keeps its level however weak the instruments and
 *         may be an interval, rays, the whole line, several pieces or empty; several treatments with Wald's interval.
 * Shapes  moments over [outcome, treatments, instruments, covariates], then one more scan for every variance.
 * Units   outcome units per unit of treatment.
 * Errors  column-in-two-roles, instruments-too-few, instrument-constant, instruments-collinear, treatment-determined, too-few-rows; those of the
 *         covariates. Refused when the instruments do not move the treatment at all, or some unit has leverage one.
 * Source  Theil (1953); Angrist & Imbens (1995); Anderson & Rubin (1949). Parity: linearmodels IV2SLS, estimatr iv_robust.
 */
export const twoStageLeastSquares = question<TwoStageOptions>(
  {
    id: 'two-stage-least-squares',
    title: 'Effect of treatment by instruments (two-stage least squares)',
    source: 'Theil (1953); Angrist & Imbens (1995), JASA 90; Anderson & Rubin (1949)',
    docs: 'docs/methods/two-stage-least-squares.md',
    label: 'of use, by instruments',
    interval: 'set',
    rounds: { usual: 2, most: 3 },
    plan: (protocol) => {
      const { usage, assignment, blocks } = protocol;
      const apart = blocks !== undefined && !protocol.covariates.some((x) => columnOfCovariate(x) === blocks);
      const covariates = apart ? [...protocol.covariates, { factor: blocks, drawn: true as const }] : protocol.covariates;
      if (usage === undefined || !assignment) return [];
      // Arms that are different treatments have no effect of use in common: each is held against control alone, as complier effects are without covariates.
      const pooled = assignment.treatments.length < 2 || assignment.alike === true;
      if (covariates.length === 0 && (assignment.treatments.length < 2 || !pooled)) return [];
      return contrastsOf(protocol, (o) => o.role === 'primary').flatMap(({ control, treatments = [], assignment: column, ...o }) =>
        (pooled ? [treatments] : treatments.map((arm) => [arm])).map((compared) => ({
          ...o,
          role: 'secondary',
          treatment: usage,
          assignment: column,
          arms: [control, ...compared],
          ...(!pooled && { arm: canonicalText(compared[0]) }),
          covariates,
          complierMeans: false,
        })),
      );
    },
    example: { outcome: 'y', treatment: 'd', assignment: 'z', covariates: ['x', { factor: 'g' }] },
  },
  function* (options): Asking<Answer> {
    const a = askedOf(options);
    const { c } = a;
    const design = yield* instrumentDesign(a);
    const refuse = (...findings: Answer['findings']): Answer => ({ estimates: [], findings, exhibits: [] });
    const constant = constantOutcome(design.groups, c.outcome);
    if (constant) return refuse(constant);
    const names = design.instruments.map(({ name }) => name);
    const still = design.treatments.filter(({ name }) => isConstant(design.moments, name)).map(({ name }) => name);
    if (still.length > 0) return refuse(unmovedRefusal(still, names, true));
    const fit = fitOf(design);
    if ('unmoved' in fit) return refuse(unmovedRefusal(fit.unmoved, names, false));
    if (fit.stages.residualSumOfSquares <= leastLeft * comomentOf(design.moments, c.outcome, c.outcome))
      return refuse(determinedRefusal(c.outcome, a.treatments));
    const reply = { groups: design.groups, integer: design.source.integer };
    const [first, second, third] = design.groups.map((g) => g.key[0]);
    const { assignment } = a;
    const twoArms = assignment !== undefined && third === undefined && names.length === 1 && a.treatments.length === 1;
    const [effects, binary, treatmentsBinary, meansOf] = yield* all([
      effectsOf(fit, { kind: a.covariance, cluster: c.cluster, where: design.where }),
      binaryOutcome(reply, c.outcome, c.measure),
      all(design.treatments.map(({ name, expression }) => binaryOutcome(reply, name, expression))),
      complierMeans(
        {
          assignment: assignment ?? '',
          usage: design.treatments[0].expression,
          where: design.where,
          ...(c.cluster === undefined && { ddof: a.covariance === 'HC0' ? 0 : 1 }),
        },
        a.complierMeans && twoArms ? a.covariates : [],
      ),
    ]);
    if (effects.saturated > 0) return refuse(saturatedRefusal(effects.saturated, a.covariance, c.outcome));
    if (effects.determined) return refuse(singularRefusal(c.outcome, c.cluster));
    const compliers = treatmentsBinary[0] ? meansOf([first, second]) : [];
    const answer = answerOf({ asked: a, fit, effects, binary, treatmentsBinary, compliers, source: twoStageLeastSquares.source });
    return {
      ...answer,
      findings: [...answer.findings, ...freedomFindings(c, answer.estimates), ...adjustmentFindings(design.source, fit.stages.condition, c.outcome)],
    };
  },
);
