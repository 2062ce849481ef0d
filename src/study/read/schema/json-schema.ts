import * as z from 'zod';
import { studySchema } from './study-schema.ts';

/** The schema of study files for editors, as the text of its file. */
export function jsonSchemaText(): string {
  const schema = z.toJSONSchema(studySchema, { target: 'draft-7', io: 'input' });
  return `${JSON.stringify({ title: 'Estimand study', ...schema }, undefined, 2)}\n`;
}
