import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import { joinAnswers } from '../../../estimate/answer.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import { column, isKnown } from '../../../expressions/build.ts';
import { freedomFindings } from '../../../inference/arms/clustered/cluster-findings.ts';
import { amongClusters } from '../../../inference/arms/clustered/count-clusters.ts';
import { question } from '../../../protocol/question.ts';
import { type Asking, all } from '../../../relation/asking.ts';
import { controlledEffect } from './effects.ts';
import { mediatorIgnorability } from './findings.ts';
import { type MediatedArms, mediatedArms } from './mediated-arms.ts';
import { estimateBase, waldOf } from './mediation-estimates.ts';
import { type Mediated, type MediatedOptions, mediatedOf, mediatedOutcomes } from './options.ts';

export interface ControlledDirectOptions extends MediatedOptions {
  /** Columns after assignment that come before the mediators and may move both them and the outcome. */
  readonly intermediates?: readonly string[];
  /** The values that the mediators are held at, one each. Default: 0 and 1 of a mediator that holds nothing else, else the adjusted means of control. */
  readonly at?: readonly number[];
}

/**
 * The effect of assignment with the mediators held at the same values for everybody.
 *
 * Model   sequential g-estimation in each arm: regress the outcome on mediators, intermediates and covariates; take off what mediators add to it beyond
 *         the values held; compare what is left between arms, adjusted for the covariates alone. Slopes may differ between arms. Stacked sandwich of
 *         both steps, as for the natural effects.
 * Shapes  one `Moments` an arm over [outcome, mediators, intermediates, covariates], then one more scan for the variances.
 * Units   outcome units.
 * Errors  those of the natural effects; option-invalid when `at` does not give one number a mediator.
 * Source  Vansteelandt (2009), Epidemiology 20; Acharya, Blackwell & Sen (2016), American Political Science Review 110.
 */
export const controlledDirect = question<ControlledDirectOptions>(
  {
    id: 'controlled-direct',
    title: 'Controlled direct effect by sequential g-estimation',
    source: 'Vansteelandt (2009), Epidemiology 20; Acharya, Blackwell & Sen (2016), American Political Science Review 110',
    docs: 'docs/methods/controlled-direct.md',
    rounds: { usual: 2, most: 3 },
    // Each mediator by itself, with those before it as intermediates.
    plan: (protocol) =>
      mediatedOutcomes(protocol).flatMap((o) =>
        o.mediators.map((name, i) => ({ ...o, mediators: [name], ...(i > 0 && { intermediates: o.mediators.slice(0, i) }) })),
      ),
    example: { outcome: 'y', assignment: 'z', control: 0, mediators: ['d'], covariates: ['x'] },
  },
  function* (options): Asking<Answer> {
    const o = mediatedOf(options, options.intermediates);
    const at = expectValues(options.at, o);
    const counted = [o.c.measure, ...[...o.mediators, ...o.intermediates].map(column)].map(isKnown).reduce((left, right) => ({ op: 'and', left, right }));
    return yield* amongClusters(o.c, counted, held(o, at), 'looked at with its mediator held');
  },
);

function* held(o: Mediated, at: readonly number[] | undefined): Asking<Answer> {
  const found = yield* mediatedArms(o, 'all-arms', () => all([]));
  if ('refused' in found) return found.refused;
  const [binary] = found.binaryMediators;
  const values = at ? [at] : o.mediators.length === 1 && binary ? [[0], [1]] : [undefined];
  const answers = found.arms.treatments.map((_, i): Answer => {
    const estimates = values.map((each) => estimateAt(o, found, i + 1, each));
    return { estimates, findings: [mediatorIgnorability(o, estimates[0].id), ...freedomFindings(o.c, [estimates[0]])], exhibits: [] };
  });
  return joinAnswers([...answers, { estimates: [], findings: found.findings, exhibits: [] }]);
}

function estimateAt(o: Mediated, m: MediatedArms, arm: number, at: readonly number[] | undefined): Estimate {
  const { c, mediators } = o;
  const control = m.models.arms[0].adjusted;
  const values = Object.fromEntries(mediators.map((name, j) => [name, at?.[j] ?? control[1 + j]]));
  const where = mediators.map((name, j) => (at ? `${name} held at ${at[j]}` : `${name} held at its mean under ${c.control}`)).join(' and ');
  const base = estimateBase(o, m, arm, { id: controlledDirect.id, source: controlledDirect.source });
  const found = base(
    'controlled-direct',
    `Average effect of assigning ${m.models.arms[arm].arm} rather than ${c.control} (${c.assignment}) on ${c.outcome}, with ${where} for every unit.`,
  );
  return {
    ...found,
    id: at ? `${found.id}@${at.join('+')}` : found.id,
    ...waldOf(m, controlledEffect(m.models, arm, at), o),
    method: { ...found.method, options: { ...found.method.options, ...(at && { at }) } },
    details: { held: values },
  };
}

/** Errors  option-invalid. */
function expectValues(at: readonly number[] | undefined, { mediators }: Mediated): readonly number[] | undefined {
  if (at === undefined || (at.length === mediators.length && at.every(Number.isFinite))) return at;
  throw new EstimandError('option-invalid', { option: 'at', found: at.join(', '), asked: `one number for each of ${mediators.join(', ')}` });
}
