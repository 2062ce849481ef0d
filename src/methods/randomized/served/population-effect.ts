import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { sayNumber, saySigned } from '../../../estimate/say.ts';
import { canonicalText } from '../../../expressions/canonical-text.ts';
import { relativeEffect } from '../../../inference/relative.ts';
import { waldInference } from '../../../inference/wald.ts';
import { type ArmMean, welch } from '../../../inference/welch.ts';
import { usualLevel } from '../../../protocol/defaults.ts';
import { question } from '../../../protocol/question.ts';
import type { Asking } from '../../../relation/asking.ts';
import { type ServedAsked, type ServedOptions, servedAsked, servedOptionsOf, servedRecord } from './options.ts';
import { armRow, refused, servedSentence, servedUnit, weigh } from './weigh.ts';
import type { WeightedArm, WeightedArms } from './weighted-arms.ts';

export interface PopulationEffectOptions extends ServedOptions {
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** Default: every arm but control. */
  readonly treatments?: readonly (string | number | boolean)[];
  /** Level of each one-sided bound. */
  readonly boundsLevel?: number;
}

/**
 * Effect of assignment over all requests, though only served ones are labelled: difference of weighted means.
 *
 * Model   mean over all requests of each arm as `population-mean` has it; variances add where chances are logged, and share the serving model where they are
 *         estimated. t with Welch's df of the effective sample sizes. With every request served it is the intention-to-treat effect.
 * Shapes  as `population-mean`.
 * Units   outcome units; a share for binary outcomes.
 * Errors  arm-missing, and those of `population-mean`. Constant outcomes are refused.
 * Source  Horvitz & Thompson (1952), JASA 47; Lunceford & Davidian (2004), Statistics in Medicine 23; Welch (1947).
 */
export const populationEffect = question<PopulationEffectOptions>(
  {
    id: 'population-effect',
    title: 'Effect over all requests, by serving weights',
    source: 'Horvitz & Thompson (1952), JASA 47; Lunceford & Davidian (2004), Statistics in Medicine 23; Welch (1947)',
    docs: 'docs/methods/population-effect.md',
    label: 'as assigned, over all requests',
    rounds: { usual: 2, most: 3 },
    plan: (protocol) => {
      const { assignment, analysis } = protocol;
      if (!assignment) return [];
      const { column, control, treatments } = assignment;
      return servedOptionsOf(protocol).map((o) => ({ ...o, assignment: column, control, treatments, boundsLevel: analysis.guardrailLevel }));
    },
    example: { outcome: 'y', served: 'd', probability: 'p', contexts: ['x'], assignment: 'z', control: 0 },
  },
  function* (options): Asking<Answer> {
    const asked = servedAsked(options, options.assignment);
    const found = yield* weigh(asked);
    if ('kind' in found) return refused(asked, found);
    const control = indexOf(found, canonicalText(options.control), options);
    const named = options.treatments?.map(canonicalText) ?? found.arms.map(({ arm }) => arm).filter((arm) => arm !== found.arms[control].arm);
    if (named.length === 0) throw missing(found, `other than ${found.arms[control].arm}`, options);
    const treatments = named.map((arm) => indexOf(found, arm, options));
    if (found.arms.every((_, i) => found.covariance[i * found.arms.length + i] === 0))
      return { estimates: [], findings: [constant(asked, found)], exhibits: [] };
    const estimates = treatments.map((i) => effectOf(found, i, control, asked, options, treatments.length > 1));
    return { estimates, findings: estimates.map((e) => servedOnly(e, asked)), exhibits: [] };
  },
);

function indexOf(found: WeightedArms, arm: string, options: PopulationEffectOptions): number {
  const index = found.arms.findIndex((a) => a.arm === arm);
  if (index < 0) throw missing(found, arm, options);
  return index;
}

const missing = ({ arms }: WeightedArms, arm: string, { assignment }: PopulationEffectOptions): EstimandError =>
  new EstimandError('arm-missing', {
    column: assignment,
    arm,
    seen: arms.map((a) => a.arm),
    booleans: arms.some((a) => a.arm === 'true' || a.arm === 'false'),
  });

const constant = ({ outcome }: ServedAsked, { arms: [first] }: WeightedArms): Finding => ({
  check: 'constant-outcome',
  about: { column: outcome },
  verdict: 'refuse',
  says: `${outcome} is ${first.labelledMean} for every labelled request, so no effect on it can be estimated.`,
  mend: 'Check how the column is made, or take the outcome out of the study.',
});

interface Details {
  readonly arms: readonly object[];
  /** Difference of the labelled means. */
  readonly labelled: number;
}

function effectOf(found: WeightedArms, i: number, control: number, asked: ServedAsked, options: PopulationEffectOptions, several: boolean): Estimate<Details> {
  const k = found.arms.length;
  const [one, zero] = [found.arms[i], found.arms[control]];
  const variance = (a: number, b = a): number => found.covariance[a * k + b];
  const meanOf = (arm: WeightedArm, at: number): ArmMean => ({ n: Math.max(2, arm.effectiveSampleSize), mean: arm.mean, variance: variance(at) });
  const { value, df } = welch(meanOf(one, i), meanOf(zero, control));
  const standardError = Math.sqrt(variance(i) + variance(control) - 2 * variance(i, control));
  const reference = { kind: 't', df } as const;
  const levels = { level: asked.level, boundsLevel: options.boundsLevel ?? usualLevel };
  const relative = relativeEffect(
    { treatment: one.mean, control: zero.mean, treatmentVariance: variance(i), controlVariance: variance(control), covariance: variance(i, control) },
    reference,
    levels,
  );
  const { outcome } = asked;
  const says = `Average effect of assigning ${one.arm} rather than ${zero.arm} (${options.assignment}) on ${outcome} over all requests, served or not, if all had been served.`;
  return {
    id: `population-effect:${outcome}${several ? `:${one.arm}` : ''}`,
    role: options.role ?? 'primary',
    estimand: {
      contrast: { treatment: one.arm, control: zero.arm },
      population: 'all requests, served or not',
      outcome,
      unit: servedUnit(options, found.binary),
      says: servedSentence(options, says),
    },
    value,
    ...waldInference(value, standardError, reference, levels),
    sizes: {
      units: zero.requests + one.requests,
      perArm: { [zero.arm]: zero.requests, [one.arm]: one.requests },
      dropped: { [zero.arm]: zero.served - zero.labelled, [one.arm]: one.served - one.labelled },
    },
    ...(relative && { relative }),
    method: { id: 'population-effect', options: { ...servedRecord(asked), control: zero.arm, ...levels }, source: populationEffect.source },
    details: { arms: [armRow(zero), armRow(one)], labelled: one.labelledMean - zero.labelledMean },
  };
}

/** The effect among labelled requests alone, as a finding. */
function servedOnly({ id, value, standardError, details }: Estimate<Details>, { outcome }: ServedAsked): Finding {
  const says = `On ${outcome} the effect over all requests is ${saySigned(value)} (SE ${sayNumber(standardError!, 2)}), and among labelled requests alone ${saySigned(details!.labelled)}.`;
  return { check: 'served-only', about: { column: outcome, estimate: id }, verdict: 'pass', statistic: details!.labelled, says };
}
