import type { Finding } from '../../estimate/finding.ts';
import type { StudyResult } from '../../study/result.ts';
import { toleranceText } from '../against.ts';
import { count } from '../format/number.ts';
import { missing, printed, printedBound } from '../format/printed.ts';
import { argumentsOf, contrastOnly, estimateById, findingsOf, flowOf, guardrailsOf, isUnreadable } from '../look-up.ts';
import { armName, ofArm, rowName } from '../names.ts';
import { html, type Markup } from '../text/html.ts';
import { capitalised, checkName, findingSign, guardrailSign, reasonSign, unreadableNote, verdictOrder } from '../words.ts';
import { forest } from './forest.ts';
import { mechanism } from './mechanism.ts';
import { exhibitFigure, nameMarkup, oneLine, prose, said, signIcon, table } from './parts.ts';

function guardrails(result: StudyResult): Markup {
  const rows = guardrailsOf(result).map((guardrail) => {
    const estimate = guardrail.estimate === undefined ? undefined : estimateById(result, guardrail.estimate);
    const bound = estimate && printedBound(estimate, guardrail);
    return [
      nameMarkup(rowName(result, guardrail.outcome, guardrail.arm)),
      oneLine(estimate ? printed(estimate).effect : missing),
      oneLine(bound ? `${bound.side} ${bound.text}, ${bound.level}` : missing),
      toleranceText(guardrail, estimate),
      said(guardrailSign[guardrail.verdict]),
      guardrail.says,
    ];
  });
  if (rows.length === 0) return html`<h3>Guardrails</h3><p class="muted">The study declares no guardrail: harm was not looked for.</p>`;
  return html`<h3>Guardrails</h3><div class="card pad">${table(['Outcome', 'Effect', 'One-sided bound', 'Tolerance', 'Verdict', 'Why'], rows)}</div>`;
}

function rule(result: StudyResult): Markup {
  const rows = argumentsOf(result).flatMap(({ arm, reasons }) =>
    reasons.map(({ condition, status, says }) => [ofArm(result, condition, arm), said(reasonSign[status]), says]),
  );
  return rows.length > 0 ? html`<h3>The decision rule</h3><div class="card pad">${table(['Condition', 'Status', 'Why'], rows)}</div>` : html``;
}

function finding({ check, verdict, says, mend, identification }: Finding): Markup {
  const { word, ...sign } = findingSign[verdict];
  const forces = identification && verdict === 'fail' ? ' · forces a hold' : '';
  return html`<li>${signIcon(sign)}<div><div class="check">${word} · ${checkName(check)}${forces}</div><p>${says}</p>${mend ? html`<p class="mend">${prose(mend)}</p>` : undefined}</div></li>`;
}

function findings(result: StudyResult): Markup {
  const loud = verdictOrder.filter((verdict) => verdict !== 'pass').flatMap((verdict) => findingsOf(result, verdict));
  const passed = findingsOf(result, 'pass');
  const tally = verdictOrder.map((verdict) => `${findingsOf(result, verdict).length} ${findingSign[verdict].word.toLowerCase()}`).join(', ');
  return html`<section id="findings"><h2>Assumptions and findings</h2><p class="lead">${result.findings.length > 0 ? `${capitalised(tally)}.` : 'No check was run.'}</p>
${loud.length > 0 ? html`<div class="card pad"><ul class="findings">${loud.map(finding)}</ul></div>` : undefined}
${passed.length > 0 ? html`<h3>Passed</h3><div class="card pad"><ul class="findings">${passed.map(finding)}</ul></div>` : undefined}</section>`;
}

function notCausal(result: StudyResult): Markup {
  const rows = contrastOnly(result).map((estimate) => {
    const text = printed(estimate);
    const reasons = result.findings.filter((f) => f.about.estimate === estimate.id).map((f) => f.says);
    return [estimate.id, oneLine(text.effect), oneLine(`${text.interval}, ${text.level}`), [estimate.estimand.says, ...reasons].join(' ')];
  });
  if (rows.length === 0) return html``;
  return html`<section id="contrast"><h2>Not to be read causally</h2><p class="lead">Shown so that the comparison is not made by somebody else.</p>
<div class="card pad">${table(['Comparison', 'Difference', 'Interval', 'Why it does not answer the question'], rows)}</div></section>`;
}

function flow(result: StudyResult): Markup {
  const exhibit = flowOf(result);
  const losses = result.estimates.flatMap(({ id, sizes }) =>
    Object.entries(sizes.dropped).flatMap(([arm, units]) => (units > 0 ? [[id, nameMarkup(armName(result, arm)), count(units), count(sizes.units)]] : [])),
  );
  const dropped =
    losses.length > 0
      ? html`<h3>Left out for missing values</h3><div class="card pad">${table(['Estimate', 'Arm', 'Left out', 'Units that remain'], losses)}</div>`
      : undefined;
  const read = html`<p class="muted">${count(result.provenance.units)} units were read; the method reports no steps between them and the analysis.</p>`;
  return html`<section id="flow"><h2>Flow of units</h2>${exhibit ? exhibitFigure(exhibit) : read}${dropped}</section>`;
}

/** Three minutes: every outcome, the guardrails, what was assumed, and who was counted. */
export function effects(result: StudyResult): Markup {
  return html`<section id="effects"><h2>Effects</h2><p class="lead">Each outcome on its own axis, zero in the middle. Shading marks what matters: worthwhile, or beyond tolerance. The upright bar is the one-sided bound that a guardrail is judged by.</p>
${isUnreadable(result) ? html`<p class="note">${unreadableNote}</p>` : undefined}
${forest(result)}${guardrails(result)}${rule(result)}</section>
${mechanism(result)}
${findings(result)}${notCausal(result)}${flow(result)}`;
}
