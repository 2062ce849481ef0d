import type { PowerPlan } from '../study/power/power-plan.ts';
import type { Replay } from '../study/replay/replayed.ts';
import type { StudyResult } from '../study/result.ts';

const significantDigits = 12;

/** A table is read in the order of its columns, and what a study declares in the order of its file. */
const inOrder = /^result\.(exhibits\[\d+\]\.columns|study\.(treatments(\..*)?|monitoring))$/;

/** Rounded, sorted by key, and free of anything that JSON cannot say. Record keys are sorted; array order is meaning and stays. */
function canonical(value: unknown, path: string): unknown {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`${path} is ${value}: a number that cannot be computed must be a refuse finding.`);
    if (Number.isSafeInteger(value)) return value === 0 ? 0 : value;
    return Number(value.toPrecision(significantDigits));
  }
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value) || value instanceof Float64Array)
    return Array.from(value, (item, i) => (item === undefined ? null : canonical(item, `${path}[${i}]`)));
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    const sorted = inOrder.test(path) ? fields : fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(sorted.map(([key, field]) => [key, canonical(field, `${path}.${key}`)]));
  }
  throw new Error(`${path} is ${value === null ? 'null' : `a ${typeof value}`}: a result is plain data.`);
}

/**
 * A study's result as JSON text: 12 significant digits, keys in a fixed order, a newline at the end.
 *
 * Errors    throws, naming the path, when a number is not finite or a value is not plain data.
 */
export function resultsJson(result: StudyResult): string {
  return plainJson(result, 'result');
}

/** The same of a power plan. */
export function powerJson(plan: PowerPlan): string {
  return plainJson(plan, 'plan');
}

/** The same of a replay. */
export function replayJson(replay: Replay): string {
  return plainJson(replay, 'replay');
}

function plainJson(value: object, name: string): string {
  return `${JSON.stringify(canonical(value, name), null, 2)}\n`;
}
