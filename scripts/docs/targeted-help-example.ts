import { csvText } from '../../src/scenarios/csv-text.ts';
import { targetedHelp } from '../../src/scenarios.ts';
import type { StudyExample } from './study-example.ts';

const users = 8_000;
const decimals = 4;

/** The users that the scenario has. */
export const targetedHelpExample: StudyExample = {
  folder: 'examples/targeted-help',
  inputs: () => ({
    'study.yaml': targetedHelp.study('users.csv', users),
    'users.csv': csvText(targetedHelp.simulate({ n: users }), decimals),
  }),
};
