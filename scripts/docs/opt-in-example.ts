import { csvText } from '../../src/scenarios/csv-text.ts';
import { optInSummaries } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const users = 1_500;
const decimals = 2;

/** Fewer users than the scenario has. */
export const optInExample: StudyExample = {
  folder: 'examples/opt-in',
  inputs: () => ({
    'study.yaml': optInSummaries.study('users.csv'),
    'users.csv': csvText(optInSummaries.simulate({ n: users }), decimals),
  }),
};
