import type { StudyFile } from '../../protocol/keys/study-file.ts';

/** What the study calls its data. */
export function dataName({ data }: StudyFile): string {
  if ('file' in data) return data.file;
  if ('files' in data) return data.files;
  return 'sql' in data ? Object.values(data.from).join(', ') : data.table;
}
