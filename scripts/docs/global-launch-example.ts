import { csvText } from '../../src/scenarios/csv-text.ts';
import { globalUpgrade } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const decimals = 4;

/** The workspaces that the scenario has, week by week. */
export const globalLaunchExample: StudyExample = {
  folder: 'examples/global-launch',
  inputs: () => ({
    'study.yaml': globalUpgrade.study('weeks.csv'),
    'weeks.csv': csvText(globalUpgrade.simulate(), decimals),
  }),
};
