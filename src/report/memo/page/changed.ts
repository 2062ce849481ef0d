import type { StudyResult } from '../../../study/result.ts';
import { count } from '../../format/number.ts';
import { analysedUnits } from '../../look-up.ts';
import { armName } from '../../names.ts';
import { code, escaped, joined, list, type Markdown, md, nothing, section, shortName } from '../../text/markdown.ts';
import { capitalised, unitNouns } from '../../words.ts';

/** What was changed for whom: the question, the versions of each arm, and how units came to be in it. */
export function changedPart(result: StudyResult): Markdown {
  const { study } = result;
  const versions = Object.entries(study.treatments).flatMap(([arm, parts]) => {
    const named = Object.entries(parts).map(([part, version]) => md`${escaped(part)} ${code(version)}`);
    return named.length === 0 ? [] : [md`${shortName(armName(result, arm))}: ${joined(named, ', ')}`];
  });
  const units = analysedUnits(result);
  const counted = units === undefined ? '' : `The result rests on ${count(units)} ${unitNouns(study.unit)}${atLook(result)}.`;
  const left = study.butFor === undefined ? '' : ` Left out of the launch: ${study.butFor}.`;
  return section(
    md`What was changed, for whom`,
    escaped(study.question),
    versions.length > 0 ? list(versions) : nothing,
    escaped(`${capitalised(study.design.kind)}: ${study.design.says.replace(/\.$/, '')}. ${counted}${left}`),
  );
}

/** `, at look 2 of 4`, or `, read at a look that was not planned`. */
function atLook({ look }: StudyResult): string {
  if (!look || typeof look.looks === 'string') return '';
  const { planned } = look.taken[look.taken.length - 1];
  return planned === undefined ? ', read at a look that was not planned' : `, at look ${planned} of ${look.looks.length}`;
}
