import { afterAll, describe, it } from 'vitest';
import { all } from '../../src/relation/asking.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectHits, replications } from './band.ts';
import { type Expected, type Scenario, shown } from './case.ts';
import { scenarios } from './cases.ts';
import { type CalibrationResult, record } from './record.ts';

/** Hits of every check over all replications, question by question. Every question sees the same rows. */
function hitsOf({ draws, asked }: Scenario, trials: number): readonly (readonly number[])[] {
  const truths = asked.map(({ checks }) => checks.map(({ truth }) => (truth === undefined ? Number.NaN : draws.truth(truth))));
  const hits = asked.map(({ checks }) => checks.map(() => 0));
  for (let replication = 0; replication < trials; replication++) {
    const answers = runSync(draws.rows(replication), all(asked.map((one) => one.ask())));
    for (const [i, { checks }] of asked.entries()) for (const [j, { hit }] of checks.entries()) if (hit(answers[i], truths[i][j])) hits[i][j]++;
  }
  return hits;
}

/** From so many replications on all is held. */
const recorded = 2_000;

/** Tests of every `of`-th scenario from the `part`-th on: a file is run by one process, and several share the work. */
export function coverage(part: number, of: number): void {
  const results: Required<CalibrationResult>[] = [];

  describe.each(scenarios.filter((_, i) => i % of === part - 1))('$name', (scenario) => {
    let hits: readonly (readonly number[])[] | undefined;
    const { least = 0 } = scenario;
    const whole = Math.max(replications, least);
    // What takes long is told from its limit in the runs that are recorded.
    const trials = scenario.heavy ? Math.max(Math.ceil(replications / 10), replications >= recorded ? least : 0) : whole;
    const heldBy = (expected: Expected): Expected => (expected.kind === 'below' && trials < least ? shown : expected);
    const checks = scenario.asked.flatMap((asked, i) => asked.checks.map((check, j) => ({ ...check, i, j })));

    it.each(checks)('$name: $expected.kind $expected.rate', ({ name, expected, i, j }) => {
      hits ??= hitsOf(scenario, trials);
      results.push({ scenario: scenario.name, check: name, expected, share: hits[i][j] / trials, replications: trials });
      expectHits(hits[i][j], heldBy(expected), trials);
    });
  });

  afterAll(() => {
    if (process.env.CALIBRATION_PRINT === '1') for (const r of results) console.log(`${r.share.toFixed(4)}  ${r.expected.kind}  ${r.scenario}: ${r.check}`);
    if (process.env.CALIBRATION_WRITE === '1') record(results);
  });
}
