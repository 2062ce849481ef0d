import { csvText } from '../../src/scenarios/csv-text.ts';
import { stagedLaunch } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const workspaces = 160;
const weeks = 20;
const decimals = 4;

/** Two thirds of the workspaces that the scenario has, week by week. */
export const stagedExample: StudyExample = {
  folder: 'examples/staged-rollout',
  inputs: () => ({
    'study.yaml': stagedLaunch.study('weeks.csv'),
    'weeks.csv': csvText(stagedLaunch.simulate({ n: workspaces * weeks }), decimals),
  }),
};
