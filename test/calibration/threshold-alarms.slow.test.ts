import { expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { covariateJumps, density, placeboCutoffs, rowsLost } from '../../src/index.ts';
import type { Random } from '../../src/math/random/stream.ts';
import { example } from '../../src/methods/threshold/options.ts';
import { runSync } from '../../src/relation/run.ts';
import { alarmsOf, shareOf } from './alarms.ts';
import { expectHits, replications } from './band.ts';
import { atLeast } from './case.ts';

const n = 1_000;

/** A curve with an effect of 0.3 at zero, three covariates, and one outcome in twelve lost by chance. */
function drawn(random: Random) {
  const rows = Array.from({ length: n }, () => {
    const x = 2 * random.uniform() - 1;
    const [z1, z2, z3] = [x * x + random.normal(), random.bernoulli(0.3), random.normal()];
    const y = 0.48 + 1.27 * x - 0.5 * x * x + (x >= 0 ? 0.3 : 0) + 0.3 * z3 + 0.3 * random.normal();
    return { x, z1, z2, z3, y: random.uniform() < 0.08 ? null : y };
  });
  return fromColumns(Object.fromEntries((['x', 'y', 'z1', 'z2', 'z3'] as const).map((name) => [name, rows.map((row) => row[name])])));
}

const asked = { ...example, threshold: { ...example.threshold, bandwidth: 'mse' as const }, covariates: ['z1', 'z2', 'z3'] };

// Degrees of freedom that count how unequally rows weigh keep the levels: with as many as there are rows, placebos failed 0.44 % of studies and covariates 0.2 %.
it.each([
  ['density', density],
  ['covariate-jumps', covariateJumps],
  ['placebo-cutoffs', placeboCutoffs],
  ['missing-outcome', rowsLost],
] as const)('%s, where nothing is wrong, raises no more alarms than it promises', (check, question) => {
  let fails = 0;
  const alarms = alarmsOf((random) => {
    const found = runSync(drawn(random), question({ ...asked, outcome: 'y' })).findings.find((f) => f.check === check)!;
    if (found.verdict === 'fail') fails++;
    return (found.pValue ?? 1) < 0.05;
  }, replications);
  shareOf(alarms, replications);
  shareOf(fails, replications);
  expectHits(replications - alarms, atLeast(0.95), replications);
  expectHits(replications - fails, atLeast(0.999), replications);
  expect(alarms).toBeGreaterThan(0);
});
