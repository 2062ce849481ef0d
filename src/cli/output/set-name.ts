import { basename } from 'node:path';

/** The folder of a file of a set, which may be one below the output folder; undefined where it lies in that itself. */
function folderOf(name: string): string | undefined {
  const cut = name.indexOf('/');
  return cut < 0 ? undefined : name.slice(0, cut);
}

/** The folders of a set, each once. */
export const foldersOf = (names: readonly string[]): readonly string[] => [...new Set(names.flatMap((name) => folderOf(name) ?? []))];

/** Whether it leads nowhere but into the output folder or one folder below it. */
export function isSetName(name: string): boolean {
  const steps = name.split('/');
  return steps.length <= 2 && steps.every((step) => step !== '' && step !== '.' && step !== '..' && basename(step) === step && !step.includes('\\'));
}
