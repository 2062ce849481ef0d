import type { GuardrailVerdict, StudyResult } from '../../study/result.ts';
import { count } from '../format/number.ts';
import { printed } from '../format/printed.ts';
import { argumentsOf, contrastOnly, flowOf, guardrailsOf, isUnreadable } from '../look-up.ts';
import { armName, ofArm, rowName } from '../names.ts';
import { html, type Markup } from '../text/html.ts';
import { checkName, guardrailSign, reasonSign, unreadableNote } from '../words.ts';
import { aside } from './aside.ts';
import { besideEffects } from './beside-effects.ts';
import { findings } from './findings.ts';
import { forest } from './forest.ts';
import { outcomes } from './outcomes.ts';
import { exhibitFigure, nameMarkup, said, table } from './parts.ts';
import { plan } from './plan.ts';

/** A guardrail's own sentence, where neither the decision nor its reasons say it. */
function untoldGuardrails(result: StudyResult): readonly GuardrailVerdict[] {
  const told = argumentsOf(result).flatMap(({ says, reasons }) => [says, ...reasons.map((reason) => reason.says)]);
  return guardrailsOf(result).filter(({ says }) => !told.some((sentence) => sentence.includes(says)));
}

function rule(result: StudyResult): Markup {
  const conditions = argumentsOf(result).flatMap(({ arm, reasons }) =>
    reasons.map(({ condition, status, says }) => [ofArm(result, checkName(condition), arm), said(reasonSign[status]), says]),
  );
  const guardrails = untoldGuardrails(result).map(({ outcome, arm, verdict, says }) => [
    html`guardrail ${nameMarkup(rowName(result, outcome, arm))}`,
    said(guardrailSign[verdict]),
    says,
  ]);
  const rows = [...conditions, ...guardrails];
  const none = html`<p class="muted">The study declares no guardrail: harm was not looked for.</p>`;
  return html`<h3>The decision rule</h3>${rows.length > 0 ? html`<div class="card pad">${table(['Condition', 'Status', 'Why'], rows)}</div>` : undefined}${guardrailsOf(result).length === 0 ? none : undefined}`;
}

function notCausal(result: StudyResult): Markup {
  const rows = contrastOnly(result).map((estimate) => {
    const text = printed(estimate);
    const reasons = result.findings.filter((f) => f.about.estimate === estimate.id).map((f) => f.says);
    return html`<li><b>${estimate.id}</b> <span class="muted">${text.effect}, ${text.level} interval ${text.interval}</span><p>${[estimate.estimand.says, ...reasons].join(' ')}</p></li>`;
  });
  if (rows.length === 0) return html``;
  return html`<section id="contrast"><h2>Not to be read causally</h2><p class="lead">Shown so that the comparison is not made by somebody else.</p>
<div class="card pad"><ul class="comparisons">${rows}</ul></div></section>`;
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
  return html`<section id="flow"><h2>Flow of units</h2>${exhibit ? exhibitFigure(exhibit) : read}${dropped}<p class="printed">Every estimate, the figures behind them and the SQL that ran: in this page on a screen.</p></section>`;
}

/** Three minutes: every outcome, arms and segments, what was assumed, and who was counted. */
export function effects(result: StudyResult): Markup {
  const unread = isUnreadable(result);
  return html`<section id="effects" class="${unread ? 'unread' : ''}"><h2>Effects</h2>${unread ? html`<p class="note">${unreadableNote}</p>` : undefined}
${outcomes(result)}
<p class="lead strips">Each outcome on its own axis, zero in the middle. Shading marks what matters: worthwhile, or beyond tolerance. The upright bar is the one-sided bound that a guardrail is judged by.</p>
${forest(result)}${rule(result)}</section>
${besideEffects(result)}${aside(result)}
${findings(result)}${notCausal(result)}${plan(result)}${flow(result)}`;
}
