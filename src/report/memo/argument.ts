import { verdicts, vocabularyOf } from '../../protocol/verdicts.ts';
import type { StudyResult } from '../../study/result.ts';
import { argumentsOf, isUnreadable, waitsFor } from '../look-up.ts';
import { nameOf, ofArm, rowName } from '../names.ts';
import { code, escaped, joined, list, type Markdown, markdownTable, md, nothing, section, shortName } from '../text/markdown.ts';
import { threeNumbers } from '../three-numbers.ts';
import { benchmarkNote, decisionSign, reasonSign, unreadableNote } from '../words.ts';

/** The verdict, one sentence why, and three numbers in words. */
export function decisionSection(result: StudyResult): Markdown {
  const { decision, study } = result;
  const { word } = decisionSign(decision.verdict);
  const numbers = threeNumbers(result).map(
    ({ label, about, number, says }) => md`**${escaped(label)}**${about ? md` (${escaped(about)})` : nothing}: **${escaped(number)}**. ${escaped(says)}`,
  );
  return section(
    md`Decision`,
    md`**${escaped(word.toUpperCase())}.** ${escaped(decision.says)}`,
    waitingNote(result),
    list(numbers),
    study.evidence === 'benchmark' ? md`> ${escaped(benchmarkNote)}` : nothing,
  );
}

/** What keeps the decision waiting, and what to do about it. */
function waitingNote(result: StudyResult): Markdown {
  const waiting = waitsFor(result);
  if (!waiting) return nothing;
  const said = [isUnreadable(result) ? escaped(unreadableNote) : nothing, waiting.mend === undefined ? nothing : md`*What to do:* ${escaped(waiting.mend)}`];
  return md`> ${joined(said, ' ')}`;
}

/** The rule as it was declared, and how each condition came out. */
export function ruleSection(result: StudyResult): Markdown {
  const rows = argumentsOf(result).flatMap(({ arm, reasons }) =>
    reasons.map(({ condition, status, estimate, says }) => {
      const { icon, word } = reasonSign[status];
      return [escaped(ofArm(result, condition, arm)), escaped(`${icon} ${word}`), estimate === undefined ? md`–` : code(estimate), escaped(says)];
    }),
  );
  const { study, decision } = result;
  const vocabulary = vocabularyOf(decision.verdict);
  const [go, wait, stop] = [vocabulary.go, vocabulary.wait, vocabulary.stop].map((verdict) => escaped(verdicts[verdict].word));
  return section(
    md`Decision rule as declared`,
    md`${go} when all of these hold: ${study.launchWhen.length > 0 ? joined(study.launchWhen.map(code), ', ') : md`no condition was declared`}. ${stop} when the primary effect or the net value lies wholly on the bad side, or a guardrail fails. ${wait} otherwise, and whenever a check fails that the decision rests on.`,
    rows.length > 0 ? markdownTable([md`Condition`, md`Status`, md`Rests on`, md`Why`], rows) : nothing,
  );
}

/** What could overturn the decision: conditions not met, guardrails without a verdict, warnings with what to do about them. */
export function risksSection(result: StudyResult): Markdown {
  const { decision, findings, study } = result;
  const standing = decision.reasons
    .filter((r) => r.status === 'met')
    .map((r) => md`The decision needs ${code(r.condition)} to keep holding: ${escaped(r.says)}`);
  const missing = decision.reasons
    .filter((r) => r.status !== 'met')
    .map((r) => md`${code(r.condition)} is ${r.status === 'violated' ? md`violated` : md`not met`}: ${escaped(r.says)}`);
  const unsettled = decision.guardrails
    .filter((g) => g.verdict === 'inconclusive')
    .map((g) => md`Guardrail ${shortName(nameOf(result, g.outcome))} is inconclusive: ${escaped(g.says)}`);
  const doubts = findings.filter((f) => f.verdict === 'fail' || f.verdict === 'warn').map((f) => escaped(f.says));
  const refused = study.outcomes
    .filter((o) => o.headline === undefined)
    .map((o) => md`${shortName(rowName(result, o.name, o.arm))} could not be estimated, so nothing is known about it.`);
  const items = [...missing, ...unsettled, ...doubts, ...refused, ...standing];
  return section(md`Main risks, and what would change the decision`, items.length > 0 ? list(items) : md`No check raised a doubt.`);
}
