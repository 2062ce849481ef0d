import { dirname, join } from 'node:path';
import { EstimandError } from '../errors/estimand-error.ts';
import { unpainted } from '../report/text/terminal.ts';
import type { StudyResult } from '../study/result.ts';
import { exits } from './exit-codes.ts';
import { withWorkspace } from './output/workspace.ts';
import { writeSet } from './output/write-set.ts';
import { print } from './print.ts';
import { type ExportFlags, readerFiles } from './result-files.ts';
import { savedResult } from './saved-result.ts';

export interface ReportFlags extends ExportFlags {
  readonly out?: string;
}

/** `estimand report`: memo, appendix and report anew from a saved result, which is read as what anybody may have written. */
export async function reportCommand(path: string, flags: ReportFlags): Promise<number> {
  const result = await savedResult(path);
  const out = flags.out ?? dirname(path);
  const files = rendered(result, path, flags);
  const names = files.map(([name]) => name);
  await withWorkspace(out, names, (workspace) =>
    writeSet(
      workspace,
      files.map(([name, text]) => [name, [text]]),
    ),
  );
  print(unpainted(`${names.map((name) => join(out, name)).join('\n')}\n`));
  return exits.done.code;
}

/** Numbers of the right shape may still be none that a report can say. */
function rendered(result: StudyResult, path: string, flags: ReportFlags): readonly (readonly [string, string])[] {
  try {
    return readerFiles(result, flags);
  } catch (error) {
    throw new EstimandError('result-invalid', { path, where: '', why: (error as Error).message.replace(/\.$/, '') });
  }
}
