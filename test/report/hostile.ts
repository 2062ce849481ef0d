import type { StudyResult } from '../../src/study/result.ts';

export const attack = `"'><img src=x onerror=alert(1)></style></svg></table><script>alert(2)</script>\u0000\u202e`;

/** Values that the types fix; everything else in a study is somebody's text. */
const fixedKeys = new Set(['role', 'kind', 'verdict', 'better', 'status', 'side', 'evidence', 'alternative', 'procedure', 'planHash']);
/** Records whose keys are somebody's text too. */
const openRecords = new Set(['perArm', 'dropped', 'treatments', 'labels', 'options', 'details', 'monitoring']);

function spoiled(value: unknown, key: string): unknown {
  if (typeof value === 'string') return fixedKeys.has(key) ? value : `${value}${attack}`;
  if (Array.isArray(value)) return value.map((item) => spoiled(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [openRecords.has(key) ? `${name}${attack}` : name, spoiled(field, name)]));
}

/** A study in which every text that a user or a data set could choose carries an attack. */
export function hostile(result: StudyResult): StudyResult {
  return spoiled(result, '') as StudyResult;
}
