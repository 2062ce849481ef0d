import { EstimandError } from '../../errors/estimand-error.ts';
import type { Design } from '../../protocol/design.ts';
import { designs as ours } from '../designs.ts';
import type { StudySource } from './parse-study.ts';
import { checkStudy } from './schema/check-study.ts';
import type { StudyInput } from './schema/study-schema.ts';

/**
 * A study in TypeScript: the keys of a study file. Hand its rows to `analyze` as `data`, or let `withFiles` open the files that it names.
 *
 * Errors  those of a study file; they name the key, as there is no line.
 */
export const defineStudy = (study: StudyInput): StudySource => studyOf(study, ours);

/** The same by other designs than ours. */
export function studyOf(study: unknown, designs: readonly Design[]): StudySource {
  const checked = checkStudy(withoutUndefined(study), designs);
  if ('problems' in checked) throw new EstimandError(checked.problems[0].code, checked.problems[0].facts);
  return { ...checked, path: undefined, placeOf: () => undefined };
}

/** `unit: undefined` says the same as no unit. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutUndefined(inner)]));
}
