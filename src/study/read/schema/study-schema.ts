import * as z from 'zod';
import type { Design } from '../../../protocol/design.ts';
import { type StudyFile, studySchemaWith } from '../../../protocol/keys/study-file.ts';
import { designs } from '../../designs.ts';

/** The schema of a study of any of these designs. */
export function studySchemaOf(those: readonly Design[]): z.ZodType<StudyFile> {
  const [first, ...others] = those.map(({ keys }) => keys);
  const design = z.discriminatedUnion('kind', [first, ...others] as never, 'a design, such as {kind: randomized, assignment: arm, control: off}');
  return studySchemaWith(
    design,
    those.flatMap(({ conditions }) => conditions),
  ) as unknown as z.ZodType<StudyFile>;
}

export const studySchema = studySchemaOf(designs);

/** A study as it is written in TypeScript: the keys of a study file, with those of one of our designs. */
export type StudyInput = Omit<z.input<ReturnType<typeof studySchemaWith>>, 'design'> & { readonly design: z.input<(typeof designs)[number]['keys']> };
