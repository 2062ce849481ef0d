import type { Problem } from '../problem.ts';
import type { StudyFile } from '../study-file.ts';
import { armsAgree } from './arms.ts';
import { columnsApart } from './columns.ts';
import { conditionsApply } from './conditions.ts';
import { namesOnce } from './names.ts';
import { onePrimary, tolerances } from './outcomes.ts';
import { unitNamed } from './unit.ts';

/** What the parts of a study must say together. `written` is the study before defaults. */
export type Rule = (study: StudyFile, written: unknown) => readonly Problem[];

export const rules: readonly Rule[] = [onePrimary, tolerances, conditionsApply, unitNamed, namesOnce, columnsApart, armsAgree];
