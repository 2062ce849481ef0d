import { csvText } from '../../src/scenarios/csv-text.ts';
import { supportRollout } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const n = 3_000;

/** A quarter of the planned tickets. */
export const supportExample: StudyExample = {
  folder: 'examples/support-rollout',
  inputs: () => ({
    'study.yaml': supportRollout.study('tickets.csv'),
    'tickets.csv': csvText(supportRollout.simulate({ n })),
  }),
};
