import type { Estimate } from '../estimate/estimate.ts';
import type { Exhibit } from '../estimate/exhibit.ts';
import type { Finding, Verdict } from '../estimate/finding.ts';
import type { GuardrailVerdict, OutcomeEcho, StudyResult } from '../study/result.ts';

/** The estimate of that id. An id that nobody wrote is a bug of the caller, never a dash in a report. */
export function estimateById(result: StudyResult, id: string): Estimate {
  const found = result.estimates.find((e) => e.id === id);
  if (!found) throw new Error(`The result names the estimate "${id}" but does not hold it; it holds ${result.estimates.map((e) => e.id).join(', ')}.`);
  return found;
}

export function headlineOf(result: StudyResult, outcome: OutcomeEcho): Estimate | undefined {
  return outcome.headline === undefined ? undefined : estimateById(result, outcome.headline);
}

/** Why an outcome has no estimate. */
export function refusalOf(result: StudyResult, outcome: OutcomeEcho): string {
  const finding = result.findings.find((f) => f.verdict === 'refuse' && (f.about.column === outcome.name || f.about.estimate === outcome.name));
  return finding?.says ?? 'No method of this study gave an estimate for it.';
}

export function guardrailOf(result: StudyResult, outcome: OutcomeEcho): GuardrailVerdict | undefined {
  return result.decision.guardrails.find((g) => g.outcome === outcome.name);
}

/** The net value per unit, when outcomes have values. */
export function netValueOf(result: StudyResult): Estimate | undefined {
  const { netValue } = result.decision;
  return netValue === undefined ? undefined : estimateById(result, netValue);
}

export function primaryOf(result: StudyResult): OutcomeEcho | undefined {
  return result.study.outcomes.find((o) => o.role === 'primary');
}

export function contrastOnly(result: StudyResult): readonly Estimate[] {
  return result.estimates.filter((e) => e.role === 'contrast-only');
}

/** Neither a headline, nor the net value, nor shown only for contrast: other arms, complier effects, segments. */
export function otherEstimates(result: StudyResult): readonly Estimate[] {
  const spoken = new Set([...result.study.outcomes.map((o) => o.headline), netValueOf(result)?.id]);
  return result.estimates.filter((e) => e.role !== 'contrast-only' && !spoken.has(e.id));
}

export function findingsOf(result: StudyResult, verdict: Verdict): readonly Finding[] {
  return result.findings.filter((f) => f.verdict === verdict);
}

/** The arms cannot be compared, whatever the estimates say. */
export function identificationFails(result: StudyResult): boolean {
  return result.findings.some((f) => f.identification && f.verdict === 'fail');
}

export function flowOf(result: StudyResult): Exhibit | undefined {
  return result.exhibits.find((e) => e.kind === 'flow');
}

/** Units behind the primary effect. */
export function analysedUnits(result: StudyResult): number | undefined {
  const primary = primaryOf(result);
  return (primary ? headlineOf(result, primary) : undefined)?.sizes.units;
}
