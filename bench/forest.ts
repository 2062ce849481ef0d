// Run by bench/main.ts when it is asked for `--forest`: causal forests on two threads, beside the forest in econml's CausalForestDML, what is expected of units being handed to both.
import { type ChildRun, child } from './measure.ts';

type Run = ChildRun & { readonly fit: number; readonly fitCpu: number; readonly scored: number; readonly before: number };
const path = (name: string): string => new URL(name, import.meta.url).pathname;
const ours = (units: number, trees: number): Run =>
  child(process.execPath, ['--max-old-space-size=8192', '--import', 'tsx', path('forest-child.ts'), String(units), String(trees)]) as Run;

function tell(what: string, { fit, fitCpu, scored, peakMegabytes, before, value }: Run): void {
  const memory = `peak ${peakMegabytes.toFixed(0).padStart(5)} MB, ${before.toFixed(0)} MB before`;
  console.log(
    `  ${what.padEnd(26)} grown in ${fit.toFixed(1).padStart(7)} s (${fitCpu.toFixed(0)} s of CPU), all units predicted in ${scored.toFixed(1).padStart(6)} s, ${memory}, error ${value.toFixed(4)}`,
  );
}

/** `peerTrees`: econml takes half an hour for 2,000; it is asked for as many as ours in the same run, unless told. */
export function benchForest(python: string, peerTrees = 2000): void {
  console.log(`causal forest, 50,000 units by 20 columns, ${peerTrees} trees (at least as fast, at most half the memory):`);
  const pair = [ours(50_000, peerTrees), child(python, [path('forest_peer.py'), '50000', String(peerTrees)]) as Run] as const;
  tell('ours', pair[0]);
  tell('econml', pair[1]);
  console.log(
    `  ${(pair[1].fit / pair[0].fit).toFixed(1)}x as fast (${(pair[1].fitCpu / pair[0].fitCpu).toFixed(1)}x of CPU), ${(pair[0].peakMegabytes / pair[1].peakMegabytes).toFixed(2)} of the memory`,
  );
  console.log('causal forest, 1,000,000 units by 20 columns, 500 trees (within 16 GB):');
  tell('ours', ours(1_000_000, 500));
  console.log('1,000,000 units predicted by a forest that 50 trees make (under 5 s):');
  tell('ours', ours(1_000_000, 50));
}
