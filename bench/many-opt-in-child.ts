// Run by bench/opt-in.ts in a process of its own: the doubly robust effect by moments, and the peak memory that it took.
import { openFiles } from '../src/duckdb.ts';
import { doublyRobust } from '../src/methods/opt-in/doubly-robust.ts';
import { run } from '../src/relation/run.ts';

const rows = await openFiles(process.argv[2], { threads: 2 });
const { estimates } = await run(
  rows,
  doublyRobust({
    outcome: 'y',
    covariates: ['x1', 'x2', 'x3', 'x4', 'x5'],
    optIn: {
      kind: 'opt-in',
      choice: 'z',
      control: '0',
      treatment: '1',
      estimand: 'ate',
      estimator: 'aipw',
      folds: 1,
      repeats: 1,
      propensity: { model: 'logistic', terms: 'main' },
    },
    mostUnits: 0,
  }),
);
rows.close();
console.log(JSON.stringify({ value: estimates[0].value, standardError: estimates[0].standardError, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
