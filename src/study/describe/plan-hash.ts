import { sha256Hex } from '../../math/sha256.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';

/** Identifies the plan: everything in the study but where the data lie. */
export function planHash({ data: _, ...plan }: StudyFile): string {
  return sha256Hex(canonicalJson(plan));
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
