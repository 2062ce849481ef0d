import pc from 'picocolors';
import { printedJson } from '../report/text/terminal.ts';
import { lintText } from '../report.ts';
import { lint } from '../study/lint/lint.ts';
import { readStudy } from '../study/read/files/read-study.ts';
import { exits } from './exit-codes.ts';
import { type Limits, withInterrupt } from './interrupt.ts';
import { withSpill } from './output/workspace.ts';
import { print } from './print.ts';
import { progressLine } from './progress.ts';
import { type ResourceFlags, resourcesFrom } from './resources.ts';

export interface LintFlags extends Limits, ResourceFlags {
  readonly gate?: boolean;
  readonly json?: boolean;
  /** False with --no-data. */
  readonly data: boolean;
  readonly allowPath?: readonly string[];
}

/** `estimand lint`: what was found on stdout; with --gate an exit code of its own where a rule fails. */
export async function lintCommand(path: string, flags: LintFlags): Promise<number> {
  const source = await readStudy(path);
  const progress = progressLine(process.stderr);
  const report = await withSpill(async (spill) => {
    const resources = await resourcesFrom(flags, spill);
    const { allowPath: allowPaths = [] } = flags;
    return withInterrupt('the linter', flags, (signal) =>
      lint(source, { signal, resources, onProgress: progress.show, allowPaths, ...(!flags.data && { data: false as const }) }),
    );
  }).finally(progress.clear);
  print(
    flags.json ? printedJson(`${JSON.stringify(report, undefined, 2)}\n`) : lintText(report, { color: process.stdout.isTTY === true && pc.isColorSupported }),
  );
  return flags.gate && report.findings.some(({ verdict }) => verdict === 'fail') ? exits.toCorrect.code : exits.done.code;
}
