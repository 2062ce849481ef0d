import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate, Reference } from '../../../estimate/estimate.ts';
import type { Exhibit } from '../../../estimate/exhibit.ts';
import { waldInference } from '../../../inference/wald.ts';
import { question } from '../../../protocol/question.ts';
import type { Asking } from '../../../relation/asking.ts';
import { type ServedAsked, type ServedOptions, servedAsked, servedOptionsOf, servedRecord } from './options.ts';
import { servedFindings } from './served-findings.ts';
import { armRow, refused, servedSentence, servedUnit, weigh } from './weigh.ts';
import type { WeightedArm, WeightedArms } from './weighted-arms.ts';

export interface PopulationMeanOptions extends ServedOptions {
  /** Column of the arm: a mean for each. Without it one over all requests. */
  readonly assignment?: string;
}

/**
 * Mean of an outcome over all requests, though only served ones are labelled: each label counts for one over its chance to be served.
 *
 * Model   Hajek's weighted mean; variance from its influence, sum of w^2 (y - mean)^2 / (sum of w)^2 times n / (n - 1), t with effective sample size - 1 df.
 *         Requests less likely to be served than every label add the variance they would have (`unseenVariance`). Without a logged chance: a logistic regression of being labelled on contexts, periods and arms, whose error is stacked. With a logged chance
 *         and numeric contexts also augmented by a regression of the outcome on these (AIPW). The mean of labels stands beside it, for contrast only.
 * Shapes  logged: moments by arm, two rounds. Estimated: rows, one round.
 * Units   outcome units; a share for binary outcomes.
 * Errors  served-not-binary, served-nobody, served-chance-invalid, option-invalid. Refused where no serving model can be fitted.
 * Source  Horvitz & Thompson (1952), JASA 47; Hajek (1971); Robins, Rotnitzky & Zhao (1994), JASA 89; Lunceford & Davidian (2004), Statistics in Medicine 23.
 */
export const populationMean = question<PopulationMeanOptions>(
  {
    id: 'population-mean',
    title: 'Mean over all requests, by serving weights',
    source:
      'Horvitz & Thompson (1952), JASA 47; Hajek (1971); Robins, Rotnitzky & Zhao (1994), JASA 89; Lunceford & Davidian (2004), Statistics in Medicine 23',
    docs: 'docs/methods/population-mean.md',
    rounds: { usual: 2, most: 3 },
    plan: (protocol) =>
      servedOptionsOf(protocol).map((o) => ({ ...o, role: 'secondary', ...(protocol.assignment && { assignment: protocol.assignment.column }) })),
    example: { outcome: 'y', served: 'd', probability: 'p', contexts: ['x'] },
  },
  function* (options): Asking<Answer> {
    const asked = servedAsked(options, options.assignment);
    const found = yield* weigh(asked);
    if ('kind' in found) return refused(asked, found);
    const means = found.arms.map((arm, i) => estimatesOf(arm, found.covariance[i * found.arms.length + i], found, asked, options));
    return { estimates: means.flat(), findings: servedFindings(found, asked, means[0][0].id), exhibits: [tableOf(found, asked)] };
  },
);

function estimatesOf(arm: WeightedArm, variance: number, { binary }: WeightedArms, asked: ServedAsked, options: ServedOptions): readonly Estimate[] {
  const { outcome, assignment, served } = asked;
  const id = `population-mean:${outcome}${assignment === undefined ? '' : `:${arm.arm}`}`;
  const whose = assignment === undefined ? 'all requests' : `all requests of arm ${arm.arm} (${assignment})`;
  const one = (suffix: string, population: string, says: string, value: number, v: number, df: number, more: Partial<Estimate>): Estimate => {
    const reference: Reference = { kind: 't', df: Math.max(1, df) };
    const { standardError, interval } = waldInference(value, Math.sqrt(v), reference, { level: asked.level, boundsLevel: asked.level });
    return {
      id: `${id}${suffix}`,
      role: options.role ?? 'primary',
      estimand: {
        contrast: { treatment: arm.arm, control: 'none' },
        of: 'mean',
        population,
        outcome,
        unit: servedUnit(options, binary),
        says: servedSentence(options, says),
      },
      value,
      standardError,
      interval,
      sizes: { units: arm.requests, perArm: { [arm.arm]: arm.requests }, dropped: { [arm.arm]: arm.served - arm.labelled } },
      method: { id: 'population-mean', options: servedRecord(asked), source: populationMean.source },
      ...more,
    };
  };
  const size = arm.effectiveSampleSize - 1;
  const says = `Mean of ${outcome} over ${whose}, served or not, if all had been served.`;
  return [
    one('', whose, says, arm.mean, variance, size, { details: armRow(arm) }),
    ...(arm.augmented
      ? [one(':augmented', whose, `${says} By weights and a regression on contexts.`, arm.augmented.mean, arm.augmented.variance, size, { role: 'secondary' })]
      : []),
    one(
      ':labelled',
      `requests with ${served} only`,
      `Mean of ${outcome} over the labelled of ${whose}: not one over all of them.`,
      arm.labelledMean,
      arm.labelledVariance,
      arm.labelled - 1,
      {
        role: 'contrast-only',
      },
    ),
  ];
}

function tableOf({ arms, covariance }: WeightedArms, { outcome }: ServedAsked): Exhibit {
  const says = arms
    .map((a) => `${outcome} is ${Number(a.mean.toPrecision(4))} over ${a.arm}, and ${Number(a.labelledMean.toPrecision(4))} over those labelled`)
    .join('; ');
  return {
    id: `population-mean-${outcome}`,
    title: `${outcome}: all requests and labelled ones`,
    kind: 'table',
    says: `${says}.`,
    alt: `${says}.`,
    columns: {
      arm: arms.map((a) => a.arm),
      requests: arms.map((a) => a.requests),
      labelled: arms.map((a) => a.labelled),
      weightedMean: arms.map((a) => a.mean),
      standardError: arms.map((_, i) => Math.sqrt(covariance[i * arms.length + i])),
      labelledMean: arms.map((a) => a.labelledMean),
      effectiveSampleSize: arms.map((a) => a.effectiveSampleSize),
      largestWeight: arms.map((a) => a.largestWeight),
    },
  };
}
