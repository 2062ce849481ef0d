import { simultaneously } from '../../../src/across/arms/simultaneous.ts';
import { heavyTail } from '../../../src/diagnostics/heavy-tail.ts';
import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { type Answer, joinAnswers } from '../../../src/estimate/answer.ts';
import type { Estimate } from '../../../src/estimate/estimate.ts';
import { column, winsorized } from '../../../src/expressions/build.ts';
import { type Random, stream } from '../../../src/math/random/stream.ts';
import { itt } from '../../../src/methods/arms/itt.ts';
import { quantileEffect } from '../../../src/methods/arms/quantile/quantile-effect.ts';
import { type Asking, all } from '../../../src/relation/asking.ts';
import { type Asked, atLeast, below, type Check, coversIn, interval, type Scenario, upper } from '../case.ts';
import type { Draws } from '../draws.ts';

interface Law {
  readonly draw: (random: Random) => number;
  readonly mean: number;
}

const lognormal = (sigma: number): Law => ({ draw: (random) => Math.exp(sigma * random.normal()), mean: Math.exp((sigma * sigma) / 2) });
const normal: Law = { draw: (random) => 5 + random.normal(), mean: 5 };
const exponential: Law = { draw: (random) => random.exponential(), mean: 1 };
/** Counts of a process with three events in ten units of time. */
const count: Law = {
  draw: (random) => {
    let events = 0;
    for (let time = random.exponential(); time < 0.3; time += random.exponential()) events++;
    return events;
  },
  mean: 0.3,
};

/** Arms of these sizes; of treated units each value is `factor` times one of their law. `c` is the first arm, which is control. */
function armsOf(sizes: readonly number[], [control, treatment = control]: readonly Law[], factor = 1): Draws {
  const difference = factor * treatment.mean - control.mean;
  return {
    truth: (id) => (id === 'none' ? 0 : id === 'relative' ? difference / control.mean : difference),
    rows: (replication) => {
      const random = stream(6_100_000, replication);
      const z = sizes.flatMap((n, arm) => Array.from({ length: n }, () => (arm === 0 ? 'c' : `t${arm}`)));
      return fromColumns({ z, y: Float64Array.from(z, (arm) => (arm === 'c' ? control.draw(random) : factor * treatment.draw(random))) });
    },
  };
}

const contrast = { outcome: 'y', assignment: 'z', control: 'c' };
const capped = { ...contrast, measure: winsorized(column('y'), 0, 3) };

/** A mean beside the check that says whether it may be read. */
function* checked(options: typeof contrast): Asking<Answer> {
  return joinAnswers(yield* all([itt(options), heavyTail(options)]));
}

const isHeld = ({ findings }: Answer): boolean => findings.some(({ check, verdict }) => check === 'heavy-tail' && verdict === 'fail');

/** The same check, which an outcome that is left open cannot miss. */
const unlessHeld = ({ name, truth, hit }: Check): Check => ({
  name: `${name}, where it is judged`,
  ...(truth !== undefined && { truth }),
  hit: (answer, value) => isHeld(answer) || hit(answer, value),
  expected: atLeast(),
});

const found = (rate: number): Check => ({ name: 'the mean is left open', hit: isHeld, expected: atLeast(rate) });
const quiet = (rate = 0.985): Check => ({ name: 'the mean is judged', hit: (answer) => !isHeld(answer), expected: atLeast(rate) });
const whole = interval('mean', 'effect', below(0.95));
const end = upper('mean', 'effect', below(0.92));
const cap = 'mean capped at 3';
const otherEstimands: readonly Asked[] = [
  { ask: () => checked(capped), checks: [interval(cap, 'none'), upper(cap, 'none'), { ...quiet(0.95), name: `${cap}: judged` }] },
  { ask: () => quantileEffect({ ...contrast, quantile: 0.5 }), checks: [interval('median', 'none', atLeast())] },
];

const heavy = (name: string, sizes: readonly [number, number]): Scenario => ({
  name,
  heavy: true,
  least: 2000,
  draws: armsOf(sizes, [lognormal(2)]),
  asked: [{ ask: () => checked(contrast), checks: [whole, end, unlessHeld(whole), unlessHeld(end), found(0.98)] }, ...otherEstimands],
});

