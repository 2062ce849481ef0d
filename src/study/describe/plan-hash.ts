import { sha256Hex } from '../../math/sha256.ts';
import type { Data } from '../../protocol/keys/data.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';

/** Identifies the plan: everything in the study but where the data lie. How they are read belongs to it, as a statement that leaves rows out. */
export function planHash({ data, ...plan }: StudyFile): string {
  return sha256Hex(canonicalJson({ ...plan, data: readingOf(data) }));
}

/** Keys of `data` that say where the rows lie, on one machine or another. */
const places: readonly string[] = ['file', 'files', 'from', 'table', 'connection'];

/** How rows are read; absent where they are taken as they lie. */
function readingOf(data: Data): object | undefined {
  const reading = Object.entries(data).filter(([key]) => !places.includes(key));
  return reading.length > 0 ? Object.fromEntries(reading) : undefined;
}

function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${canonicalJson(v)}`)
    .join(',')}}`;
}
