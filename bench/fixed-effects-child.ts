// Run by bench/fixed-effects.ts in a process of its own: the two-way regression of arrays that lie in files, clustered by unit, and the peak memory it took.
import { readFileSync } from 'node:fs';
import { fixedEffectsRegression } from '../src/inference/fixed-effects/fixed-effects-regression.ts';

const folder = process.argv[2];
const bytes = (name: string): ArrayBuffer => new Uint8Array(readFileSync(`${folder}/${name}`)).buffer;
const [outcome, treated] = [new Float64Array(bytes('y.f64')), new Float64Array(bytes('d.f64'))];
const [unit, period] = [new Int32Array(bytes('unit.i32')), new Int32Array(bytes('period.i32'))];
const before = process.resourceUsage().maxRSS / 1024;
const started = performance.now();
const fit = fixedEffectsRegression({ outcome, regressors: [treated], effects: [unit, period], errors: { kind: 'CR1', clusters: [unit] } });
const seconds = (performance.now() - started) / 1000;
if ('kind' in fit) throw new Error(fit.kind);
const found = { value: fit.coefficients[0], standardError: Math.sqrt(fit.covariance[0]), n: fit.n, regression: seconds, before };
console.log(JSON.stringify({ ...found, peakMegabytes: process.resourceUsage().maxRSS / 1024 }));
