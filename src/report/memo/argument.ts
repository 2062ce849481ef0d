import { verdicts, vocabularyOf } from '../../protocol/verdicts.ts';
import type { StudyResult } from '../../study/result.ts';
import { argumentsOf, isUnreadable, waitsFor } from '../look-up.ts';
import { nameOf, ofArm, rowName } from '../names.ts';
import { threeNumbers } from '../three-numbers.ts';
import { benchmarkNote, decisionSign, reasonSign, unreadableNote } from '../words.ts';
import { code, escaped, list, markdownTable, section, shortName } from './markdown.ts';

/** The verdict, one sentence why, and three numbers in words. */
export function decisionSection(result: StudyResult): string {
  const { decision, study } = result;
  const { word } = decisionSign(decision.verdict);
  const numbers = threeNumbers(result).map(
    ({ label, about, number, says }) => `**${label}**${about ? ` (${escaped(about)})` : ''}: **${number}**. ${escaped(says)}`,
  );
  return section(
    'Decision',
    `**${word.toUpperCase()}.** ${escaped(decision.says)}`,
    waitingNote(result),
    list(numbers),
    study.evidence === 'benchmark' ? `> ${benchmarkNote}` : '',
  );
}

/** What keeps the decision waiting, and what to do about it. */
function waitingNote(result: StudyResult): string {
  const waiting = waitsFor(result);
  if (!waiting) return '';
  const said = [isUnreadable(result) ? unreadableNote : '', waiting.mend === undefined ? '' : `*What to do:* ${escaped(waiting.mend)}`];
  return `> ${said.filter(Boolean).join(' ')}`;
}

/** The rule as it was declared, and how each condition came out. */
export function ruleSection(result: StudyResult): string {
  const rows = argumentsOf(result).flatMap(({ arm, reasons }) =>
    reasons.map(({ condition, status, estimate, says }) => {
      const { icon, word } = reasonSign[status];
      return [escaped(ofArm(result, condition, arm)), `${icon} ${word}`, estimate === undefined ? '–' : code(estimate), escaped(says)];
    }),
  );
  const { study, decision } = result;
  const vocabulary = vocabularyOf(decision.verdict);
  const [go, wait, stop] = [vocabulary.go, vocabulary.wait, vocabulary.stop].map((verdict) => verdicts[verdict].word);
  return section(
    'Decision rule as declared',
    `${go} when all of these hold: ${study.launchWhen.map((c) => code(c)).join(', ') || 'no condition was declared'}. ${stop} when the primary effect or the net value lies wholly on the bad side, or a guardrail fails. ${wait} otherwise, and whenever a check fails that the decision rests on.`,
    rows.length > 0 ? markdownTable(['Condition', 'Status', 'Rests on', 'Why'], rows) : '',
  );
}

/** What could overturn the decision: conditions not met, guardrails without a verdict, warnings with what to do about them. */
export function risksSection(result: StudyResult): string {
  const { decision, findings, study } = result;
  const standing = decision.reasons.filter((r) => r.status === 'met').map((r) => `The decision needs ${code(r.condition)} to keep holding: ${escaped(r.says)}`);
  const missing = decision.reasons
    .filter((r) => r.status !== 'met')
    .map((r) => `${code(r.condition)} is ${r.status === 'violated' ? 'violated' : 'not met'}: ${escaped(r.says)}`);
  const unsettled = decision.guardrails
    .filter((g) => g.verdict === 'inconclusive')
    .map((g) => `Guardrail ${shortName(nameOf(result, g.outcome))} is inconclusive: ${escaped(g.says)}`);
  const doubts = findings.filter((f) => f.verdict === 'fail' || f.verdict === 'warn').map((f) => escaped(f.says));
  const refused = study.outcomes
    .filter((o) => o.headline === undefined)
    .map((o) => `${shortName(rowName(result, o.name, o.arm))} could not be estimated, so nothing is known about it.`);
  const items = [...missing, ...unsettled, ...doubts, ...refused, ...standing];
  return section('Main risks, and what would change the decision', items.length > 0 ? list(items) : 'No check raised a doubt.');
}
