import { join } from 'node:path';
import pc from 'picocolors';
import { stanceOf } from '../protocol/verdicts.ts';
import { printedJson, unpainted } from '../report/text/terminal.ts';
import { memo, memoAppendix, planText, reportHtml, resultsJson, terminalSummary } from '../report.ts';
import { analyze } from '../study/analyze.ts';
import { plan } from '../study/plan.ts';
import { readStudy } from '../study/read/files/read-study.ts';
import type { StudySource } from '../study/read/parse-study.ts';
import type { StudyResult } from '../study/result.ts';
import { exits, gateCodes } from './exit-codes.ts';
import { withInterrupt } from './interrupt.ts';
import { print, printAside } from './print.ts';
import { progressLine } from './progress.ts';
import { expectWritable, writeAll } from './write-all.ts';

export interface AnalyzeFlags {
  readonly out: string;
  readonly plan?: boolean;
  readonly gate?: boolean;
  readonly json?: boolean;
  readonly allowPath?: readonly string[];
  readonly debug?: boolean;
}

/** `estimand analyze`: stdout gets the summary, or the numbers with --json; the files are written together or not at all. */
export async function analyzeCommand(path: string, flags: AnalyzeFlags): Promise<number> {
  const started = performance.now();
  const source = await readStudy(path);
  if (flags.plan) return printPlan(source, flags);
  await expectWritable(flags.out);
  const progress = progressLine(process.stderr);
  const result = await withInterrupt('the analysis', (signal) =>
    analyze(source, { signal, onProgress: progress.show, allowPaths: flags.allowPath ?? [], command: `estimand analyze ${path}`, node: process.versions.node }),
  ).finally(progress.clear);
  if (flags.debug) for (const statement of result.provenance.statements) printAside(unpainted(`${statement}\n`));
  await publish(result, flags, (performance.now() - started) / 1000);
  return flags.gate ? gateCodes[stanceOf(result.decision.verdict)] : exits.done.code;
}

async function printPlan(source: StudySource, flags: AnalyzeFlags): Promise<number> {
  const planned = await plan(source, { allowPaths: flags.allowPath ?? [] });
  print(flags.json ? printedJson(`${JSON.stringify(planned, undefined, 2)}\n`) : planText(planned));
  return exits.done.code;
}

/** Writes the three files and prints the screen. */
async function publish(result: StudyResult, { out, json }: Pick<AnalyzeFlags, 'out' | 'json'>, seconds: number): Promise<void> {
  const outputs = { memo: join(out, 'memo.md'), report: join(out, 'report.html'), results: join(out, 'results.json') };
  const numbers = resultsJson(result);
  await writeAll([
    [outputs.memo, memo(result)],
    [join(out, 'memo-appendix.md'), memoAppendix(result)],
    [outputs.report, reportHtml(result)],
    [outputs.results, numbers],
  ]);
  print(json ? printedJson(numbers) : terminalSummary(result, { color: process.stdout.isTTY === true && pc.isColorSupported, outputs, seconds }));
}
