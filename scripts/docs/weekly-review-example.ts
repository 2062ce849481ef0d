import { csvText } from '../../src/scenarios/csv-text.ts';
import { weeklyReview } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const decimals = 3;

/** The sessions that the scenario has. */
export const weeklyReviewExample: StudyExample = {
  folder: 'examples/weekly-review',
  inputs: () => ({
    'study.yaml': weeklyReview.study('sessions.csv.gz'),
    'sessions.csv.gz': csvText(weeklyReview.simulate(), decimals),
  }),
};
