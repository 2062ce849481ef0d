import { perUnit } from '../../protocol/per-unit.ts';
import { transformFacts } from '../../protocol/scale.ts';
import type { OutcomeWords, StudyResult } from '../../study/result.ts';
import { percent, statistic } from '../format/number.ts';
import { type Name, nameOf } from '../names.ts';
import { unitNoun } from '../words.ts';

/** How an outcome comes about, in sentences: the column of the log or the judge, what is made of it, and what the checks found of it. */
export function measuredHow(result: StudyResult, outcome: OutcomeWords): readonly string[] {
  const { measured, maturity, name } = outcome;
  const young = maturity === undefined ? [] : [`It is known after ${maturity}: younger units are left out.`];
  if (measured) {
    const people = saidOf(result, 'annotator-agreement', [name]);
    return [...judged(measured), ...young, ...saidOf(result, 'audit', [name]), ...people, ...saidOf(result, 'judge-agreement', measured.judges)];
  }
  return [`${logged(outcome, unitNoun(result.study.unit))}.`, ...young, ...saidOf(result, 'missing-outcome', [name])];
}

/** `Column resolved`, `Total cost_usd over total resolved`, `Quantile at 95 % of latency`; then its scale. */
function logged({ name, ratio, quantile, per, transform, limits }: OutcomeWords, unit: string): string {
  if (ratio) return `Total ${ratio[0]} over total ${ratio[1]}`;
  const column = quantile ? `the quantile at ${percent(quantile[1])} of ${quantile[0]}` : name;
  const ofUnit = per === undefined ? `column ${column}` : perUnit[per].says(column, unit);
  const capped = limits ? `, capped at ${statistic(limits.low)} and ${statistic(limits.high)}` : '';
  const said = quantile ? column : ofUnit;
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}${capped}${transform === undefined ? '' : `, as the ${transformFacts(transform).says('it')}`}`;
}

function judged({ judges, human, by, sampling, version, rubric, population }: NonNullable<OutcomeWords['measured']>): readonly string[] {
  const versions = [version === undefined ? 'no version declared' : `version ${version}`, ...(rubric === undefined ? [] : [`rubric ${rubric}`])];
  const whose = population === undefined ? '' : `, of ${population}`;
  const drawn = sampling === undefined ? 'taken for a simple random sample within each arm' : `drawn with the chance logged in ${sampling}`;
  return [`Scored by ${judges.join(', ')} (${versions.join(', ')})${whose}, corrected by what people say in ${human} (${by}).`, `Audits are ${drawn}.`];
}

/** What a check says of these columns, each sentence once. */
function saidOf({ findings }: StudyResult, check: string, columns: readonly string[]): readonly string[] {
  const found = findings.filter((f) => f.check === check && f.about.column !== undefined && columns.includes(f.about.column));
  return [...new Set(found.map(({ says }) => says))];
}

/** Of each outcome that decides and is scored by a judge: how it is measured, and how well judge and people agree. */
export function judgedOutcomes(result: StudyResult): readonly { readonly name: Name; readonly says: string }[] {
  const { outcomes } = result.study;
  const deciding = outcomes.filter(({ role, name }, i) => (role === 'primary' || role === 'guardrail') && outcomes.findIndex((o) => o.name === name) === i);
  return deciding.flatMap(({ name, measured }) => {
    if (!measured) return [];
    const [scored] = judged(measured);
    return [{ name: nameOf(result, name), says: [scored, ...saidOf(result, 'judge-agreement', measured.judges)].join(' ') }];
  });
}
