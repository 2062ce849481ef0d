import type { Finding } from '../../estimate/finding.ts';
import type { StudyResult } from '../../study/result.ts';
import { findingsOf } from '../look-up.ts';
import { html, type Markup } from '../text/html.ts';
import { capitalised, checkName, findingSign, verdictOrder } from '../words.ts';
import { prose, signIcon } from './parts.ts';

function finding({ check, verdict, says, mend, identification }: Finding): Markup {
  const { word, ...sign } = findingSign[verdict];
  const forces = identification && verdict === 'fail' ? ' · forces a hold' : '';
  return html`<li>${signIcon(sign)}<div><div class="check">${word} · ${checkName(check)}${forces}</div><p>${says}</p>${mend ? html`<p class="mend">${prose(mend)}</p>` : undefined}</div></li>`;
}

/** A line a kind of check, its sentences folded behind it. */
function passed(found: readonly Finding[]): readonly Markup[] {
  return [...new Set(found.map(({ check }) => check))].map((check) => {
    const same = found.filter((one) => one.check === check);
    const times = same.length > 1 ? html` <span class="muted">${same.length} times</span>` : undefined;
    return html`<details><summary>${signIcon(findingSign.pass)} ${checkName(check)}${times}</summary><ul>${same.map(({ says }) => html`<li>${says}</li>`)}</ul></details>`;
  });
}

/** What was assumed and how it was checked: what raises a doubt in full, what passed by kind. */
export function findings(result: StudyResult): Markup {
  const loud = verdictOrder.filter((verdict) => verdict !== 'pass').flatMap((verdict) => findingsOf(result, verdict));
  const quiet = findingsOf(result, 'pass');
  const tally = verdictOrder.map((verdict) => `${findingsOf(result, verdict).length} ${findingSign[verdict].word.toLowerCase()}`).join(', ');
  return html`<section id="findings"><h2>Assumptions and findings</h2><p class="lead">${result.findings.length > 0 ? `${capitalised(tally)}.` : 'No check was run.'}</p>
${loud.length > 0 ? html`<div class="card pad"><ul class="findings">${loud.map(finding)}</ul></div>` : undefined}
${quiet.length > 0 ? html`<h3>Passed</h3><div class="card pad passed">${passed(quiet)}</div>` : undefined}</section>`;
}
