import { expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { planPower } from '../../src/study/power/plan-power.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';

/** Requests that a router draws by difficulty x; `pays` more by the large model where x is high, and flagged alike by both. */
function log(n: number, seed: number) {
  const random = stream(7_400_000, seed);
  const [x, p_large, reward, flagged] = Array.from({ length: 4 }, () => new Float64Array(n));
  const action = Array.from({ length: n }, (_, i) => {
    x[i] = random.normal();
    p_large[i] = 0.15 + 0.5 / (1 + Math.exp(-x[i]));
    const large = random.bernoulli(p_large[i]) === 1;
    reward[i] = x[i] + (large ? 0.5 + 0.3 * x[i] : 0) + random.normal();
    flagged[i] = random.bernoulli(0.3);
    return large ? 'large' : 'small';
  });
  return fromColumns({ id: Float64Array.from(x, (_, i) => i), x, p_large, p_small: p_large.map((p) => 1 - p), action, reward, flagged });
}

/** Of large where x > 0 over the log: E[(1[x > 0] - p(x)) (.5 + .3 x)], by Simpson's rule on either side of zero. */
const gain = (() => {
  const density = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  const f = (x: number): number => ((x > 0 ? 1 : 0) - 0.15 - 0.5 / (1 + Math.exp(-x))) * (0.5 + 0.3 * x) * density(x);
  const over = (from: number, to: number): number => {
    const steps = 4000;
    const width = (to - from) / steps;
    return (
      Array.from({ length: steps + 1 }, (_, i) => (i === 0 || i === steps ? 1 : i % 2 === 1 ? 4 : 2) * f(from + i * width)).reduce((a, b) => a + b) *
      (width / 3)
    );
  };
  return over(-9, -1e-12) + over(1e-12, 9);
})();

const study = parseStudy(
  `estimand: 1
study: routed
question: Would the large model pay where requests are difficult?
data: {file: log.csv}
unit: id
design:
  kind: routing
  action: action
  probabilities: {small: p_small, large: p_large}
  policies: {by-x: [{when: x > 0, action: large}, {otherwise: small}]}
covariates: [x]
outcomes:
  reward: {role: primary, better: higher, worthwhile: 0.1}
  flagged: {role: guardrail, better: lower, tolerance: 0.05}
decide: {launch: [primary-positive, guardrails-hold]}
`,
  'study.yaml',
);

const trials = Number(process.env.CALIBRATION_REPLICATIONS ?? 200);

it('a study launches as often as its plan says, if its gain is the one that was asked', async () => {
  const units = 450;
  // Planned from a log of other requests, which is long enough for its spread to be known.
  const { chances, rows } = await planPower(study, { data: log(20_000, 0), units, effect: gain });
  const { launch, stop } = chances![0];
  const [reward, flagged] = rows.map(({ asks }) => asks!.powerAtPlanned!);
  const seen = { launch: 0, stop: 0, reward: 0, flagged: 0 };
  for (let trial = 1; trial <= trials; trial++) {
    const { decision } = await analyze(study, { data: log(units, trial) });
    const met = (condition: string): boolean => decision.reasons.some((r) => r.condition === condition && r.status === 'met');
    if (decision.verdict === 'launch') seen.launch++;
    if (decision.verdict === 'do-not-launch') seen.stop++;
    if (met('primary-positive')) seen.reward++;
    if (met('guardrails-hold')) seen.flagged++;
  }
  const off = (count: number, p: number): number => (count / trials - p) / Math.sqrt((p * (1 - p)) / trials);
  const says = JSON.stringify({ launch, stop, reward, flagged, seen, trials });
  // Four standard errors, and the error of the pilot.
  expect(Math.abs(off(seen.reward, reward)), says).toBeLessThan(4);
  expect(Math.abs(off(seen.flagged, flagged)), says).toBeLessThan(4);
  expect(off(seen.launch, launch.low), says).toBeGreaterThan(-4);
  expect(off(seen.launch, launch.high), says).toBeLessThan(4);
  expect(seen.stop / trials, says).toBeLessThan(stop + 0.02);
  // The plan is one of which neither verdict is sure.
  expect([launch.high < 0.95, launch.low > 0.4], says).toEqual([true, true]);
  if (process.env.CALIBRATION_PRINT === '1') console.log(says);
}, 600_000);
