import type { Problem } from './problem.ts';
import { problemsOf } from './problems-of.ts';
import { rules } from './rules/rules.ts';
import { type StudyFile, studySchema } from './study-file.ts';

/** A study with its defaults filled in, or everything that is wrong with what was written: first the form, then what its parts say together. */
export function checkStudy(written: unknown): { readonly study: StudyFile } | { readonly problems: readonly Problem[] } {
  const parsed = studySchema.safeParse(written);
  if (!parsed.success) return { problems: problemsOf(parsed.error.issues, studySchema, written) };
  const problems = rules.flatMap((rule) => rule(parsed.data, written));
  return problems.length > 0 ? { problems } : { study: parsed.data };
}
