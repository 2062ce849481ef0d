import type { Estimate } from '../../estimate/estimate.ts';
import type { OutcomeEcho, StudyResult } from '../../study/result.ts';
import { against, comparedWith, toleranceText } from '../against.ts';
import { relativeShape } from '../format/interval.ts';
import { count, plain, pValue } from '../format/number.ts';
import { missing, printed, printedBound } from '../format/printed.ts';
import { contrastOnly, estimateById, guardrailOf, headlineOf, identificationFails, netValueOf, otherEstimates, refusalOf } from '../look-up.ts';
import { guardrailSign, identificationNote, unitNoun } from '../words.ts';
import { code, escaped, list, section, subsection, table } from './markdown.ts';

function withRelative(estimate: Estimate): string {
  const { relative, relativeInterval } = printed(estimate);
  if (relative === missing) return missing;
  const shape = relativeShape(estimate.relative?.interval);
  return [relative, ...(relativeInterval === missing ? [] : [relativeInterval]), ...(shape === undefined ? [] : [`(${shape})`])].join(' ');
}

/** Why a cell is a dash. */
function dashes(estimates: readonly Estimate[]): string {
  const noRelative = estimates.some((e) => !e.relative) ? 'Relative: the method gives none for this estimate.' : '';
  const noTest = estimates.some((e) => !e.test) ? 'Test: the set is read instead of a p-value.' : '';
  const said = [noRelative, noTest].filter(Boolean).join(' ');
  return said ? `${missing} under ${said}` : '';
}

function numbers(estimate: Estimate, compared: readonly number[] = []): readonly string[] {
  const text = printed(estimate, 'full', compared);
  return [text.effect, `${text.interval}, ${text.level}`, withRelative(estimate), text.pValue];
}

function adjustedNote(result: StudyResult): string {
  const notes = result.estimates.flatMap((e) =>
    (e.adjusted ?? []).map((a) => `${code(e.id)}, adjusted by ${a.procedure} over ${escaped(a.family)}: ${pValue(a.pValue)}.`),
  );
  return notes.length > 0 ? list(notes) : '';
}

function resultRow(result: StudyResult, outcome: OutcomeEcho): readonly string[] {
  const estimate = headlineOf(result, outcome);
  if (!estimate) return [code(outcome.name), outcome.role, missing, missing, missing, missing, escaped(refusalOf(result, outcome))];
  return [code(outcome.name), outcome.role, ...numbers(estimate, comparedWith(outcome)), against(outcome, estimate, guardrailOf(result, outcome)).word];
}

/** All outcomes against what matters; below, whatever else was estimated. */
export function resultsSection(result: StudyResult): string {
  const header = ['Outcome', 'Role', 'Effect', 'Interval', 'Relative', 'Test', 'Against what matters'];
  const others = otherEstimates(result).map((e) => [code(e.id), e.role, ...numbers(e), escaped(e.estimand.population)]);
  return section(
    'Results',
    identificationFails(result) ? `> ${identificationNote}` : '',
    table(
      header,
      result.study.outcomes.map((outcome) => resultRow(result, outcome)),
    ),
    others.length > 0 ? subsection('Also estimated', table(['Estimate', 'Role', 'Effect', 'Interval', 'Relative', 'Test', 'Population'], others)) : '',
    dashes([...result.study.outcomes.flatMap((o) => headlineOf(result, o) ?? []), ...otherEstimates(result)]),
    adjustedNote(result),
  );
}

/** Each guardrail's one-sided bound beside its tolerance. */
export function guardrailsSection(result: StudyResult): string {
  const rows = result.decision.guardrails.map((guardrail) => {
    const estimate = guardrail.estimate === undefined ? undefined : estimateById(result, guardrail.estimate);
    const bound = estimate && printedBound(estimate, guardrail);
    const { icon, word } = guardrailSign[guardrail.verdict];
    return [
      code(guardrail.outcome),
      estimate ? printed(estimate).effect : missing,
      bound ? `${bound.side} ${bound.text}, ${bound.level}` : missing,
      toleranceText(guardrail, estimate),
      `${icon} ${word}`,
      escaped(guardrail.says),
    ];
  });
  if (rows.length === 0) return section('Guardrails', 'The study declares no guardrail: harm was not looked for.');
  return section('Guardrails', table(['Outcome', 'Effect', 'One-sided bound', 'Tolerance', 'Verdict', 'Why'], rows));
}

export function netValueSection(result: StudyResult): string {
  const estimate = netValueOf(result);
  if (!estimate) return section('Net value', 'No outcome of the study carries a value, so benefit and cost are not weighed against each other.');
  const text = printed(estimate);
  const { currency } = estimate.estimand.unit.kind === 'money' ? estimate.estimand.unit : { currency: '' };
  const valued = result.study.outcomes.filter((o) => o.value !== undefined).map((o) => `${code(o.name)} at ${plain(o.value ?? 0)} ${escaped(currency)} a unit`);
  return section(
    'Net value',
    `**${text.effect}** per ${escaped(unitNoun(result.study.unit))}, ${text.level} interval ${text.interval}, over ${count(estimate.sizes.units)} units with all components.`,
    valued.length > 0 ? `Valued as declared: ${valued.join('; ')}.` : '',
  );
}

/** Numbers shown so that nobody reads them as effects. */
export function contrastSection(result: StudyResult): string {
  const shown = contrastOnly(result);
  if (shown.length === 0) return '';
  const items = shown.map((estimate) => {
    const text = printed(estimate);
    const reasons = result.findings.filter((f) => f.about.estimate === estimate.id).map((f) => escaped(f.says));
    return `${code(estimate.id)}: ${text.effect}, ${text.level} interval ${text.interval}. ${escaped(estimate.estimand.says)} ${reasons.join(' ')}`.trim();
  });
  return section('Not to be read causally', list(items));
}
