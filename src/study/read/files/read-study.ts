import { parseStudy, type StudySource } from '../parse-study.ts';
import { readText } from './read-text.ts';
import { withFiles } from './with-files.ts';

/**
 * Reads a study file, whose data can then be opened.
 *
 * Errors  file-missing, file-unreadable, study-is-folder, study-too-large, study-not-text, and those of `parseStudy`.
 */
export async function readStudy(path: string): Promise<StudySource> {
  return withFiles(parseStudy(await readText(path), path));
}
