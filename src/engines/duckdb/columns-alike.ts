import { EstimandError } from '../../errors/estimand-error.ts';

/** The form in which DuckDB compares names. */
const folded = (name: string): string => name.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());

/** Errors  columns-alike when two names differ in case at most: DuckDB would take one for the other. */
export function expectDistinct(names: readonly string[], source: string): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const first = seen.get(folded(name));
    if (first !== undefined) throw new EstimandError('columns-alike', { first, second: name, source });
    seen.set(folded(name), name);
  }
}

/** Could DuckDB have made up this name, such as "A_1" beside "a"? */
export function seemRenamed(names: readonly string[]): boolean {
  const taken = new Set(names.map(folded));
  return names.some((name) => /_\d+$/.test(name) && taken.has(folded(name.replace(/_\d+$/, ''))));
}
