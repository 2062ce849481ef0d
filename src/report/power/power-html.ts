import type { PowerPlan } from '../../study/power/power-plan.ts';
import { page } from '../html/page.ts';
import { exhibitFigure, said, table, unbroken } from '../html/parts.ts';
import { html } from '../text/html.ts';
import { findingSign } from '../words.ts';
import { assumptionPieces, notesOf, powerCells, powerHeader, simulatedText } from './cells.ts';

/** A power plan as one self-contained page: the table, the curve, the warnings. */
export function powerHtml(plan: PowerPlan): string {
  const cells = plan.rows.map(powerCells);
  const told = cells.filter((row) => !row.refused);
  const refused = cells.flatMap((row) => (row.refused ? [html`<li><b>${row.outcome}</b> ${row.refused.says} ${row.refused.mend}</li>`] : []));
  const simulated = simulatedText(plan);
  const findings = plan.findings.map(({ verdict, says, mend }) => html`<li>${said({ ...findingSign[verdict], word: unbroken(says) })} ${mend ?? ''}</li>`);
  const body = html`<header class="card pad"><p class="kicker"><span class="id">${plan.study.id}</span>${assumptionPieces(plan).map((piece) => html`<span>${piece}</span>`)}</p>
<h1 class="verdict"><span>Power</span></h1><p class="question">${plan.study.question}</p></header>
<section class="card pad">${
    told.length > 0
      ? table(
          powerHeader.map(([, title]) => title),
          told.map((row) => powerHeader.map(([key]) => unbroken(row[key]))),
        )
      : undefined
  }
${notesOf(plan).map((note) => html`<p>${note}</p>`)}${refused.length > 0 ? html`<ul>${refused}</ul>` : undefined}</section>
${plan.exhibits.map(exhibitFigure)}
${simulated ? html`<section class="card pad"><p>${simulated}</p></section>` : undefined}
${findings.length > 0 ? html`<section class="card pad"><ul>${findings}</ul></section>` : undefined}`;
  return page(`${plan.study.id}: power`, body);
}
