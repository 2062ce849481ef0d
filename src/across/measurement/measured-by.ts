import type { Answer } from '../../estimate/answer.ts';
import type { Expression } from '../../expressions/expression.ts';
import type { Levels } from '../../inference/wald.ts';
import type { Asking } from '../../relation/asking.ts';
import { auditFindings } from './audit-findings.ts';
import { type Measurement, measurement } from './measurement.ts';
import type { MeasurementOptions } from './options.ts';
import { auditLevels, underAudit } from './small-audit.ts';

/** Any method, told what its outcome is made of and at which levels it is to answer. */
export type AskMeasured = (asked: Levels & { readonly measure: Expression }) => Asking<Answer>;

/**
 * Any method on an outcome that a judge scores and people audit.
 *
 * Model   the measure of `measurement` in the place of the outcome; the method is asked at the levels whose normal quantiles are the t quantiles of the audit's
 *         degrees of freedom (Welch and Satterthwaite over audits and judged units of both arms), and answers under the levels wanted.
 * Shapes  one round, then those of the method.
 * Errors  those of `measurement` and of the method; what cannot be measured is a refusal.
 * Source  as `measurement`.
 */
export function* measuredBy(options: MeasurementOptions & Levels, ask: AskMeasured): Asking<Answer> {
  const { level, boundsLevel, ...o } = options;
  const found = yield* measurement(o);
  if ('refused' in found) return { estimates: [], findings: [found.refused], exhibits: [] };
  const { measure, df } = found;
  const details = auditDetails(found);
  const answer = yield* ask({ measure, ...auditLevels({ level, boundsLevel }, df) });
  return {
    estimates: answer.estimates.map((e) => underAudit(e, { level, boundsLevel }, df)).map((e) => ({ ...e, details: { ...e.details, measured: details } })),
    findings: [...auditFindings(found), ...answer.findings],
    exhibits: answer.exhibits,
  };
}

/** What an estimate of a measured outcome rests on. */
export function auditDetails({ arms, df, inBlocks, options }: Measurement): object {
  return limited({
    ...declared(options),
    df,
    arms: arms.map(({ arm, units, audited, mean, slopes, rectifier, judgeVariance, auditVariance }) => ({
      arm,
      units,
      audited,
      mean,
      ...slopesByName(slopes),
      rectifier,
      judgeVariance,
      auditVariance,
    })),
    ...(inBlocks && { inBlocks }),
  });
}

/** How it was declared to be measured. */
export const declared = ({ judges, human, by, version, rubric }: Measurement['options']): object => ({
  by,
  judges,
  human,
  ...(version !== undefined && { version }),
  ...(rubric !== undefined && { rubric }),
});

export const slopesByName = (slopes: Readonly<Record<string, number>>): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(slopes).map(([name, slope]) => [`weight of ${name}`, slope]));

/** Without degrees of freedom that are unlimited, as they are where no label can err. */
function limited(found: object): object {
  const of = (value: unknown): unknown => (Array.isArray(value) ? value.map(of) : typeof value === 'object' && value !== null ? limited(value) : value);
  return Object.fromEntries(Object.entries(found).flatMap(([name, value]) => (value === Infinity ? [] : [[name, of(value)]])));
}
