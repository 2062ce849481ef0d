import { literal } from './sql-text.ts';

/** SQL types by column, as an option of a reader; nothing where there are none. */
export function typedBy(option: string, types: Readonly<Record<string, string>>): string {
  const written = Object.entries(types).map(([name, type]) => `${literal(name)}: ${literal(type)}`);
  return written.length === 0 ? '' : `${option} = {${written.join(', ')}}, `;
}
