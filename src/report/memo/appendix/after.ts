import { isAboutLaunch, vocabularyOf } from '../../../protocol/verdicts.ts';
import type { StudyResult } from '../../../study/result.ts';
import { count } from '../../format/number.ts';
import { monitoringPlan } from '../../plan/monitoring-plan.ts';
import { block, code, escaped, type Markdown, markdownTable, md, nothing, prose, section } from '../../text/markdown.ts';

/** What is watched once the change is out, and when to act on it. */
export function monitoringSection(result: StudyResult): Markdown {
  const declared = Object.entries(result.study.monitoring).map(([key, value]) => `${key}: ${value}`);
  const rows = monitoringPlan(result).map(({ what, how, when }) => [what, `${how}.`, when].map(escaped));
  return section(
    isAboutLaunch(vocabularyOf(result.decision.verdict)) ? md`Monitoring after launch` : md`Monitoring`,
    declared.length > 0
      ? escaped(`Declared: ${declared.join(', ')}. The rest follows from what the study measures.`)
      : prose('The study declares no monitoring. Add `monitoring` to the study file: a hold-out share and the time of the first review.'),
    markdownTable([md`May change`, md`What tells it`, md`When to act`], rows),
  );
}

/** How to get the same numbers again. */
export function reproductionSection({ provenance, study }: StudyResult): Markdown {
  const rows = [
    [md`estimand`, code(provenance.estimand)],
    ...(provenance.node === undefined ? [] : [[md`Node`, code(provenance.node)]]),
    [md`Engine`, code(provenance.engine)],
    [md`Data`, md`${code(study.data)}, ${escaped(count(provenance.units))} units`],
    [md`Plan`, code(provenance.planHash)],
    [md`Seed`, code(String(provenance.seed))],
    [md`Rounds`, escaped(count(provenance.rounds))],
  ];
  return section(md`Reproduction`, block(provenance.command, 'sh'), markdownTable([nothing, nothing], rows));
}
