// Run by bench/main.ts in a process of its own, on the built package: adjusted effect from a Parquet file, and the peak memory it took.
import { openFiles } from '../dist/duckdb.js';
import { ancova, run } from '../dist/index.js';

const [path] = process.argv.slice(2);
const rows = await openFiles(path, { threads: 2 });
const adjust = Array.from({ length: 10 }, (_, i) => `x${i + 1}`);
const { estimates } = await run(rows, ancova({ outcome: 'y', assignment: 'arm', control: 0, adjust, covariance: 'HC1' }));
rows.close();
console.log(JSON.stringify({ value: estimates[0].value, standardError: estimates[0].standardError, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
