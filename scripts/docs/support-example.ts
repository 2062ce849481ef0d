import { csvText } from '../../src/scenarios/csv-text.ts';
import { supportRollout } from '../../src/scenarios.ts';

const n = 3_000;

/** The example that lies in the repository: a quarter of the planned tickets. */
export const supportExample = {
  folder: 'examples/support-rollout',
  inputs: (): Readonly<Record<string, string>> => ({
    'study.yaml': supportRollout.study('tickets.csv'),
    'tickets.csv': csvText(supportRollout.simulate({ n })),
  }),
};
