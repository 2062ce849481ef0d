// Run by bench/many-opt-in.ts in a process of its own: the doubly robust effect by moments, and the peak memory that it took.
import { openFiles } from '../src/duckdb.ts';
import { doublyRobust } from '../src/methods/opt-in/doubly-robust.ts';
import { run } from '../src/relation/run.ts';
import { question } from './many-opt-in.ts';

const rows = await openFiles(process.argv[2], { threads: 2 });
const { estimates } = await run(rows, doublyRobust({ ...question, mostUnits: 0 }));
rows.close();
console.log(JSON.stringify({ value: estimates[0].value, standardError: estimates[0].standardError, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
