import { join } from 'node:path';
import { supportRollout } from '../scenarios.ts';
import { analyzeCommand } from './analyze.ts';
import { withWorkspace } from './output/workspace.ts';
import { simulationNames, writeSimulation } from './simulate.ts';

/** `estimand demo`: a simulated rollout through the main job, with everything on disk to run again. */
export async function demo(flags: { readonly out: string; readonly json?: boolean; readonly debug?: boolean }): Promise<number> {
  await withWorkspace(flags.out, [...simulationNames, 'memo.md', 'memo-appendix.md', 'report.html', 'results.json'], (workspace) =>
    writeSimulation(supportRollout, supportRollout.defaults, workspace),
  );
  return analyzeCommand(join(flags.out, 'study.yaml'), flags);
}
