import type { Estimate, Role } from '../estimate/estimate.ts';
import type { Exhibit } from '../estimate/exhibit.ts';
import type { Finding, Verdict } from '../estimate/finding.ts';
import { stanceOf } from '../protocol/verdicts.ts';
import type { Argument, GuardrailVerdict, OutcomeWords, Reason, StudyResult } from '../study/result.ts';

/** The estimate of that id. An id that is not in the result is a bug of the caller, so it throws. */
export function estimateById(result: StudyResult, id: string): Estimate {
  const found = result.estimates.find((e) => e.id === id);
  if (!found) throw new Error(`The result names the estimate "${id}" but does not hold it; it holds ${result.estimates.map((e) => e.id).join(', ')}.`);
  return found;
}

export function headlineEstimate(result: StudyResult, outcome: OutcomeWords): Estimate | undefined {
  return outcome.headline === undefined ? undefined : estimateById(result, outcome.headline);
}

/** Why an outcome has no estimate. */
export function refusalOf(result: StudyResult, outcome: OutcomeWords): string {
  const finding = result.findings.find((f) => f.verdict === 'refuse' && (f.about.column === outcome.name || f.about.estimate === outcome.name));
  return finding?.says ?? 'No method of this study gave an estimate for it.';
}

/** The argument of the decision: one, or one for each of several arms. */
export function argumentsOf({ decision }: StudyResult): readonly (Argument & { readonly arm?: string })[] {
  return decision.arms ?? [decision];
}

/** Every guardrail, of every arm. */
export function guardrailsOf(result: StudyResult): readonly GuardrailVerdict[] {
  return argumentsOf(result).flatMap((argument) => argument.guardrails);
}

export function guardrailOf(result: StudyResult, outcome: OutcomeWords): GuardrailVerdict | undefined {
  return guardrailsOf(result).find((g) => g.outcome === outcome.name && g.arm === outcome.arm);
}

/** The net value per unit of the arm that the decision is about, when outcomes have values. */
export function netValueEstimate(result: StudyResult): Estimate | undefined {
  const { netValue } = result.decision;
  return netValue === undefined ? undefined : estimateById(result, netValue);
}

/** The net value of every arm. */
export function netValuesOf(result: StudyResult): readonly { readonly arm: string | undefined; readonly estimate: Estimate }[] {
  return argumentsOf(result).flatMap(({ netValue, arm }) => (netValue === undefined ? [] : [{ arm, estimate: estimateById(result, netValue) }]));
}

/** The primary outcome, of the arm that the decision is about. */
export function primaryOf(result: StudyResult): OutcomeWords | undefined {
  return result.study.outcomes.find((o) => o.role === 'primary' && o.arm === result.decision.arm);
}

export function contrastOnly(result: StudyResult): readonly Estimate[] {
  return result.estimates.filter((e) => e.role === 'contrast-only');
}

/** Estimates that have a section of their own: how the effect comes about, and who benefits. */
export function ofRole(result: StudyResult, role: 'mechanism' | 'benefit'): readonly Estimate[] {
  return result.estimates.filter((e) => e.role === role);
}

/** Is the finding about how the effect comes about, not about the effect? */
export function aboutMechanism(result: StudyResult, { about }: Finding): boolean {
  return about.estimate !== undefined && ofRole(result, 'mechanism').some(({ id }) => id === about.estimate);
}

/** Neither a headline, nor the net value, nor what has a section of its own: other arms, complier effects, segments. */
export function otherEstimates(result: StudyResult): readonly Estimate[] {
  const spoken = new Set([...result.study.outcomes.map((o) => o.headline), ...netValuesOf(result).map(({ estimate }) => estimate.id)]);
  return result.estimates.filter(({ role, id }) => !(['contrast-only', 'mechanism', 'benefit'] as readonly Role[]).includes(role) && !spoken.has(id));
}

export function findingsOf(result: StudyResult, verdict: Verdict): readonly Finding[] {
  return result.findings.filter((f) => f.verdict === verdict);
}

/** What the decision waits for, where something can be done about it. */
export function waitsFor({ decision }: StudyResult): Reason | undefined {
  return stanceOf(decision.verdict) === 'wait' ? decision.reasons.find(({ mend }) => mend !== undefined) : undefined;
}

/** Whether no number may be read as an effect. */
export const isUnreadable = ({ decision }: StudyResult): boolean => decision.reasons.some(({ unreadable }) => unreadable === true);

export function flowOf(result: StudyResult): Exhibit | undefined {
  return result.exhibits.find((e) => e.kind === 'flow');
}

/** Effects by time since the start on the primary outcome, whose name its id ends with; else the first there is. */
export function mainEventStudy(result: StudyResult): Exhibit | undefined {
  const all = result.exhibits.filter(({ kind }) => kind === 'event-study');
  const primary = primaryOf(result)?.name;
  return all.find(({ id }) => id.endsWith(`:${primary}`)) ?? all[0];
}

/** Units behind the primary effect, in all arms. */
export function analysedUnits(result: StudyResult): number | undefined {
  const headlines = result.study.outcomes.filter((o) => o.role === 'primary').flatMap((o) => headlineEstimate(result, o) ?? []);
  if (headlines.length === 0) return undefined;
  const perArm: Readonly<Record<string, number>> = Object.assign({}, ...headlines.map((e) => e.sizes.perArm));
  return Object.values(perArm).reduce((sum, units) => sum + units, 0);
}

/** Whether a check leaves every verdict on the outcome open. */
export const isUnjudged = ({ findings }: StudyResult, { name, arm }: Pick<OutcomeWords, 'name' | 'arm'>): boolean =>
  findings.some(
    ({ inconclusive, about }) => inconclusive !== undefined && about.column === name && (arm === undefined || about.arm === undefined || about.arm === arm),
  );
