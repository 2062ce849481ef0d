import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate, Interval } from '../../../estimate/estimate.ts';
import type { Exhibit } from '../../../estimate/exhibit.ts';
import { sayShare } from '../../../estimate/say.ts';
import { andersonRubinSet, andersonRubinTest } from '../../../inference/anderson-rubin/anderson-rubin.ts';
import { sizesOf } from '../../../inference/arms/contrast.ts';
import { waldInference } from '../../../inference/wald.ts';
import { type ComplierMean, complierExhibit } from '../complier-means.ts';
import type { TwoStageDetails } from './details.ts';
import type { TwoStageEffects } from './effects.ts';
import { singularRefusal, twoStageFindings } from './findings.ts';
import type { FirstStage } from './first-stage.ts';
import type { Fit } from './fit.ts';
import { type TwoStageAsked, twoStageRecord } from './options.ts';

interface Known {
  readonly asked: TwoStageAsked;
  readonly fit: Fit;
  readonly effects: TwoStageEffects;
  readonly binary: boolean;
  readonly treatmentsBinary: readonly boolean[];
  readonly compliers: readonly ComplierMean[];
  readonly source: string;
}

/** One estimate for each treatment, with its findings. */
export function answerOf(known: Known): Answer {
  const answers = known.asked.treatments.map((_, j) => answerFor(known, j));
  const refused = answers.find((a) => a.estimates.length === 0);
  return (
    refused ?? { estimates: answers.flatMap((a) => a.estimates), findings: answers.flatMap((a) => a.findings), exhibits: answers.flatMap((a) => a.exhibits) }
  );
}

function answerFor(known: Known, j: number): Answer {
  const { asked: a, fit, effects, compliers } = known;
  const { c } = a;
  const treatment = a.treatments[j];
  const whose = a.arm ?? (a.treatments.length > 1 ? treatment : undefined);
  const id = `two-stage-least-squares:${c.outcome}${whose === undefined ? '' : `:${whose}`}`;
  const value = fit.stages.coefficients[j + 1];
  const p = a.treatments.length;
  const reference = { kind: 't', df: effects.wald.df[j] } as const;
  const standardError = Math.sqrt(Math.max(0, effects.wald.matrix[j * (p + 1)]));
  const wald = waldInference(value, standardError, reference, c);
  const { andersonRubin: ar } = effects;
  const pieces = ar && andersonRubinSet(ar, c.level);
  if (ar && !pieces) return { estimates: [], findings: [singularRefusal(c.outcome, c.cluster)], exhibits: [] };
  const interval: Interval = ar && pieces ? { ...wald.interval, pieces, reference: { kind: 't', df: ar.df } } : wald.interval;
  const test = ar ? andersonRubinTest(ar) : wald.test;
  const [piece] = wald.interval.pieces;
  const details: TwoStageDetails = {
    wald: { low: piece.low!, high: piece.high!, df: reference.df, ...(wald.test && { pValue: wald.test.pValue }) },
    interval: ar ? 'anderson-rubin' : 'wald',
    df: ar ? ar.df : reference.df,
    firstStage: effects.firstStages[j],
    ...(effects.overIdentification && { overIdentification: effects.overIdentification }),
    ...(effects.endogeneity && { endogeneity: effects.endogeneity }),
    coefficients: fit.stages.names.map((name, i) => ({ name, value: fit.stages.coefficients[i] })),
    residualDeviation: Math.sqrt(fit.stages.residualSumOfSquares / fit.stages.dfResidual),
    ...(compliers.length > 0 && { compliers }),
  };
  const instruments = fit.design.instruments.map(({ name }) => name);
  const estimate: Estimate<TwoStageDetails> = {
    id,
    role: c.role,
    estimand: estimandOf(known, j),
    value,
    standardError,
    interval,
    ...(!ar && { bounds: wald.bounds }),
    ...(test && { test }),
    sizes: { ...sizesOf(fit.design.groups), ...(effects.wald.clusters !== undefined && { clusters: effects.wald.clusters }) },
    method: { id: 'two-stage-least-squares', options: { ...twoStageRecord(a), interval: details.interval }, source: known.source },
    details,
  };
  const about = { estimate: id, outcome: c.outcome, treatment, instruments, byAssignment: a.assignment !== undefined && a.instruments.length === 0 };
  return {
    estimates: [estimate],
    findings: twoStageFindings(about, details, interval),
    exhibits: [firstStageExhibit(id, effects.firstStages[j]), ...(compliers.length > 0 ? [complierExhibit(id, treatment, compliers)] : [])],
  };
}

function estimandOf({ asked: { c, treatments, assignment, arm, instruments: others }, fit, binary, treatmentsBinary }: Known, j: number): Estimate['estimand'] {
  const treatment = treatments[j];
  const { instruments, covariates } = fit.design;
  const zeroOne = treatmentsBinary[j];
  const named = assignment !== undefined && others.length === 0 ? assignment : instruments.map(({ name }) => name).join(', ');
  const by = arm === undefined ? named : `${named} (arm ${arm})`;
  const given = covariates.length > 0 ? `, given ${covariates.map(({ name }) => name).join(', ')}` : '';
  return {
    contrast: zeroOne ? { treatment: `${treatment} = 1`, control: `${treatment} = 0` } : { treatment: `${treatment} + 1`, control: treatment },
    population: zeroOne ? 'compliers' : 'units that the instruments move',
    outcome: c.outcome,
    unit: c.unit ?? (binary ? { kind: 'share' } : { kind: 'plain' }),
    says: zeroOne
      ? `Average effect of ${treatment} on ${c.outcome} among compliers: the units whose ${treatment} is decided by ${by}${given}.`
      : `Average effect of one more ${treatment} on ${c.outcome}, among units whose ${treatment} is moved by ${by}, by how much it is moved${given}.`,
  };
}

function firstStageExhibit(id: string, { treatment, effects, partialR2, effectiveF, robustF }: FirstStage): Exhibit {
  const f = effectiveF?.value ?? robustF?.statistic;
  const says = `The instruments explain ${sayShare(partialR2)} of ${treatment}${f === undefined ? '' : ` (F = ${f.toFixed(1)})`}.`;
  return {
    id: `first-stage:${id}`,
    title: `What moves ${treatment}`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      instrument: effects.map((x) => x.instrument),
      'effect on treatment': effects.map((x) => x.value),
      'standard error': effects.map((x) => x.standardError),
    },
  };
}
