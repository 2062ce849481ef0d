import { join } from 'node:path';
import pc from 'picocolors';
import { startWorkers } from '../engines/workers/start-workers.ts';
import { stanceOf } from '../protocol/verdicts.ts';
import { printedJson, unpainted } from '../report/text/terminal.ts';
import { planText, resultsJson, terminalSummary } from '../report.ts';
import { analyze } from '../study/analyze.ts';
import { plan } from '../study/plan.ts';
import { readStudy } from '../study/read/files/read-study.ts';
import type { StudySource } from '../study/read/parse-study.ts';
import type { StudyResult } from '../study/result.ts';
import { exits, gateCodes } from './exit-codes.ts';
import { fileLinks } from './file-links.ts';
import { type Limits, withInterrupt } from './interrupt.ts';
import { type Workspace, withSpill, withWorkspace } from './output/workspace.ts';
import { writeSet } from './output/write-set.ts';
import { print, printAside } from './print.ts';
import { progressLine } from './progress.ts';
import { type ResourceFlags, resourcesFrom } from './resources.ts';
import { type ExportFlags, fileNames, resultFiles } from './result-files.ts';
import { lookBefore } from './saved-result.ts';
import { watchStudy } from './watch/watch-command.ts';

export interface AnalyzeFlags extends Limits, ResourceFlags, ExportFlags {
  readonly out: string;
  readonly plan?: boolean;
  readonly gate?: boolean;
  readonly watch?: boolean;
  readonly json?: boolean;
  readonly allowPath?: readonly string[];
  /** A saved result of the look before. */
  readonly after?: string;
}

/** `estimand analyze`: once, or whenever the study or its data change. */
export async function analyzeCommand(path: string, flags: AnalyzeFlags): Promise<number> {
  return flags.watch ? watchStudy(path, flags, () => analyzeOnce(path, flags)) : analyzeOnce(path, flags);
}

/** stdout gets the summary, or the numbers with --json; the files are written together or not at all. */
async function analyzeOnce(path: string, flags: AnalyzeFlags): Promise<number> {
  const started = performance.now();
  const source = await readStudy(path);
  if (flags.plan) return printPlan(source, flags);
  return withWorkspace(flags.out, fileNames(flags), async (workspace) => {
    const resources = await resourcesFrom(flags, workspace.spill);
    const progress = progressLine(process.stderr);
    const { allowPath: allowPaths = [] } = flags;
    const workers = startWorkers({ threads: resources.threads });
    const earlier = await lookBefore(source, flags.out, flags.after);
    const told = { ...(earlier && { earlier }), onProgress: progress.show, command: `estimand analyze ${path}`, node: process.versions.node };
    const result = await withInterrupt('the analysis', flags, (signal) => analyze(source, { signal, resources, workers, allowPaths, ...told })).finally(
      async () => {
        progress.clear();
        await workers.close();
      },
    );
    if (flags.debug) for (const statement of result.provenance.statements) printAside(unpainted(`${statement}\n`));
    await publish(result, workspace, flags, (performance.now() - started) / 1000);
    return flags.gate ? gateCodes[stanceOf(result.decision.verdict)] : exits.done.code;
  });
}

async function printPlan(source: StudySource, flags: AnalyzeFlags): Promise<number> {
  const planned = await withSpill(async (spill) => {
    const resources = await resourcesFrom(flags, spill);
    return withInterrupt('the planning', flags, (signal) => plan(source, { signal, resources, allowPaths: flags.allowPath ?? [] }));
  });
  print(flags.json ? printedJson(`${JSON.stringify(planned, undefined, 2)}\n`) : planText(planned));
  return exits.done.code;
}

/** Writes the files and prints the screen. */
async function publish(result: StudyResult, workspace: Workspace, flags: AnalyzeFlags, seconds: number): Promise<void> {
  const outputs = { memo: join(workspace.out, 'memo.md'), report: join(workspace.out, 'report.html'), results: join(workspace.out, 'results.json') };
  await writeSet(
    workspace,
    resultFiles(result, flags).map(([name, text]) => [name, [text]]),
  );
  const color = process.stdout.isTTY === true && pc.isColorSupported;
  print(flags.json ? printedJson(resultsJson(result)) : terminalSummary(result, { color, outputs, seconds, links: fileLinks(Object.values(outputs)) }));
}
