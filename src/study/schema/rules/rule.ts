import type { Problem } from '../problem.ts';
import type { StudyFile } from '../study-file.ts';

/** What the parts of a study must say together. `written` is the study before defaults. */
export type Rule = (study: StudyFile, written: unknown) => readonly Problem[];
