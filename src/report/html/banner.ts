import type { StudyResult } from '../../study/result.ts';
import { count } from '../format/number.ts';
import { analysedUnits, isUnreadable, waitsFor } from '../look-up.ts';
import { html, type Markup } from '../text/html.ts';
import { threeNumbers } from '../three-numbers.ts';
import { benchmarkNote, decisionSign, shortHash, unitNouns, unreadableNote } from '../words.ts';
import { prose, signIcon, unbroken } from './parts.ts';

const toneIcon = { good: '✓', caution: '!', bad: '✗', quiet: '·' } as const;

function kicker({ study, provenance }: StudyResult, units: number | undefined): Markup {
  const facts = [
    units === undefined ? '' : `${count(units)} ${unitNouns(study.unit)}`,
    study.design.kind,
    `plan ${shortHash(provenance.planHash)}`,
    `looks: ${study.looks}`,
  ];
  return html`<p class="kicker"><span class="id">${study.id}</span>${facts.filter(Boolean).map((fact) => html`<span>${fact}</span>`)}</p>`;
}

function numbers(result: StudyResult): Markup {
  const cells = threeNumbers(result).map(
    ({ label, about, number, says, tone }) =>
      html`<div><dt>${label}${about ? ` · ${about}` : ''}</dt><dd><div class="number">${number}</div><div class="says">${signIcon({ icon: toneIcon[tone], tone })}<span>${unbroken(says)}</span></div></dd></div>`,
  );
  return html`<dl class="numbers${isUnreadable(result) ? ' unread' : ''}">${cells}</dl>`;
}

/** Thirty seconds: the verdict, one sentence why, and three numbers in words. */
export function banner(result: StudyResult): Markup {
  const { decision, study } = result;
  const sign = decisionSign(decision.verdict);
  const waiting = waitsFor(result);
  const unreadable = isUnreadable(result);
  const what = waiting?.mend === undefined ? undefined : html` What to do: ${prose(waiting.mend)}`;
  const note = waiting ? html`<p class="note">${unreadable ? unreadableNote : ''}${what}</p>` : undefined;
  const benchmark = study.evidence === 'benchmark' ? html`<p class="note">${benchmarkNote}</p>` : undefined;
  return html`<header class="card banner ${sign.tone}">${kicker(result, analysedUnits(result))}
<h1 class="verdict">${signIcon(sign)}<span>${sign.word}</span></h1>
<p class="why">${unbroken(decision.says)}</p>${note}<p class="question">${study.question}</p>${benchmark}
${numbers(result)}</header>`;
}
