// Run by bench/studies.ts in a process of its own, on the built package: a whole study from its file to memo, report and numbers, with the time and memory it took.
import { readStudy } from '../dist/read.js';
import { memo, reportHtml, resultsJson } from '../dist/report.js';
import { analyze } from '../dist/study.js';

const [path] = process.argv.slice(2);
const result = await analyze(await readStudy(path));
const written = [memo(result), reportHtml(result), resultsJson(result)];
const { statements } = result.provenance;
const { user, system } = process.cpuUsage();
console.log(
  JSON.stringify({
    estimates: result.estimates.map(({ id, value, standardError }) => ({ id, value, standardError })),
    statements: statements.length,
    sqlBytes: statements.reduce((sum, sql) => sum + sql.length, 0),
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    characters: written.reduce((sum, text) => sum + text.length, 0),
  }),
);
