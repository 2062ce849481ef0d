import type { Column } from '../../relation/schema.ts';

/**
 * The identifier of each column: its name, with a number behind it where an earlier one differs in case only, which a database does not see.
 */
export function identifiersOf(schema: readonly Column[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  const identifiers = new Map<string, string>();
  for (const { name } of schema) {
    let identifier = name;
    for (let k = 2; taken.has(identifier.toLowerCase()); k++) identifier = `${name}_${k}`;
    taken.add(identifier.toLowerCase());
    identifiers.set(name, identifier);
  }
  return identifiers;
}
