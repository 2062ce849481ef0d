import { measuredBy } from '../../../src/across/measurement/measured-by.ts';
import type { MeasurementOptions } from '../../../src/across/measurement/options.ts';
import { annotators } from '../../../src/diagnostics/judges/annotators.ts';
import { column } from '../../../src/expressions/build.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { rollup } from '../../../src/relation/steps.ts';
import { after } from '../../../src/relation/within.ts';
import { type Asked, below, type Check, type Expected, interval, nominal, type Scenario, smallSample } from '../case.ts';
import { labelledByArm, labelledByMost, labelledBySome, labelledInRows, twoPeople } from '../draws-annotators.ts';

const options: MeasurementOptions = { outcome: 'quality', judges: ['judge'], human: 'human', assignment: 'z', arms: ['0', '1'] };
const asked = () => measuredBy({ ...options, level: 0.95, boundsLevel: 0.95 }, (at) => itt({ outcome: 'quality', assignment: 'z', control: 0, ...at }));
const measured = (name: string, expected: Expected = nominal()): Asked => ({ ask: asked, checks: [interval(name, 'itt', expected)] });

/** Rows of an answer are brought to one, as `rows: many-per-unit` with `per: mean` does. */
const oneRow = rollup(['id', 'z'], { judge: { kind: 'mean', of: column('judge') }, human: { kind: 'mean', of: column('human') } });

/** Does the interval of agreement in one arm hold the agreement of people in general? */
const agreement = (arm: number, expected: Expected): Check => ({
  name: `Krippendorff alpha in arm ${arm}`,
  truth: 'alpha',
  hit: ({ exhibits: [{ columns }] }, truth) => (columns.low[arm] as number) <= truth && truth <= (columns.high[arm] as number),
  expected,
});

export const scenarios: readonly Scenario[] = [
  {
    name: 'one to three people label 150 of 1,000 answers an arm, some stricter',
    draws: labelledBySome(1_000, 150),
    asked: [measured('ppi++, mean of labels')],
  },
  { name: 'one to three people label 15 of 400 answers an arm, some stricter', draws: labelledBySome(400, 15), asked: [measured('ppi++, mean of labels')] },
  {
    name: 'the strict one labels most of control, the mild one most of the new model',
    draws: labelledByArm(1_000, 150),
    asked: [measured('ppi++, mean of labels', below(0.5))],
  },
  { name: 'three people say right or wrong of 150 of 1,000 answers an arm', draws: labelledByMost(1_000, 150), asked: [measured('ppi++, majority of labels')] },
  {
    name: 'a row for each of three labels of 60 of 400 answers an arm',
    heavy: true,
    least: 2_000,
    draws: labelledInRows(400, 60),
    asked: [
      { ask: () => after(asked(), [oneRow]), checks: [interval('ppi++, rows of an answer brought to one', 'itt')] },
      measured('ppi++, each label taken for an answer', below(0.92)),
    ],
  },
  ...(
    [
      [150, nominal()],
      [40, smallSample],
    ] as const
  ).map(
    ([labels, expected]): Scenario => ({
      name: `two people label ${labels} answers an arm, one stricter`,
      draws: twoPeople(labels),
      asked: [
        {
          ask: () => annotators({ outcome: 'quality', human: 'human', annotators: ['a', 'b'], assignment: 'z', control: 0 }),
          checks: [agreement(0, expected), agreement(1, expected)],
        },
      ],
    }),
  ),
];
