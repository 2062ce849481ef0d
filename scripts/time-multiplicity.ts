// Run: npx tsx scripts/time-multiplicity.ts   Prints how long max-t takes for 20 arms by 10 outcomes, and how exact it is.
import type { Reference } from '../src/estimate/estimate.ts';
import { maxT } from '../src/inference/multiplicity/max-t.ts';
import { largestOf } from '../src/math/distributions/multivariate/largest.ts';
import { armsByOutcomes } from '../test/support/correlations.ts';

const size = 200;
const correlation = armsByOutcomes(20, 10);
const statistics = Array.from({ length: size }, (_, i) => i / 40);
const references: Readonly<Record<string, (i: number) => Reference>> = {
  normal: () => ({ kind: 'normal' }),
  'one t': () => ({ kind: 't', df: 50 }),
  'a t each': (i) => ({ kind: 't', df: 40 + (i % 30) }),
};

for (const [name, reference] of Object.entries(references)) {
  for (const when of ['first', 'again']) {
    const begin = process.cpuUsage();
    const { critical } = maxT({ statistics, correlation, references: statistics.map((_, i) => reference(i)), level: 0.95, boundsLevel: 0.95 });
    const { user, system } = process.cpuUsage(begin);
    console.log(`${name}, ${when}: ${((user + system) / 1000).toFixed(0)} ms of processor, critical value ${critical[0].toFixed(4)}`);
  }
}

// Each seed answers at the limits that another one gives.
const twoSided = (seed: number) => largestOf(correlation, size, Infinity, seed)['two-sided'];
const alphas = [0.5, 0.3, 0.1, 0.05, 0.01];
const limits = alphas.map(twoSided(99).critical);
const answers = Array.from({ length: 8 }, (_, seed) => limits.map(twoSided(seed).outside));
for (const [k, alpha] of alphas.entries()) {
  const mean = answers.reduce((sum, found) => sum + found[k], 0) / answers.length;
  const deviation = Math.sqrt(answers.reduce((sum, found) => sum + (found[k] - mean) ** 2, 0) / (answers.length - 1));
  console.log(`chance ${alpha}: standard deviation between seeds ${deviation.toExponential(1)}`);
}
