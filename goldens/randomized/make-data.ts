// Run: npx tsx goldens/randomized/make-data.ts   (rewrites support-2000.csv)
import { writeFileSync } from 'node:fs';
import { stream } from '../../src/math/random/stream.ts';
import { supportRollout } from '../../src/scenarios.ts';

const n = 2000;
const seed = 20260901;
const { columns } = supportRollout.simulate({ n, seed });
const assigned = columns.assigned_ai;
const random = stream(seed, 1);

/** Missing values that a real log would have; more minutes are missing in the control arm. */
const blank = Array.from({ length: n }, (_, row) => ({
  handle_minutes: random.bernoulli(assigned[row] === 1 ? 0.01 : 0.03) === 1,
  pre_period_resolution: random.bernoulli(0.01) === 1,
}));

const names = Object.keys(columns);
const lines = blank.map((blanks, row) =>
  names.map((name) => (name in blanks && blanks[name as keyof typeof blanks] ? '' : String(columns[name][row]))).join(','),
);
writeFileSync(new URL('support-2000.csv', import.meta.url), `${[names.join(','), ...lines].join('\n')}\n`);