/** A treatment that is worse by just what is tolerated, 10 % of the control arm: a pass is a mistake. */
const guardrail = (name: string, sizes: readonly [number, number]): Scenario => {
  const passes: Check = {
    name: 'the guardrail does not pass',
    truth: 'relative',
    hit: ({ estimates: [{ relative }] }, margin) => !(relative?.bounds && relative.bounds.high <= margin),
    expected: below(0.94),
  };
  return {
    name,
    draws: armsOf(sizes, [lognormal(2)], 1.1),
    asked: [{ ask: () => checked(contrast), checks: [passes, unlessHeld(passes)] }],
  };
};

const alarms = (name: string, sizes: readonly number[], law: Law): Scenario => ({
  name: `${name}: no alarm`,
  draws: armsOf(sizes, [law]),
  asked: [{ ask: () => checked(contrast), checks: [interval('mean', 'effect', atLeast(0.94)), quiet()] }],
});

const tenArms = [200, 10, 20, 30, 50, 70, 100, 130, 160, 200];
const arms = ['c', ...tenArms.slice(1).map((_, i) => `t${i + 1}`)];
const ofNone = coversIn(({ interval: { pieces } }: Estimate) => pieces[0]);
const openIn = ({ findings }: Answer, arm: string): boolean => findings.some((f) => f.verdict === 'fail' && f.about.arm === arm);
const allHold =
  (isOpen: (answer: Answer, arm: string) => boolean): Check['hit'] =>
  (answer) =>
    answer.estimates.every((e) => isOpen(answer, e.estimand.contrast.treatment) || ofNone({ ...answer, estimates: [e] }, 0));
const tenChecked: Asked = {
  *ask() {
    const family = { assignment: 'z', arms, covariates: [], slopes: 'by-arm', comparisons: 'control', level: 0.95, boundsLevel: 0.95, seed: 1 } as const;
    const [held, looked] = yield* all([
      simultaneously({ ...family, outcomes: [{ name: 'y', measure: column('y') }] }, ({ control, treatments }, at) =>
        itt({ ...contrast, control, treatments, ...at }),
      ),
      heavyTail({ ...contrast, contrasts: arms.length - 1 }),
    ]);
    return joinAnswers([held, looked]);
  },
  checks: [
    { name: 'all intervals at once', hit: allHold(() => false), expected: below(0.88) },
    { name: 'all intervals at once, where they are judged', hit: allHold(openIn), expected: atLeast() },
    { name: 'the arm of 10 units is left open', hit: (answer) => openIn(answer, 't1'), expected: atLeast(0.98) },
  ],
};

export const scenarios: readonly Scenario[] = [
  heavy('Lognormal of sigma 2, 100 of 1,000 units treated', [900, 100]),
  heavy('Lognormal of sigma 2, 20 of 1,000 units treated', [980, 20]),
  guardrail('Lognormal of sigma 2, worse by its tolerance of 10 %, 100 of 1,000 units treated', [900, 100]),
  guardrail('Lognormal of sigma 2, worse by its tolerance of 10 %, 20 of 1,000 units treated', [980, 20]),
  {
    name: 'Lognormal of sigma 2 in one of two arms of 500 units, normal in the other',
    draws: armsOf([500, 500], [normal, lognormal(2)]),
    asked: [{ ask: () => checked(contrast), checks: [whole, end, found(0.8)] }],
  },
  { name: 'Lognormal of sigma 1, ten arms of 10 to 200 units', draws: armsOf(tenArms, [lognormal(1)]), asked: [tenChecked] },
  alarms('Normal, 20 of 1,000 units treated', [980, 20], normal),
  alarms('Normal, arms of 10 units', [10, 10], normal),
  alarms('Exponential, arms of 50 units', [50, 50], exponential),
  alarms('Exponential, 200 of 2,000 units treated', [1_800, 200], exponential),
  alarms('Counts with a mean of .3, 100 of 1,000 units treated', [900, 100], count),
  alarms('Lognormal of sigma 1, arms of 500 units', [500, 500], lognormal(1)),
];
