import { EstimandError } from '../../errors/estimand-error.ts';
import { type Answer, joinAnswers } from '../../estimate/answer.ts';
import type { Estimate, Interval } from '../../estimate/estimate.ts';
import { column } from '../../expressions/build.ts';
import { deltaVariance, ratioSet } from '../../inference/ratio-set.ts';
import { quantileOf, upperTail } from '../../inference/wald.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { binaryOutcome } from './binary.ts';
import { comparison } from './comparison.ts';
import type { ComplierDetails } from './complier-details.ts';
import { complierFindings } from './complier-findings.ts';
import { armPair, type ComplierMean, complierExhibit, complierMeans } from './complier-means.ts';
import { type Arms, type Contrast, type ContrastOptions, contrastOf, contrastsOf, echoOf, estimandOf, estimateId, sizesOf } from './contrast.ts';

export interface ComplierEffectOptions extends ContrastOptions {
  /** Column that says who used the feature, 0 or 1. */
  readonly usage: string;
  /** Divisor of each arm's (co)variance: n (HC0) or n - 1 (HC2, default). */
  readonly covariance?: 'HC0' | 'HC2';
  /** Whose means among compliers are shown. */
  readonly covariates?: readonly Covariate[];
}

/** Not the name of any outcome. */
const usageColumn = 'estimand:usage';

/**
 * Effect of using the feature among compliers, with assignment as the instrument.
 *
 * Model   Wald ratio of the effects of assignment on outcome and on usage. Delta-method standard error, equal to robust 2SLS. The interval
 *         is the Anderson-Rubin set with the same robust covariance: it keeps its level however weak the first stage, and may be
 *         an interval, two rays, the whole line or empty. Assumes that assignment acts only through usage and turns nobody away from it.
 * Shapes  one `Moments` an arm over [outcome, usage]; units with both known.
 * Units   outcome units per unit of usage.
 * Errors  arm-missing, arm-too-small, usage-not-binary. Refused when usage does not differ between arms at all.
 * Source  Angrist, Imbens & Rubin (1996); Anderson & Rubin (1949). Parity: linearmodels IV2SLS (HC0), estimatr iv_robust (HC2).
 */
export const complierEffect = question<ComplierEffectOptions>(
  {
    id: 'complier-effect',
    title: 'Complier effect of usage, assignment as instrument',
    source: 'Angrist, Imbens & Rubin (1996), JASA 91; Anderson & Rubin (1949)',
    docs: 'docs/methods/complier-effect.md',
    rounds: { usual: 1, most: 2 },
    plan: (protocol) => {
      const { usage } = protocol;
      return usage === undefined ? [] : contrastsOf(protocol, (o) => o.role === 'primary').map((o) => ({ ...o, role: 'secondary', usage, covariates: protocol.covariates }));
    },
    example: { outcome: 'y', assignment: 'z', control: 0, usage: 'd', covariates: ['x', { factor: 'g' }] },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    const { usage, covariance = 'HC2', covariates = [] } = options;
    const [reply, meansOf] = yield* all([
      ask(moments({ columns: { [c.outcome]: c.measure, [usageColumn]: column(usage) }, by: [c.assignment] })),
      complierMeans({ assignment: c.assignment, usage: column(usage), ddof: covariance === 'HC2' ? 1 : 0 }, covariates),
    ]);
    const [compared, usedOrNot] = yield* all([comparison(reply, c), binaryOutcome(reply, usageColumn, column(usage))]);
    if (!usedOrNot) throw new EstimandError('usage-not-binary', { column: usage });
    if ('refused' in compared) return compared.refused;
    const { arms, binary } = compared;
    const answers = arms.treatments.map((arm) => contrastWith(arm, arms, c, usage, covariance, binary, meansOf([c.control, arm.key[0]])));
    return joinAnswers(answers);
  },
);

function contrastWith(arm: Group, arms: Arms, c: Contrast, usage: string, covariance: 'HC0' | 'HC2', binary: boolean, means: readonly ComplierMean[]): Answer {
  const pair = armPair(arm.moments, arms.control.moments, c.outcome, usageColumn, covariance === 'HC2' ? 1 : 0);
  const id = estimateId('complier-effect', c, arm.key[0], arms);
  const about = { estimate: id, usage, treatment: arm.key[0], control: c.control };
  if (pair.denominator === 0) return { estimates: [], findings: complierFindings(about, undefined, undefined), exhibits: [] };

  const units = arm.moments.n + arms.control.moments.n;
  const reference = { kind: 't', df: units - 2 } as const;
  const critical = quantileOf(reference, (1 + c.level) / 2);
  const interval: Interval = { pieces: ratioSet(pair, critical), level: c.level, side: 'two-sided', kind: 'pointwise', reference };
  const value = pair.numerator / pair.denominator;
  const standardError = Math.sqrt(deltaVariance(pair));
  // Under "no effect" the Anderson-Rubin test is the test of the intention-to-treat effect.
  const statistic = pair.numerator / Math.sqrt(pair.numeratorVariance);
  const details: ComplierDetails = {
    intentionToTreat: pair.numerator,
    firstStage: pair.denominator,
    firstStageStandardError: Math.sqrt(pair.denominatorVariance),
    ...(pair.denominatorVariance > 0 && { firstStageF: pair.denominator ** 2 / pair.denominatorVariance }),
    usage: [arms.control, arm].map((g) => ({ arm: g.key[0], share: meanOf(g.moments, usageColumn) })),
    wald: { low: value - critical * standardError, high: value + critical * standardError },
    ...(means.length > 0 && { compliers: means }),
  };
  const estimate: Estimate<ComplierDetails> = {
    id,
    role: c.role,
    estimand: estimandOf(
      c,
      arm.key[0],
      binary,
      `Average effect of ${usage} on ${c.outcome} among compliers: the units that use it when assigned ${arm.key[0]} and would not when assigned ${c.control}.`,
      'compliers',
    ),
    value,
    standardError,
    interval,
    ...(pair.numeratorVariance > 0 && {
      test: { null: 0, alternative: 'two-sided', statistic, pValue: Math.min(1, 2 * upperTail(reference, Math.abs(statistic))) },
    }),
    sizes: sizesOf([arms.control, arm]),
    method: { id: 'complier-effect', options: { ...echoOf(c), usage, covariance, interval: 'anderson-rubin' }, source: complierEffect.source },
    details,
  };
  return { estimates: [estimate], findings: complierFindings(about, details, interval), exhibits: means.length > 0 ? [complierExhibit(id, arm.key[0], means)] : [] };
}
