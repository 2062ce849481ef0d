import type { Design, DesignedStudy } from '../../../protocol/design.ts';
import type { Problem } from '../../../protocol/keys/problem.ts';
import { designs as ours } from '../../designs.ts';
import { rules } from '../rules/rules.ts';
import { problemsOf } from './problems-of.ts';
import { studySchema, studySchemaOf } from './study-schema.ts';

/** The schema of studies of these designs. */
export const schemaOf = (designs: readonly Design[]) => (designs === ours ? studySchema : studySchemaOf(designs));

/**
 * A study with its defaults filled in and its design, or everything that is wrong with what was written: first the form, then what its parts say together.
 */
export function checkStudy(written: unknown, designs: readonly Design[]): DesignedStudy | { readonly problems: readonly Problem[] } {
  const schema = schemaOf(designs);
  const parsed = schema.safeParse(written);
  if (!parsed.success) return { problems: problemsOf(parsed.error.issues, schema, written) };
  const study = parsed.data;
  // The schema knows no other kind.
  const design = designs.find(({ keys }) => keys.shape.kind?.safeParse(study.design.kind).success)!;
  const problems = rules.flatMap((rule) => rule({ study, design }, written));
  return problems.length > 0 ? { problems } : { study, design };
}
