import { csvText } from '../../src/scenarios/csv-text.ts';
import { judgeScores } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const n = 3_000;
const decimals = 3;

/** Answers of an old and a new model, scored by a judge and in part by people. */
export const judgeExample: StudyExample = {
  folder: 'examples/judge-scores',
  inputs: () => ({
    'study.yaml': judgeScores.study('answers.csv', n),
    'answers.csv': csvText(judgeScores.simulate({ n }), decimals),
  }),
};
