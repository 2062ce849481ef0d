import { isAboutLaunch, vocabularyOf } from '../../protocol/verdicts.ts';
import type { StudyResult } from '../../study/result.ts';
import { toleranceText } from '../against.ts';
import { count } from '../format/number.ts';
import { estimateById } from '../look-up.ts';
import { nameOf } from '../names.ts';
import { block, code, escaped, list, markdownTable, section, shortName } from './markdown.ts';

/** What is watched once the change is out. */
export function monitoringSection(result: StudyResult): string {
  const declared = Object.entries(result.study.monitoring).map(([key, value]) => [escaped(key), escaped(String(value))]);
  const watched = result.decision.guardrails.map((g) => {
    const estimate = g.estimate === undefined ? undefined : estimateById(result, g.estimate);
    return `Keep watching ${shortName(nameOf(result, g.outcome))}: it may get ${g.better === 'lower' ? 'higher' : 'lower'} by no more than ${toleranceText(g, estimate)}.`;
  });
  return section(
    isAboutLaunch(vocabularyOf(result.decision.verdict)) ? 'Monitoring after launch' : 'Monitoring',
    declared.length > 0
      ? markdownTable(['Declared', ''], declared)
      : 'The study declares no monitoring. Add `monitoring` to the study file: a hold-out share and the time of the first review.',
    watched.length > 0 ? list(watched) : '',
  );
}

/** How to get the same numbers again. */
export function reproductionSection({ provenance, study }: StudyResult): string {
  const rows = [
    ['estimand', code(provenance.estimand)],
    ...(provenance.node === undefined ? [] : [['Node', code(provenance.node)]]),
    ['Engine', code(provenance.engine)],
    ['Data', `${code(study.data)}, ${count(provenance.units)} units`],
    ['Plan', code(provenance.planHash)],
    ['Seed', code(String(provenance.seed))],
    ['Rounds', count(provenance.rounds)],
  ];
  return section('Reproduction', block(provenance.command, 'sh'), markdownTable(['', ''], rows));
}
