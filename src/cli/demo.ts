import { join } from 'node:path';
import { supportRollout } from '../scenarios.ts';
import { analyzeCommand } from './analyze.ts';
import { writeSimulation } from './simulate.ts';
import { expectWritable } from './write-all.ts';

/** `estimand demo`: a simulated rollout through the main job, with everything on disk to run again. */
export async function demo(flags: { readonly out: string; readonly json?: boolean; readonly debug?: boolean }): Promise<number> {
  await expectWritable(flags.out);
  await writeSimulation(supportRollout, supportRollout.defaults, flags.out);
  return analyzeCommand(join(flags.out, 'study.yaml'), flags);
}
