import { csvText } from '../../src/scenarios/csv-text.ts';
import { confidenceRouting } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const tickets = 6_000;
// Rounded to fewer, scores just below the cutoff would lie at it.
const decimals = 5;

/** Fewer tickets than the scenario has. */
export const thresholdExample: StudyExample = {
  folder: 'examples/threshold',
  inputs: () => ({
    'study.yaml': confidenceRouting.study('tickets.csv'),
    'tickets.csv': csvText(confidenceRouting.simulate({ n: tickets }), decimals),
  }),
};
