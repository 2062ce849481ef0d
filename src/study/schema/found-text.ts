import { counted } from '../../errors/words.ts';

/** What was written, in a few words. */
export function foundText(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'empty';
  if (typeof value === 'string') return `"${value.length > 60 ? `${value.slice(0, 60)}...` : value}"`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${counted(value.length, 'value')}`;
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'empty' : 'a group of keys';
  return String(value);
}
