import { isAboutLaunch, vocabularyOf } from '../../../protocol/verdicts.ts';
import type { StudyResult } from '../../../study/result.ts';
import { toleranceText } from '../../against.ts';
import { count } from '../../format/number.ts';
import { estimateById } from '../../look-up.ts';
import { nameOf } from '../../names.ts';
import { block, code, escaped, list, type Markdown, markdownTable, md, nothing, prose, section, shortName } from '../../text/markdown.ts';

/** What is watched once the change is out. */
export function monitoringSection(result: StudyResult): Markdown {
  const declared = Object.entries(result.study.monitoring).map(([key, value]) => [escaped(key), escaped(String(value))]);
  const watched = result.decision.guardrails.map((g) => {
    const estimate = g.estimate === undefined ? undefined : estimateById(result, g.estimate);
    const way = g.better === 'lower' ? md`higher` : md`lower`;
    return md`Keep watching ${shortName(nameOf(result, g.outcome))}: it may get ${way} by no more than ${escaped(toleranceText(g, estimate))}.`;
  });
  return section(
    isAboutLaunch(vocabularyOf(result.decision.verdict)) ? md`Monitoring after launch` : md`Monitoring`,
    declared.length > 0
      ? markdownTable([md`Declared`, nothing], declared)
      : prose('The study declares no monitoring. Add `monitoring` to the study file: a hold-out share and the time of the first review.'),
    watched.length > 0 ? list(watched) : nothing,
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
