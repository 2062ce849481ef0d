import type { StudyFile } from './keys/study-file.ts';
import type { Outcome } from './protocol.ts';

/** What readers see for arms, of those that have a label. */
export type ArmLabels = Readonly<Record<string, string>>;

/** What readers see for an outcome: its label, or its name where it has none. */
export const outcomeLabel = ({ name, label }: Pick<Outcome, 'name' | 'label'>): string => label ?? name;

/** What readers see for an arm: its label, or its value where it has none. */
export const armLabel = (labels: ArmLabels, arm: string): string => (Object.hasOwn(labels, arm) ? labels[arm] : arm);

export function armLabelsOf({ treatments }: Pick<StudyFile, 'treatments'>): ArmLabels {
  return Object.fromEntries(Object.entries(treatments).flatMap(([arm, { label }]) => (label === undefined ? [] : [[arm, label] as const])));
}
