// Run by bench/threshold.ts in a process of its own: the effect at a cutoff of arrays that lie in files, and the peak memory it took.
import { readFileSync } from 'node:fs';
import { thresholdDefaults, thresholdEffect, usualErrors } from '../src/inference/threshold/threshold-effect.ts';

const folder = process.argv[2];
const column = (name: string): Float64Array => new Float64Array(new Uint8Array(readFileSync(`${folder}/${name}.f64`)).buffer);
const data = { score: column('score'), outcome: column('outcome') };
const before = process.resourceUsage().maxRSS / 1024;
const [started, usage] = [performance.now(), process.cpuUsage()];
const found = thresholdEffect(data, { ...thresholdDefaults, errors: usualErrors(data) });
const estimation = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(usage);
if ('refused' in found) throw new Error(found.refused);
const { value, standardError } = found.effect.robust;
console.log(
  JSON.stringify({ value, standardError, estimation, cpuSeconds: (user + system) / 1e6, before, peakMegabytes: process.resourceUsage().maxRSS / 1024 }),
);
