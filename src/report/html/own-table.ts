import type { Exhibit } from '../../estimate/exhibit.ts';
import { cellText } from '../figures/table.ts';
import { missing } from '../format/printed.ts';

/** A list of records from a method's own table, turned into columns. */
export interface Grid {
  readonly title: string;
  readonly columns: Exhibit['columns'];
}

interface Entries {
  readonly facts: readonly (readonly [name: string, text: string])[];
  readonly grids: readonly Grid[];
}

const mostItems = 24;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

function scalar(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'string') return cellText(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return missing;
}

function listText(items: readonly unknown[]): string {
  const shown = items
    .slice(0, mostItems)
    .map((item) => (Array.isArray(item) || ArrayBuffer.isView(item) ? `(${listText(Array.from(item as readonly unknown[]))})` : scalar(item)));
  return items.length === 0 ? 'none' : [...shown, ...(items.length > mostItems ? [`and ${items.length - mostItems} more`] : [])].join(', ');
}

function gridOf(title: string, records: readonly Readonly<Record<string, unknown>>[]): Grid {
  const names = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const cell = (value: unknown) =>
    typeof value === 'number' || typeof value === 'string' || value === undefined ? value : Array.isArray(value) ? listText(value) : scalar(value);
  return { title, columns: Object.fromEntries(names.map((name) => [name, records.map((record) => cell(record[name]))])) };
}

/** A plain object as facts (`first stage: F` -> 36.1) and, where it holds lists of records, tables. Knows no method. */
export function entriesOf(value: object, path = ''): Entries {
  const facts: (readonly [string, string])[] = [];
  const grids: Grid[] = [];
  for (const [key, field] of Object.entries(value)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (field === undefined) continue;
    if (Array.isArray(field) && field.length > 0 && field.every(isRecord)) grids.push(gridOf(name, field));
    else if (Array.isArray(field) || ArrayBuffer.isView(field)) facts.push([name, listText(Array.from(field as readonly unknown[]))]);
    else if (isRecord(field)) {
      const inner = entriesOf(field, name);
      facts.push(...inner.facts);
      grids.push(...inner.grids);
    } else facts.push([name, scalar(field)]);
  }
  return { facts, grids };
}
