import type { Adjusted, Estimate, Interval } from '../../../estimate/estimate.ts';
import { netValue } from '../../../protocol/net-value.ts';
import type { Value } from '../../../protocol/protocol.ts';
import type { OutcomeWords, StudyResult } from '../../../study/result.ts';
import { comparedWith, standing } from '../../against.ts';
import { intervalText, levelText, relativeShape } from '../../format/interval.ts';
import { count, plain, pValue } from '../../format/number.ts';
import { decimalsOfEstimate } from '../../format/precision.ts';
import { bothUnits, missing, printed, printedBound } from '../../format/printed.ts';
import { measureOfEstimand } from '../../format/unit.ts';
import { contrastOnly, guardrailOf, headlineEstimate, isUnreadable, netValuesOf, otherEstimates, refusalOf } from '../../look-up.ts';
import { armName, nameOf, rowName } from '../../names.ts';
import { code, escaped, fullName, joined, list, type Markdown, markdownTable, md, nothing, section, shortName, subsection } from '../../text/markdown.ts';
import { unreadableNote } from '../../words.ts';

function withRelative(estimate: Estimate): string {
  const { relative, relativeInterval } = printed(estimate);
  if (relative === missing) return missing;
  const shape = relativeShape(estimate.relative?.interval);
  return [relative, ...(relativeInterval === missing ? [] : [relativeInterval]), ...(shape === undefined ? [] : [`(${shape})`])].join(' ');
}

/** Why a cell is a dash. */
function dashes(estimates: readonly Estimate[]): Markdown {
  const without = estimates.filter((e) => !e.relative);
  const isWorth = (e: Estimate): boolean => e.estimand.outcome === netValue;
  const why = [
    ...(without.every(isWorth) ? [] : ['the method gives none for this estimate']),
    ...(without.some(isWorth) ? ['a net value, which may be below zero, has no percentage'] : []),
  ];
  const noRelative = without.length > 0 ? `Relative: ${why.join('; ')}.` : '';
  const noTest = estimates.some((e) => !e.test) ? 'Test: the set is read instead of a p-value.' : '';
  const said = [noRelative, noTest].filter(Boolean).join(' ');
  return said ? escaped(`${missing} under ${said}`) : nothing;
}

function numbers(estimate: Estimate, compared: readonly number[] = []): readonly Markdown[] {
  const text = printed(estimate, 'full', compared);
  return [text.effect, `${text.interval}, ${text.level}`, withRelative(estimate), text.pValue].map(escaped);
}

function adjustedNote(result: StudyResult): Markdown {
  const anySelected = result.estimates.some((e) => selectedInterval(e) !== undefined);
  const rows = result.estimates.flatMap((e) => {
    const by = (procedure: Adjusted['procedure']): Markdown => {
      const found = e.adjusted?.find((a) => a.procedure === procedure);
      return escaped(found ? pValue(found.pValue) : missing);
    };
    return e.adjusted?.length
      ? [[code(e.id), escaped(e.adjusted[0].family), by('max-t'), by('holm'), by('hochberg'), by('bh'), ...(anySelected ? [escaped(selectedText(e))] : [])]]
      : [];
  });
  if (rows.length === 0) return nothing;
  const header = [md`Estimate`, md`Family`, md`max-t`, md`Holm`, md`Hochberg`, md`Benjamini-Hochberg`, ...(anySelected ? [md`Interval if selected`] : [])];
  const note =
    'Interval if selected: of those with a Benjamini-Hochberg p-value of at most one less the level no more than that share misses on average (false coverage rate, Benjamini and Yekutieli). The decision reads the simultaneous ones.';
  return subsection(md`p-values that count the whole family`, markdownTable(header, rows), anySelected ? escaped(note) : nothing);
}

/** The interval of what Benjamini-Hochberg selects. */
const selectedInterval = ({ adjusted }: Estimate): Interval | undefined => adjusted?.find(({ procedure }) => procedure === 'bh')?.interval;

function selectedText(e: Estimate): string {
  const interval = selectedInterval(e);
  if (!interval) return missing;
  const measure = measureOfEstimand(e.estimand);
  return `${intervalText(interval, decimalsOfEstimate(e, measure.factor), measure)}, ${levelText(interval)}`;
}

function resultRow(result: StudyResult, outcome: OutcomeWords): readonly Markdown[] {
  const estimate = headlineEstimate(result, outcome);
  if (!estimate)
    return [
      fullName(rowName(result, outcome.name, outcome.arm)),
      ...[outcome.role, missing, missing, missing, missing, refusalOf(result, outcome)].map(escaped),
    ];
  const guardrail = guardrailOf(result, outcome);
  const bound = guardrail && printedBound(estimate, guardrail);
  const word = standing(result, outcome, estimate).word;
  return [
    fullName(rowName(result, outcome.name, outcome.arm)),
    escaped(outcome.role),
    ...numbers(estimate, comparedWith(outcome)),
    escaped(bound ? `${word}: ${bound.side} ${bothUnits(bound)}, ${bound.level}` : word),
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

/** `14`, or by arm `14 (off), 12 (on)`. */
function worth(result: StudyResult, value: Value): Markdown {
  if (typeof value === 'number') return escaped(plain(value));
  return joined(
    Object.entries(value).map(([arm, each]) => md`${escaped(plain(each))} (${shortName(armName(result, arm))})`),
    ', ',
  );
}

/** What the outcomes are worth, as declared, and how many units have all that is valued. */
export function valuesSection(result: StudyResult): Markdown {
  const [first] = netValuesOf(result);
  const valued = result.study.outcomes.filter((o) => o.value !== undefined && o.arm === result.decision.arm);
  if (!first || valued.length === 0) return nothing;
  const { unit } = first.estimate.estimand;
  const currency = unit.kind === 'money' ? unit.currency : '';
  const worths = valued.map((o) => md`${shortName(nameOf(result, o.name))} at ${worth(result, o.value ?? 0)} ${escaped(currency)} a unit`);
  return section(md`Net value`, md`Valued as declared: ${joined(worths, '; ')}.`, escaped(`${count(first.estimate.sizes.units)} units have all components.`));
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
