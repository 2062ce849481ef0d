import { verdicts, vocabularyOf } from '../../../protocol/verdicts.ts';
import type { StudyResult } from '../../../study/result.ts';
import { argumentsOf } from '../../look-up.ts';
import { ofArm } from '../../names.ts';
import { code, escaped, joined, type Markdown, markdownTable, md, nothing, section } from '../../text/markdown.ts';
import { reasonSign } from '../../words.ts';

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
