import type { Adjusted, Estimate } from '../../estimate/estimate.ts';
import type { Value } from '../../protocol/protocol.ts';
import type { OutcomeWords, StudyResult } from '../../study/result.ts';
import { against, comparedWith, toleranceText } from '../against.ts';
import { relativeShape } from '../format/interval.ts';
import { count, plain, pValue } from '../format/number.ts';
import { missing, printed, printedBound } from '../format/printed.ts';
import { contrastOnly, estimateById, guardrailOf, guardrailsOf, headlineEstimate, isUnreadable, netValuesOf, otherEstimates, refusalOf } from '../look-up.ts';
import { armName, nameOf, rowName } from '../names.ts';
import { guardrailSign, unitNoun, unreadableNote } from '../words.ts';
import { code, escaped, fullName, list, markdownTable, section, shortName, subsection } from './markdown.ts';

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
  const rows = result.estimates.flatMap((e) => {
    const by = (procedure: Adjusted['procedure']): string => {
      const found = e.adjusted?.find((a) => a.procedure === procedure);
      return found ? pValue(found.pValue) : missing;
    };
    return e.adjusted?.length ? [[code(e.id), escaped(e.adjusted[0].family), by('max-t'), by('holm'), by('hochberg'), by('bh')]] : [];
  });
  if (rows.length === 0) return '';
  return subsection('p-values that count the whole family', markdownTable(['Estimate', 'Family', 'max-t', 'Holm', 'Hochberg', 'Benjamini-Hochberg'], rows));
}

function resultRow(result: StudyResult, outcome: OutcomeWords): readonly string[] {
  const estimate = headlineEstimate(result, outcome);
  if (!estimate)
    return [fullName(rowName(result, outcome.name, outcome.arm)), outcome.role, missing, missing, missing, missing, escaped(refusalOf(result, outcome))];
  return [
    fullName(rowName(result, outcome.name, outcome.arm)),
    outcome.role,
    ...numbers(estimate, comparedWith(outcome)),
    against(outcome, estimate, guardrailOf(result, outcome)).word,
  ];
}

/** All outcomes against what matters; the other estimates below. */
export function resultsSection(result: StudyResult): string {
  const header = ['Outcome', 'Role', 'Effect', 'Interval', 'Relative', 'Test', 'Against what matters'];
  const others = otherEstimates(result).map((e) => [code(e.id), e.role, ...numbers(e), escaped(e.estimand.population)]);
  return section(
    'Results',
    isUnreadable(result) ? `> ${unreadableNote}` : '',
    markdownTable(
      header,
      result.study.outcomes.map((outcome) => resultRow(result, outcome)),
    ),
    others.length > 0 ? subsection('Also estimated', markdownTable(['Estimate', 'Role', 'Effect', 'Interval', 'Relative', 'Test', 'Population'], others)) : '',
    dashes([...result.study.outcomes.flatMap((o) => headlineEstimate(result, o) ?? []), ...otherEstimates(result)]),
    adjustedNote(result),
  );
}

/** Each guardrail's one-sided bound beside its tolerance. */
export function guardrailsSection(result: StudyResult): string {
  const rows = guardrailsOf(result).map((guardrail) => {
    const estimate = guardrail.estimate === undefined ? undefined : estimateById(result, guardrail.estimate);
    const bound = estimate && printedBound(estimate, guardrail);
    const { icon, word } = guardrailSign[guardrail.verdict];
    return [
      shortName(rowName(result, guardrail.outcome, guardrail.arm)),
      estimate ? printed(estimate).effect : missing,
      bound ? `${bound.side} ${bound.text}, ${bound.level}` : missing,
      toleranceText(guardrail, estimate),
      `${icon} ${word}`,
      escaped(guardrail.says),
    ];
  });
  if (rows.length === 0) return section('Guardrails', 'The study declares no guardrail: harm was not looked for.');
  return section('Guardrails', markdownTable(['Outcome', 'Effect', 'One-sided bound', 'Tolerance', 'Verdict', 'Why'], rows));
}

/** `14`, or by arm `14 (off), 12 (on)`. */
function worth(result: StudyResult, value: Value): string {
  if (typeof value === 'number') return plain(value);
  return Object.entries(value)
    .map(([arm, each]) => `${plain(each)} (${shortName(armName(result, arm))})`)
    .join(', ');
}

export function netValueSection(result: StudyResult): string {
  const values = netValuesOf(result);
  if (values.length === 0) return section('Net value', 'No outcome of the study carries a value, so benefit and cost are not weighed against each other.');
  const { unit } = values[0].estimate.estimand;
  const { currency } = unit.kind === 'money' ? unit : { currency: '' };
  const valued = result.study.outcomes
    .filter((o) => o.value !== undefined && o.arm === result.decision.arm)
    .map((o) => `${shortName(nameOf(result, o.name))} at ${worth(result, o.value ?? 0)} ${escaped(currency)} a unit`);
  return section(
    'Net value',
    ...values.map(({ arm, estimate }) => {
      const text = printed(estimate);
      const whose = arm === undefined ? '' : `${shortName(armName(result, arm))}: `;
      return `${whose}**${text.effect}** per ${escaped(unitNoun(result.study.unit))}, ${text.level} interval ${text.interval}, over ${count(estimate.sizes.units)} units with all components.`;
    }),
    valued.length > 0 ? `Valued as declared: ${valued.join('; ')}.` : '',
  );
}

/** Biased comparisons, shown with the reason why they are not effects. */
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
