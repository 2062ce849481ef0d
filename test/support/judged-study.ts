import { expect } from 'vitest';
import { type ColumnData, fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { judgeScores } from '../../src/scenarios.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';

export const n = 2_000;
export const drawn = judgeScores.simulate({ n, seed: 5 }).columns;
const random = stream(9);
export const columns: Record<string, ColumnData> = {
  ...drawn,
  items: Float64Array.from({ length: n }, () => 1 + random.integer(3)),
  language: Array.from({ length: n }, (_, i) => 'ab'[i % 2]),
  cost: Float64Array.from({ length: n }, () => 1 + random.normal() / 5),
  arm3: Array.from({ length: n }, (_, i) => ((drawn.new_model as Float64Array)[i] === 0 ? 'old' : i % 2 === 0 ? 'new' : 'newer')),
};

export interface Changes {
  readonly outcome?: string;
  readonly more?: string;
  readonly extra?: string;
  readonly assignment?: string;
  readonly data?: Record<string, ColumnData>;
  readonly measured?: string;
  readonly adjust?: string;
  readonly rows?: string;
  readonly trigger?: string;
}

export const measured = 'judge: llm_judge_score, human: human_score, audited: audited';

export function studyText({
  outcome = 'role: primary, better: higher',
  more = '',
  extra = '',
  assignment = 'new_model',
  measured: by = measured,
  rows = 'one-per-unit',
  trigger = '',
  adjust = 'none',
}: Changes): string {
  const arms = assignment === 'arm3' ? { control: 'old', treatments: '{new: {model: a}, newer: {model: b}}' } : { control: '0', treatments: '{1: {model: a}}' };
  return `estimand: 1
study: judged
question: Is it better?
data: {file: x.csv}
unit: answer_id
rows: ${rows}
design: {kind: randomized, assignment: ${assignment}, control: ${arms.control}${trigger}}
treatments: ${arms.treatments}
outcomes:
  quality: {${outcome}, measured: {${by}}}
${more}
analysis: {level: 0.95, adjust: ${adjust}}
${extra}
`;
}

export const analysed = (changes: Changes = {}): Promise<StudyResult> =>
  analyze(parseStudy(studyText(changes), 'study.yaml'), { data: fromColumns(changes.data ?? columns) });
export const estimate = ({ estimates }: StudyResult, id: string) => {
  const found = estimates.find((e) => e.id === id);
  expect(found, `${id} among ${estimates.map((e) => e.id).join(', ')}`).toBeDefined();
  return found!;
};

export const levels = { level: 0.95, boundsLevel: 0.95 };
export const options = { outcome: 'quality', judges: ['llm_judge_score'], human: 'human_score', audited: 'audited', assignment: 'new_model', arms: ['0', '1'] };
