import type { Outcome } from '../protocol/protocol.ts';
import type { StudyFile } from './schema/study-file.ts';

/** What readers see for an outcome: its label, or its name where it has none. */
export const outcomeLabel = ({ name, label }: Pick<Outcome, 'name' | 'label'>): string => label ?? name;

/** What readers see for an arm: its label, or its value where it has none. */
export const armLabel = ({ treatments }: Pick<StudyFile, 'treatments'>, arm: string): string =>
  (Object.hasOwn(treatments, arm) ? treatments[arm].label : undefined) ?? arm;
