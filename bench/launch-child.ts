// Run by bench/launch.ts in a process of its own: an effect of a launch from arrays that lie in files, and the time and peak memory it took.
import { readFileSync } from 'node:fs';
import { launchEffect } from '../src/inference/state-space/launch-effect.ts';
import { gapBy } from '../src/inference/synthetic/gap.ts';
import type { Panel, SyntheticEstimator } from '../src/inference/synthetic/panel.ts';
import { placebosOf } from '../src/inference/synthetic/placebo.ts';
import { placeboTest } from '../src/inference/synthetic/placebo-test.ts';
import { predictorControl } from '../src/inference/synthetic/predictor-control.ts';
import { syntheticControl } from '../src/inference/synthetic/synthetic-control.ts';
import { syntheticDid } from '../src/inference/synthetic/synthetic-did.ts';
import { stream } from '../src/math/random/stream.ts';

const [folder, id] = process.argv.slice(2);
const column = (name: string): Float64Array => new Float64Array(new Uint8Array(readFileSync(`${folder}/${name}.f64`)).buffer);
const shape = JSON.parse(readFileSync(`${folder}/shape.json`, 'utf8')) as { readonly units: number; readonly periods: number; readonly before: number };
const panel: Panel = { ...shape, donors: shape.units - 1, values: column('values') };
const predictors = column('predictors');

const did: SyntheticEstimator = (one) => syntheticDid(one);
const ofPlacebos = (estimator: SyntheticEstimator, statistic: 'studentized' | 'held-out') => () => {
  const placebos = placebosOf(panel, estimator, stream(1))!;
  return { value: placebos.treated.gap.effect, standardError: placeboTest(placebos, statistic)!.pValue() };
};
const works: Readonly<Record<string, () => { readonly value: number; readonly standardError?: number; readonly error?: number }>> = {
  sdid: () => ({ value: did(panel)!.effect }),
  control: () => {
    const { effect, rmspeBefore } = gapBy(predictorControl({ predictors, weights: { kind: 'nested' } }), panel)!;
    return { value: effect, error: rmspeBefore };
  },
  'placebos-sdid': ofPlacebos(did, 'studentized'),
  'placebos-control': ofPlacebos(syntheticControl({ level: 'kept' }), 'held-out'),
  series: () => {
    const found = launchEffect(
      { trend: 'local-level', season: 7 },
      { values: panel.values, regressors: [] },
      { before: panel.before, level: 0.95, draws: 400, seed: 1 },
    );
    if ('refused' in found) throw new Error(found.refused);
    return found.average;
  },
};

const before = process.resourceUsage().maxRSS / 1024;
const [started, usage] = [performance.now(), process.cpuUsage()];
const { value, standardError, error } = works[id]();
const estimation = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage(usage);
console.log(
  JSON.stringify({ value, standardError, error, estimation, cpuSeconds: (user + system) / 1e6, before, peakMegabytes: process.resourceUsage().maxRSS / 1024 }),
);
