import type { PlannedLooks } from '../../power/design.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';

/** Looks that stand for reading a study at any time. */
const looksAtAnyTime = 30;

/** When a study will be looked at, as shares of its units: on dates, and at any time, evenly. Nothing of one that is read once. */
export function plannedLooks({ analysis: { looks, spending } }: StudyFile): PlannedLooks | undefined {
  if (looks === 'fixed') return undefined;
  if (looks === 'continuous') return { fractions: evenly(looksAtAnyTime), spending: 'mixture' };
  const shares = looks.filter((look) => typeof look === 'number');
  return { fractions: shares.length === looks.length ? shares : evenly(looks.length), spending: spending ?? 'obrien-fleming' };
}

const evenly = (looks: number): readonly number[] => Array.from({ length: looks }, (_, i) => (i + 1) / looks);
