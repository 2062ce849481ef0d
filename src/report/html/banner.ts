import type { StudyResult } from '../../study/result.ts';
import { count } from '../format/number.ts';
import { analysedUnits, isUnreadable, waitsFor } from '../look-up.ts';
import { armCalled } from '../names.ts';
import { nextStep } from '../next-step.ts';
import { inPlainWords } from '../plainly.ts';
import { judgedOutcomes } from '../plan/measured-how.ts';
import { correctedText, primaryInWords } from '../primary-in-words.ts';
import { html, type Markup } from '../text/html.ts';
import { threeNumbers } from '../three-numbers.ts';
import { benchmarkNote, capitalised, decisionSign, shortHash, unitNouns, unreadableNote } from '../words.ts';
import { prose, signIcon, unbroken } from './parts.ts';

const toneIcon = { good: '✓', caution: '!', bad: '✗', quiet: '·' } as const;

function kicker({ study, provenance }: StudyResult, units: number | undefined): Markup {
  const facts = [units === undefined ? '' : `${count(units)} ${unitNouns(study.unit)}`, `plan ${shortHash(provenance.planHash)}`, `looks: ${study.looks}`];
  return html`<p class="kicker"><span class="id">${study.id}</span>${facts.filter(Boolean).map((fact) => html`<span>${fact}</span>`)}</p>`;
}

function numbers(result: StudyResult): Markup {
  const cells = threeNumbers(result).map(
    ({ label, about, number, says, tone }) =>
      html`<div><dt>${label}${about ? ` · ${about}` : ''}</dt><dd><div class="number">${number}</div><div class="says">${signIcon({ icon: toneIcon[tone], tone })}<span>${unbroken(says)}</span></div></dd></div>`,
  );
  return html`<dl class="numbers${isUnreadable(result) ? ' unread' : ''}">${cells}</dl>`;
}

/** What was changed, and who decided who got it. */
function changed({ study }: StudyResult): Markup {
  const versions = Object.entries(study.treatments).flatMap(([arm, parts]) => {
    const named = Object.entries(parts).map(([part, version]) => `${part} ${version}`);
    return named.length === 0 ? [] : [`In ${armCalled({ study }, arm).shown}: ${named.join(', ')}.`];
  });
  return html`<p class="changed">${[`${capitalised(study.design.kind)}: ${study.design.says.replace(/\.$/, '')}.`, ...versions].join(' ')}</p>`;
}

function effectLine(result: StudyResult): Markup | undefined {
  const primary = primaryInWords(result);
  if (!primary) return undefined;
  const means = primary.means.map(({ arm, mean }) => `${mean} in ${arm.shown}`);
  return html`<p class="words"><b>${primary.name.shown}</b>: ${unbroken(primary.effect)}${means.length > 0 ? unbroken(`; ${primary.lead} ${means.join(' and ')}`) : ''}.${unbroken(primary.corrected === undefined ? '' : ` ${correctedText(primary)}`)}</p>`;
}

/** Thirty seconds: the verdict, one sentence why, and three numbers in words. */
export function banner(result: StudyResult): Markup {
  const { decision, study } = result;
  const sign = decisionSign(decision.verdict);
  const waiting = waitsFor(result);
  const unreadable = isUnreadable(result);
  const what = waiting?.mend === undefined ? undefined : html` What to do: ${prose(waiting.mend)}`;
  const note = waiting ? html`<p class="note">${unreadable ? unreadableNote : ''}${what}</p>` : undefined;
  const plain = inPlainWords(result);
  const step = nextStep(result);
  const next = step === undefined ? undefined : html`<p class="words"><b>Next</b>: ${prose(step)}</p>`;
  const measures = judgedOutcomes(result).map(({ name, says }) => html`<p class="words"><b>How ${name.shown} is measured</b>: ${unbroken(says)}</p>`);
  const benchmark = study.evidence === 'benchmark' ? html`<p class="note">${benchmarkNote}</p>` : undefined;
  return html`<header class="card banner ${sign.tone}">${kicker(result, analysedUnits(result))}
<p class="question">${study.question}</p>${changed(result)}
<h1 class="verdict">${signIcon(sign)}<span>${sign.word}</span></h1>
<p class="why">${plain === undefined ? undefined : html`<strong>${plain}</strong> `}${unbroken(decision.says)}</p>${note}${unreadable ? undefined : effectLine(result)}${measures}${benchmark}${next}
${numbers(result)}</header>`;
}
