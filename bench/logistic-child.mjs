// Run by bench/logistic.ts in a process of its own, on the built package: a logistic regression from a Parquet file, and its peak memory. `coefficients`: those
// with their standard errors, as the peer prints them; `effect`: also the effect with its robust error; `moments`: the effect by a scan a step.
import { openFiles } from '../dist/duckdb.js';
import { ask, column, columns, logisticEffect, logisticRegression, run } from '../dist/index.js';

const [file, what] = process.argv.slice(2);
const rows = await openFiles(file, { threads: 2 });
const adjust = Array.from({ length: 10 }, (_, i) => `x${i + 1}`);
const found = what === 'coefficients' ? await coefficients() : await effect();
rows.close();
console.log(JSON.stringify({ ...found, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));

async function coefficients() {
  const names = ['arm', ...adjust];
  const reply = await run(rows, ask(columns({ columns: Object.fromEntries(['y', ...names].map((name) => [name, column(name)])) })));
  const terms = names.map((name) => ({ kind: 'numeric', name, values: reply.columns[name] }));
  const fit = logisticRegression({ outcome: reply.columns.y, terms });
  const at = fit.names.indexOf('arm');
  return { value: fit.coefficients[at], standardError: Math.sqrt(fit.covariance[at * fit.names.length + at]) };
}

async function effect() {
  const path = what === 'moments' ? { path: 'moments' } : {};
  const { estimates } = await run(rows, logisticEffect({ outcome: 'y', assignment: 'arm', control: 0, adjust, ...path }));
  const { value, standardError } = estimates[0].details.coefficients[1];
  return { value, standardError, effect: estimates[0].value };
}
