import { csvText } from '../../src/scenarios/csv-text.ts';
import { multiArm } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const n = 4_000;
const decimals = 3;

/** All the cases that were planned. */
export const multiArmExample: StudyExample = {
  folder: 'examples/multi-arm',
  inputs: () => ({
    'study.yaml': multiArm.study('cases.csv', n),
    'cases.csv': csvText(multiArm.simulate({ n }), decimals),
  }),
};
