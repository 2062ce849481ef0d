import type { StudyFile } from '../../protocol/keys/study-file.ts';

/** What the study calls its data. */
export function dataName({ data }: StudyFile): string {
  if ('file' in data) return data.file;
  if ('files' in data) return data.files;
  return 'sql' in data ? Object.values(data.from).join(', ') : data.table;
}

/** The path of a file as the study has it, where its data are that one file. */
export const asNamed = (path: string, data: string): string => (path.endsWith(data) ? data : path);
