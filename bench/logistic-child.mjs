// Run by bench/logistic.ts in a process of its own, on the built package: adjusted effect on a binary outcome from a Parquet file, and its peak memory.
import { openFiles } from '../dist/duckdb.js';
import { logisticEffect, run } from '../dist/index.js';

const [file, path] = process.argv.slice(2);
const rows = await openFiles(file, { threads: 2 });
const adjust = Array.from({ length: 10 }, (_, i) => `x${i + 1}`);
const { estimates } = await run(rows, logisticEffect({ outcome: 'y', assignment: 'arm', control: 0, adjust, ...(path && { path }) }));
rows.close();
const { value, standardError } = estimates[0].details.coefficients[1];
console.log(JSON.stringify({ value, standardError, effect: estimates[0].value, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
