import type { StudyResult } from '../../study/result.ts';
import { missing } from '../format/printed.ts';
import { measurementPlan, unprotectedText } from '../plan/measurement-plan.ts';
import { monitoringPlan } from '../plan/monitoring-plan.ts';
import { versionMeanings, versionTable } from '../plan/versions.ts';
import { html, type Markup } from '../text/html.ts';
import { nameMarkup, table } from './parts.ts';

/** What the result rests on and what keeps it true: measurement, versions, and what is watched after a launch. */
export function plan(result: StudyResult): Markup {
  return html`<section id="plan"><h2>Measurement, versions, monitoring</h2><p class="lead">How each outcome is measured and what the decision does with it, which versions this is about, and what to keep looking at.</p>
${measurement(result)}${versions(result)}${monitoring(result)}</section>`;
}

function measurement(result: StudyResult): Markup {
  const rows = measurementPlan(result).map(({ name, role, how, use }) => [html`${nameMarkup(name)}<span class="role">${role}</span>`, how, use]);
  const open = unprotectedText(result);
  return html`<div class="card pad">${table(['Outcome', 'How it is measured', 'What the decision does with it'], rows)}${open === undefined ? undefined : html`<p class="muted">${open}</p>`}</div>`;
}

function versions(result: StudyResult): Markup {
  const { arms, rows } = versionTable(result);
  const cells = rows.map(({ part, versions: each }) => [part, ...each.map((version) => version ?? missing)]);
  const shown = rows.length > 0 ? table(['Part', ...arms.map(({ shown: name }) => name)], cells) : undefined;
  return html`<h3>Versions, and what a change of one means</h3><div class="card pad">${shown}<ul class="plain">${versionMeanings(result).map((says) => html`<li>${says}</li>`)}</ul></div>`;
}

function monitoring(result: StudyResult): Markup {
  const declared = Object.entries(result.study.monitoring).map(([key, value]) => `${key}: ${value}`);
  const rows = monitoringPlan(result).map(({ what, how, when }) => [what, `${how}.`, when]);
  const lead = declared.length > 0 ? `Declared: ${declared.join(', ')}. The rest follows from what the study measures.` : 'The study declares no monitoring.';
  return html`<h3>What to keep looking at</h3><div class="card pad"><p class="muted">${lead}</p>${table(['May change', 'What tells it', 'When to act'], rows)}</div>`;
}
