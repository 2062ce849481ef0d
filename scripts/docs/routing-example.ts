import { csvText } from '../../src/scenarios/csv-text.ts';
import { loggedRouting } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const n = 5_000;
const decimals = 4;

/** Requests routed by chance, and two policies to value from their log. */
export const routingExample: StudyExample = {
  folder: 'examples/logged-routing',
  inputs: () => ({
    'study.yaml': loggedRouting.study('requests.csv'),
    'requests.csv': csvText(loggedRouting.simulate({ n }), decimals),
  }),
};
