import { measuredBy } from '../../../src/across/measurement/measured-by.ts';
import { isMeasurement, measurement } from '../../../src/across/measurement/measurement.ts';
import type { MeasurementOptions } from '../../../src/across/measurement/options.ts';
import { auditLevels, underAudit } from '../../../src/across/measurement/small-audit.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { usualLevels } from '../../../src/inference/wald.ts';
import { blocked } from '../../../src/methods/arms/blocked/blocked.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import type { Asking } from '../../../src/relation/asking.ts';
import { type Asked, atLeast, below, type Expected, interval, nominal, type Scenario, smallSample } from '../case.ts';
import { judgedPairs, judgedPassages, judgedRuns } from '../draws-judged-pairs.ts';

const contrast = { outcome: 'quality', assignment: 'z', control: 0 };
const inItems = { blocks: 'item' } as const;
const options: MeasurementOptions = { outcome: 'quality', judges: ['judge'], human: 'human', assignment: 'z', arms: ['0', '1'] };

type InBlocks = Pick<MeasurementOptions, 'target' | 'within'> & { readonly blocks: string };

const measured = (how: InBlocks = inItems, expected: Expected = nominal()): Asked => ({
  ask: () => measuredBy({ ...options, ...how, ...usualLevels }, (asked) => blocked({ ...contrast, ...how, ...asked })),
  checks: [interval('ppi++ within blocks', 'effect', expected)],
});

/** Labels alone, as they stand beside the measured effect. */
const labels = (how: InBlocks = inItems, expected: Expected = nominal()): Asked => ({
  *ask(): Asking<Answer> {
    const found = yield* measurement({ ...options, ...how });
    if (!isMeasurement(found)) return { estimates: [], findings: [found.refused], exhibits: [] };
    const { measure, df } = found.audit;
    const answer = yield* blocked({ ...contrast, ...how, measure, ...auditLevels(usualLevels, df) });
    return { ...answer, estimates: answer.estimates.map((e) => underAudit(e, usualLevels, df)) };
  },
  checks: [interval('labels alone within blocks', 'effect', expected)],
});

/** As if rows were not in pairs. */
const across = (expected: Expected): readonly Asked[] => [
  {
    ask: () => measuredBy({ ...options, ...usualLevels }, (asked) => itt({ ...contrast, ...asked })),
    checks: [interval('ppi++ across pairs', 'effect', expected)],
  },
  { ask: () => itt({ ...contrast, outcome: 'human' }), checks: [interval('labels alone across pairs', 'effect', expected)] },
];

const far = atLeast(0.98);

/** Two answers to an item, of which people score few: the comparison is within items, and so are judge and audit. */
export const scenarios: readonly Scenario[] = [
  {
    name: '40 pairs of scores, both of 12 audited',
    heavy: true,
    least: 2000,
    draws: judgedPairs(40, 'score', { pairs: 12 }),
    asked: [measured(), labels(), ...across(far)],
  },
  {
    name: '40 pairs of right or wrong, both of 12 audited',
    heavy: true,
    least: 400,
    draws: judgedPairs(40, 'binary', { pairs: 12 }),
    asked: [measured(inItems, smallSample), labels()],
  },
  {
    name: '200 pairs of scores, both of 20 audited',
    heavy: true,
    least: 2000,
    draws: judgedPairs(200, 'score', { pairs: 20 }),
    asked: [measured(), labels(), ...across(far)],
  },
  {
    name: '200 pairs of right or wrong, both of 20 audited',
    heavy: true,
    least: 400,
    draws: judgedPairs(200, 'binary', { pairs: 20 }),
    asked: [measured(inItems, smallSample), labels()],
  },
  {
    name: '200 pairs of which what is hard for one model is easy for the other, both of 40 audited',
    heavy: true,
    least: 2000,
    draws: judgedPairs(200, 'opposed', { pairs: 40 }),
    asked: [measured(), labels(), ...across(below(0.95))],
  },
  {
    name: '200 pairs of scores, three rows in ten audited',
    heavy: true,
    least: 2000,
    draws: judgedPairs(200, 'score', { rows: 0.3 }),
    asked: [measured(), labels()],
  },
  {
    name: '200 pairs of right or wrong, three rows in ten audited',
    heavy: true,
    least: 2000,
    draws: judgedPairs(200, 'binary', { rows: 0.3 }),
    asked: [measured(), labels()],
  },
  {
    name: '200 pairs whose judge guesses, three rows in ten audited',
    heavy: true,
    least: 2000,
    draws: judgedPairs(200, 'guessed', { rows: 0.3 }),
    asked: [measured(), labels()],
  },
  {
    name: '60 prompts with four answers of each model, a quarter of the answers audited',
    heavy: true,
    least: 2000,
    draws: judgedRuns(60, 4, 0.25),
    asked: [measured({ ...inItems, target: 'blocks' }), labels({ ...inItems, target: 'blocks' })],
  },
  {
    name: '30 passages of six questions, both answers to a third of these audited',
    heavy: true,
    least: 2000,
    draws: judgedPassages(30),
    asked: [measured({ ...inItems, within: 'passage' }), labels({ ...inItems, within: 'passage' })],
  },
];
