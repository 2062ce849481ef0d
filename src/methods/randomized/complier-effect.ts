import { EstimandError } from '../../errors/estimand-error.ts';
import { type Answer, joinAnswers } from '../../estimate/answer.ts';
import type { Estimate, Interval } from '../../estimate/estimate.ts';
import { and, column, isKnown } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { binaryOutcome } from '../../inference/arms/binary.ts';
import { clusterKindOf } from '../../inference/arms/clustered/cluster-choice.ts';
import { freedomFindings } from '../../inference/arms/clustered/cluster-findings.ts';
import { inClusters, withKnownClusters } from '../../inference/arms/clustered/known-clusters.ts';
import { comparison } from '../../inference/arms/comparison.ts';
import {
  type Arms,
  type Contrast,
  type ContrastOptions,
  contrastOf,
  contrastRecord,
  contrastsOf,
  estimandOf,
  estimateId,
  sizesOf,
} from '../../inference/arms/contrast.ts';
import type { ClusterCovarianceKind } from '../../inference/clusters/cluster-kinds.ts';
import { deltaVariance, ratioSet } from '../../inference/ratio-set.ts';
import { quantileOf, upperTail } from '../../inference/wald.ts';
import { meanOf } from '../../moments/moments.ts';
import type { Covariate } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type Group, moments } from '../../relation/requests.ts';
import { type ComplierMean, complierExhibit, complierMeans } from '../arms/complier-means.ts';
import { clusteredPairs, type PairErrors, rowPairs } from '../arms/complier-pairs.ts';
import type { ComplierDetails } from './complier-details.ts';
import { complierFindings } from './complier-findings.ts';
import { usagePValues } from './usage-falls.ts';

export interface ComplierEffectOptions extends ContrastOptions {
  /** Column that says who used the feature, 0 or 1. */
  readonly usage: string;
  /** Divisor of each arm's (co)variance: n (HC0) or n - 1 (HC2, default). With a cluster CR2 (default), CR1 or CR0. */
  readonly covariance?: 'HC0' | 'HC2' | ClusterCovarianceKind;
  /** Whose means among compliers are shown. */
  readonly covariates?: readonly Covariate[];
  /** Of the permutation of clusters that tells whether usage falls. Default: 1. */
  readonly seed?: number;
}

/** Rows of the effect: those with an outcome, in a cluster where these are named. */
function ofTheEffect(c: Contrast): Expression {
  const known = isKnown(c.measure);
  const { where } = inClusters(c);
  return where ? and(where, known) : known;
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
 * Source  Angrist, Imbens & Rubin (1996); Anderson & Rubin (1949). Parity: linearmodels IV2SLS (HC0), estimatr iv_robust (HC2, CR2).
 */
export const complierEffect = question<ComplierEffectOptions>(
  {
    id: 'complier-effect',
    title: 'Complier effect of usage, assignment as instrument',
    source: 'Angrist, Imbens & Rubin (1996), JASA 91; Anderson & Rubin (1949)',
    docs: 'docs/methods/complier-effect.md',
    label: 'of use, among compliers',
    interval: 'set',
    rounds: { usual: 1, most: 2 },
    clusteredRounds: { usual: 2, most: 4 },
    plan: (protocol) => {
      const { usage, blocks, cluster, analysis } = protocol;
      // Within blocks assignment is an instrument only beside them: two-stage least squares takes them in.
      return usage === undefined || blocks !== undefined
        ? []
        : contrastsOf(protocol, (o) => o.role === 'primary').map((o) => ({
            ...o,
            role: 'secondary',
            usage,
            covariates: protocol.covariates,
            ...(cluster !== undefined && { seed: analysis.seed }),
          }));
    },
    example: { outcome: 'y', assignment: 'z', control: 0, usage: 'd', covariates: ['x', { factor: 'g' }] },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf(options);
    const { usage, covariates = [] } = options;
    const clustered = clusterKindOf(c.cluster, options.covariance);
    const asked = { [c.outcome]: c.measure, [usageColumn]: column(usage) };
    const ddof = options.covariance === 'HC0' ? 0 : 1;
    const [reply, meansOf] = yield* all([
      withKnownClusters(c, ask(moments({ columns: asked, by: [c.assignment], ...inClusters(c) }))),
      complierMeans({ assignment: c.assignment, usage: column(usage), where: ofTheEffect(c), ...(!clustered && { ddof }) }, covariates),
    ]);
    const [compared, usedOrNot] = yield* all([comparison(reply, c), binaryOutcome(reply, usageColumn, column(usage))]);
    if (!usedOrNot) throw new EstimandError('usage-not-binary', { column: usage });
    if ('refused' in compared) return compared.refused;
    const { arms, groups, binary } = compared;
    const use = { name: usageColumn, column: usage };
    const pairs = clustered ? yield* clusteredPairs({ c, groups, kind: clustered, usage: use }) : rowPairs(groups, c.outcome, usageColumn, ddof);
    const pValues = yield* usagePValues(groups, { c, usage: use, seed: options.seed ?? 1 });
    const covariance = clustered ?? options.covariance ?? 'HC2';
    const answers = arms.treatments.map((arm, i) =>
      contrastWith(arm, arms, c, { usage, pValue: pValues[i], covariance, binary, means: meansOf([c.control, arm.key[0]]), ...pairs[i] }),
    );
    return joinAnswers(answers);
  },
);

interface Compared extends PairErrors {
  readonly usage: string;
  readonly pValue: number;
  readonly covariance: string;
  readonly binary: boolean;
  readonly means: readonly ComplierMean[];
}

function contrastWith(arm: Group, arms: Arms, c: Contrast, { usage, pValue, covariance, binary, means, pair, df, clusters, together }: Compared): Answer {
  const id = estimateId('complier-effect', c, arm.key[0], arms);
  const about = { estimate: id, usage, treatment: arm.key[0], control: c.control, pValue };
  if (pair.denominator === 0) return { estimates: [], findings: complierFindings(about, undefined, undefined), exhibits: [] };

  const reference = { kind: 't', df } as const;
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
    ...(clusters && { clusters, df }),
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
    sizes: sizesOf([arms.control, arm], clusters, together),
    method: { id: 'complier-effect', options: { ...contrastRecord(c), usage, covariance, interval: 'anderson-rubin' }, source: complierEffect.source },
    details,
  };
  return {
    estimates: [estimate],
    findings: [...complierFindings(about, details, interval), ...freedomFindings(c, [estimate])],
    exhibits: means.length > 0 ? [complierExhibit(id, arm.key[0], means)] : [],
  };
}
