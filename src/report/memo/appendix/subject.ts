import type { Estimate } from '../../../estimate/estimate.ts';
import type { StudyResult } from '../../../study/result.ts';
import { count, percent } from '../../format/number.ts';
import { headlineEstimate, netValuesOf, otherEstimates, refusalOf } from '../../look-up.ts';
import { armName, ofArm, rowName } from '../../names.ts';
import { code, escaped, fullName, joined, list, type Markdown, markdownTable, md, nothing, section } from '../../text/markdown.ts';
import { capitalised, shortHash } from '../../words.ts';

/** More sentences than this are not read. */
const mostEstimands = 24;

/** The question, and what each number is a number of. */
export function questionSection(result: StudyResult): Markdown {
  const { study } = result;
  const headlines = study.outcomes.map((outcome) => {
    const estimate = headlineEstimate(result, outcome);
    return md`${fullName(rowName(result, outcome.name, outcome.arm), outcome.role)}: ${escaped(estimate ? estimate.estimand.says : `no estimate. ${refusalOf(result, outcome)}`)}`;
  });
  const net = netValuesOf(result).map(({ arm, estimate }) => md`${escaped(ofArm(result, 'net value', arm))}: ${escaped(estimate.estimand.says)}`);
  return section(md`Question and estimands`, escaped(study.question), list([...headlines, ...net, ...otherEstimands(otherEstimates(result))]));
}

/** Every other estimand; of many that differ only in arm, outcome or value of a segment, the first. */
function otherEstimands(estimates: readonly Estimate[]): readonly Markdown[] {
  const kinds = new Map<string, readonly Estimate[]>();
  for (const e of estimates) {
    const kind = estimates.length > mostEstimands ? `${e.method.id} ${e.estimand.segment?.column ?? ''}` : e.id;
    kinds.set(kind, [...(kinds.get(kind) ?? []), e]);
  }
  return [...kinds.values()].map(([e, ...more]) => {
    const alike = more.length > 0 ? md` ${escaped(count(more.length))} more of this kind; results.json has the sentence of each.` : nothing;
    return md`${code(e.id)} (${escaped(e.role)}): ${escaped(e.estimand.says)}${alike}`;
  });
}

function names(columns: readonly string[]): Markdown {
  return joined(columns.map(code), ', ');
}

function designRows(result: StudyResult): readonly (readonly Markdown[])[] {
  const { study } = result;
  const { design } = study;
  const arm = (value: string): Markdown => fullName(armName(result, value));
  return [
    [md`Unit`, code(study.unit)],
    [
      escaped(design.column.role),
      md`${code(design.column.name)}, control ${arm(design.control)}, ${escaped(design.noun[design.treatments.length === 1 ? 0 : 1])} ${joined(design.treatments.map(arm), ', ')}`,
    ],
    ...(study.butFor === undefined ? [] : [[md`Left out of the launch`, escaped(study.butFor)]]),
    [md`Evidence`, escaped(study.evidence)],
    [md`Looks`, escaped(`${study.looks}${study.plannedUnits === undefined ? '' : `, planned for ${count(study.plannedUnits)} units`}`)],
    [md`Levels`, escaped(`${percent(study.level)} intervals, ${percent(study.guardrailLevel)} one-sided bounds for guardrails`)],
    ...(study.covariates.length > 0 ? [[md`Covariates, measured before treatment`, names(study.covariates)]] : []),
    ...(study.mediators.length > 0 ? [[md`Mediators, never adjusted for`, names(study.mediators)]] : []),
  ];
}

/** Unit, assignment, plan and looks. */
export function designSection(result: StudyResult): Markdown {
  const { study, provenance } = result;
  return section(
    md`Design`,
    md`${escaped(capitalised(study.design.kind))}. ${escaped(study.design.says)}`,
    markdownTable([nothing, nothing], [...designRows(result), [md`Plan`, code(shortHash(provenance.planHash))]]),
  );
}
