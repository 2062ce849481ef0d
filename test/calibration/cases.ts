import type { Scenario } from './case.ts';
import { scenarios as blocks } from './cases/blocks.ts';
import { scenarios as twoArms } from './cases/two-arms.ts';

/** Every promise of coverage, as data: one file a topic. A negative control stands in the scenario where it fails. */
export const scenarios: readonly Scenario[] = [...twoArms, ...blocks];
