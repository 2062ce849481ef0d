import { type ArmFamily, simultaneously } from '../../../src/across/arms/simultaneous.ts';
import { hiddenHarm } from '../../../src/across/segments/harm.ts';
import { segments } from '../../../src/across/segments/segments.ts';
import type { Answer } from '../../../src/estimate/answer.ts';
import { joinAnswers } from '../../../src/estimate/answer.ts';
import type { Estimate, Interval } from '../../../src/estimate/estimate.ts';
import { column } from '../../../src/expressions/build.ts';
import { adjustedItt } from '../../../src/methods/arms/adjusted-itt.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { all } from '../../../src/relation/asking.ts';
import { type Asked, atLeast, below, type Check, nominal, type Scenario } from '../case.ts';
import { fourArms, segmented } from '../draws-arms.ts';

const effects = { b: 0.3, c: 0, d: -0.2 } as const;
const measured = (name: string) => ({ name, measure: column(name) });
const levels = { level: 0.95, boundsLevel: 0.95 };
const family = (outcomes: readonly string[], covariates: readonly string[], comparisons: ArmFamily['comparisons']): ArmFamily => ({
  assignment: 'z',
  arms: ['a', 'b', 'c', 'd'],
  outcomes: outcomes.map(measured),
  covariates,
  slopes: 'by-arm',
  comparisons,
  ...levels,
  seed: 1,
});

const effectOf = (arm: string): number => (arm === 'a' ? 0 : effects[arm as 'b']);
const holds = (interval: Interval, truth: number): boolean => interval.pieces.some(({ low = -Infinity, high = Infinity }) => low <= truth && truth <= high);

/** Do all intervals hold their effects at once? */
const together =
  (of: (e: Estimate) => Interval): Check['hit'] =>
  ({ estimates }) =>
    estimates.every((e) => holds(of(e), effectOf(e.estimand.contrast.treatment) - effectOf(e.estimand.contrast.control)));
/** Is no lower bound above its effect? */
const boundsTogether: Check['hit'] = ({ estimates }) =>
  estimates.every((e) => e.bounds!.low <= effectOf(e.estimand.contrast.treatment) - effectOf(e.estimand.contrast.control));

const compared = (
  name: string,
  outcomes: readonly string[],
  adjust: readonly string[],
  comparisons: ArmFamily['comparisons'],
  checks: readonly Check[],
): Asked => ({
  ask: () =>
    simultaneously(family(outcomes, adjust, comparisons), function* ({ control, treatments }, at) {
      const options = outcomes.map((outcome) => ({ outcome, assignment: 'z', control, treatments, ...at }));
      return joinAnswers(yield* all(options.map((o) => (adjust.length > 0 ? adjustedItt({ ...o, adjust }) : itt(o)))));
    }),
  checks: checks.map((check) => ({ ...check, name: `${name}, ${check.name}` })),
});

const simultaneous: Check = { name: 'all intervals at once', hit: together((e) => e.interval), expected: nominal() };
const bounds: Check = { name: 'all lower bounds at once', hit: boundsTogether, expected: nominal() };
const pointwise: Check = { name: 'intervals each for itself', hit: together((e) => e.pointwise!), expected: below(0.95) };

const effectInSegments = ({ estimates }: Answer): boolean => estimates.every((e) => holds(e.interval, 0.5));

/** Families of contrasts, and segments. */
export const scenarios: readonly Scenario[] = [
  {
    name: 'four arms of unequal sizes and noise, 200 units',
    heavy: true,
    least: 2000,
    draws: fourArms(200, effects),
    asked: [
      compared('itt against control', ['y'], [], 'control', [simultaneous, bounds, pointwise]),
      compared('adjusted-itt against control', ['y'], ['x'], 'control', [simultaneous, bounds, pointwise]),
    ],
  },
  {
    name: 'four arms of unequal sizes and noise, larger families, 200 units',
    draws: fourArms(200, effects),
    heavy: true,
    asked: [
      compared('itt of all pairs', ['y'], [], 'all-pairs', [simultaneous]),
      compared('itt against control, two outcomes', ['y', 'w'], [], 'control', [simultaneous]),
      compared('adjusted-itt against control, two outcomes', ['y', 'w'], ['x'], 'control', [simultaneous, bounds]),
    ],
  },
  {
    name: 'seven segments of two columns, one effect, 1,000 units',
    draws: segmented(1000),
    asked: [
      {
        ask: () => segments({ columns: ['g', 'h'], contrasts: 1, ...levels }, (_, at) => itt({ outcome: 'y', assignment: 'z', control: 0, ...at })),
        checks: [
          { name: 'all segments at once', hit: effectInSegments, expected: atLeast() },
          { name: 'segments each for itself', hit: ({ estimates }) => estimates.every((e) => holds(e.pointwise!, 0.5)), expected: below(0.85) },
          {
            name: 'no test of interaction at 0.05, Holm over both columns',
            hit: ({ findings }) => findings.filter((f) => f.check === 'interaction').every((f) => f.verdict === 'pass'),
            expected: nominal(),
          },
          {
            name: 'no alarm of a harmed segment',
            hit: ({ estimates }) => hiddenHarm([], estimates, () => ({ better: 'higher' })).length === 0,
            expected: atLeast(0.95),
          },
        ],
      },
    ],
  },
];
