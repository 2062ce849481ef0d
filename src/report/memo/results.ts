import type { Adjusted, Estimate } from '../../estimate/estimate.ts';
import type { Value } from '../../protocol/protocol.ts';
import type { OutcomeWords, StudyResult } from '../../study/result.ts';
import { against, comparedWith, toleranceText } from '../against.ts';
import { relativeShape } from '../format/interval.ts';
import { count, plain, pValue } from '../format/number.ts';
import { missing, printed, printedBound } from '../format/printed.ts';
import { contrastOnly, estimateById, guardrailOf, guardrailsOf, headlineEstimate, isUnreadable, netValuesOf, otherEstimates, refusalOf } from '../look-up.ts';
import { armName, nameOf, rowName } from '../names.ts';
import { code, escaped, fullName, joined, list, type Markdown, markdownTable, md, nothing, section, shortName, subsection } from '../text/markdown.ts';
import { guardrailSign, unitNoun, unreadableNote } from '../words.ts';

function withRelative(estimate: Estimate): string {
  const { relative, relativeInterval } = printed(estimate);
  if (relative === missing) return missing;
  const shape = relativeShape(estimate.relative?.interval);
  return [relative, ...(relativeInterval === missing ? [] : [relativeInterval]), ...(shape === undefined ? [] : [`(${shape})`])].join(' ');
}

/** Why a cell is a dash. */
function dashes(estimates: readonly Estimate[]): Markdown {
  const noRelative = estimates.some((e) => !e.relative) ? 'Relative: the method gives none for this estimate.' : '';
  const noTest = estimates.some((e) => !e.test) ? 'Test: the set is read instead of a p-value.' : '';
  const said = [noRelative, noTest].filter(Boolean).join(' ');
  return said ? escaped(`${missing} under ${said}`) : nothing;
}

function numbers(estimate: Estimate, compared: readonly number[] = []): readonly Markdown[] {
  const text = printed(estimate, 'full', compared);
  return [text.effect, `${text.interval}, ${text.level}`, withRelative(estimate), text.pValue].map(escaped);
}

function adjustedNote(result: StudyResult): Markdown {
  const rows = result.estimates.flatMap((e) => {
    const by = (procedure: Adjusted['procedure']): Markdown => {
      const found = e.adjusted?.find((a) => a.procedure === procedure);
      return escaped(found ? pValue(found.pValue) : missing);
    };
    return e.adjusted?.length ? [[code(e.id), escaped(e.adjusted[0].family), by('max-t'), by('holm'), by('hochberg'), by('bh')]] : [];
  });
  if (rows.length === 0) return nothing;
  const header = [md`Estimate`, md`Family`, md`max-t`, md`Holm`, md`Hochberg`, md`Benjamini-Hochberg`];
  return subsection(md`p-values that count the whole family`, markdownTable(header, rows));
}

function resultRow(result: StudyResult, outcome: OutcomeWords): readonly Markdown[] {
  const estimate = headlineEstimate(result, outcome);
  if (!estimate)
    return [
      fullName(rowName(result, outcome.name, outcome.arm)),
      ...[outcome.role, missing, missing, missing, missing, refusalOf(result, outcome)].map(escaped),
    ];
  return [
    fullName(rowName(result, outcome.name, outcome.arm)),
    escaped(outcome.role),
    ...numbers(estimate, comparedWith(outcome)),
    escaped(against(outcome, estimate, guardrailOf(result, outcome)).word),
  ];
}

/** All outcomes against what matters; the other estimates below. */
export function resultsSection(result: StudyResult): Markdown {
  const header = [md`Outcome`, md`Role`, md`Effect`, md`Interval`, md`Relative`, md`Test`, md`Against what matters`];
  const others = otherEstimates(result).map((e) => [code(e.id), escaped(e.role), ...numbers(e), escaped(e.estimand.population)]);
  return section(
    md`Results`,
    isUnreadable(result) ? md`> ${escaped(unreadableNote)}` : nothing,
    markdownTable(
      header,
      result.study.outcomes.map((outcome) => resultRow(result, outcome)),
    ),
    others.length > 0 ? subsection(md`Also estimated`, markdownTable([md`Estimate`, ...header.slice(1, -1), md`Population`], others)) : nothing,
    dashes([...result.study.outcomes.flatMap((o) => headlineEstimate(result, o) ?? []), ...otherEstimates(result)]),
    adjustedNote(result),
  );
}

/** Each guardrail's one-sided bound beside its tolerance. */
export function guardrailsSection(result: StudyResult): Markdown {
  const rows = guardrailsOf(result).map((guardrail) => {
    const estimate = guardrail.estimate === undefined ? undefined : estimateById(result, guardrail.estimate);
    const bound = estimate && printedBound(estimate, guardrail);
    const { icon, word } = guardrailSign[guardrail.verdict];
    return [
      shortName(rowName(result, guardrail.outcome, guardrail.arm)),
      ...[
        estimate ? printed(estimate).effect : missing,
        bound ? `${bound.side} ${bound.text}, ${bound.level}` : missing,
        toleranceText(guardrail, estimate),
        `${icon} ${word}`,
        guardrail.says,
      ].map(escaped),
    ];
  });
  if (rows.length === 0) return section(md`Guardrails`, md`The study declares no guardrail: harm was not looked for.`);
  return section(md`Guardrails`, markdownTable([md`Outcome`, md`Effect`, md`One-sided bound`, md`Tolerance`, md`Verdict`, md`Why`], rows));
}

/** `14`, or by arm `14 (off), 12 (on)`. */
function worth(result: StudyResult, value: Value): Markdown {
  if (typeof value === 'number') return escaped(plain(value));
  return joined(
    Object.entries(value).map(([arm, each]) => md`${escaped(plain(each))} (${shortName(armName(result, arm))})`),
    ', ',
  );
}

export function netValueSection(result: StudyResult): Markdown {
  const values = netValuesOf(result);
  if (values.length === 0) return section(md`Net value`, md`No outcome of the study carries a value, so benefit and cost are not weighed against each other.`);
  const { unit } = values[0].estimate.estimand;
  const { currency } = unit.kind === 'money' ? unit : { currency: '' };
  const valued = result.study.outcomes
    .filter((o) => o.value !== undefined && o.arm === result.decision.arm)
    .map((o) => md`${shortName(nameOf(result, o.name))} at ${worth(result, o.value ?? 0)} ${escaped(currency)} a unit`);
  return section(
    md`Net value`,
    ...values.map(({ arm, estimate }) => {
      const text = printed(estimate);
      const whose = arm === undefined ? nothing : md`${shortName(armName(result, arm))}: `;
      const rest = escaped(
        `${unitNoun(result.study.unit)}, ${text.level} interval ${text.interval}, over ${count(estimate.sizes.units)} units with all components.`,
      );
      return md`${whose}**${escaped(text.effect)}** per ${rest}`;
    }),
    valued.length > 0 ? md`Valued as declared: ${joined(valued, '; ')}.` : nothing,
  );
}

/** Biased comparisons, shown with the reason why they are not effects. */
export function contrastSection(result: StudyResult): Markdown {
  const shown = contrastOnly(result);
  if (shown.length === 0) return nothing;
  const items = shown.map((estimate) => {
    const text = printed(estimate);
    const reasons = result.findings.filter((f) => f.about.estimate === estimate.id).map((f) => escaped(f.says));
    const said = escaped(`${text.effect}, ${text.level} interval ${text.interval}. ${estimate.estimand.says}`);
    return joined([md`${code(estimate.id)}: ${said}`, ...reasons], ' ');
  });
  return section(md`Not to be read causally`, list(items));
}
