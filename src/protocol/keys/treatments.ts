import * as z from 'zod';
import { breach, displayName, text, version } from './fields.ts';
import { keyText } from './problem.ts';

export const askedTreatments = 'arms with their versions, such as {1: {model: large-2026-03, prompt: draft@7}}';

const fields = z
  .object(
    { label: displayName.exactOptional().describe('What the report calls the arm, such as Drafting assistant. It is no version.') },
    'versions by part, such as {model: large-2026-03, prompt: draft@7}',
  )
  .catchall(version);

export type Treatment = z.output<typeof fields>;

export const treatments = z.record(text('an arm'), fields, askedTreatments).check(({ value, issues }) => {
  for (const arm of Object.keys(value)) {
    const unnamed = { key: `A key of ${keyText(['treatments', arm])}`, found: 'empty', asked: 'the name of a part' };
    if (Object.hasOwn(value[arm], '')) issues.push(breach('study-value', unnamed, [arm, '']));
  }
});

/** What an arm runs: its parts and their versions, without its display name. */
export function versionsOf({ label: _, ...versions }: Treatment): Readonly<Record<string, string>> {
  return versions;
}
