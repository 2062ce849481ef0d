/** The words for a set of codes: what was found, and what to do about it. */
export type Wording<F> = { readonly [C in keyof F]: (facts: F[C]) => readonly [what: string, mend: string] };

/** `12,000`; the only place where thousands are set apart. */
export const sayCount = (n: number | bigint): string => n.toLocaleString('en-US');

/** `1 row`, `2,345 rows`. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${sayCount(count)} ${count === 1 ? singular : plural}`;
}

/** `a, b and c`, at most `most` of them: `a, b and 3 more`. There may be more than are handed in. */
export function listed(names: readonly string[], most = 12, all = names.length): string {
  const shown = names.slice(0, most);
  if (all > shown.length) return `${shown.join(', ')} and ${sayCount(all - shown.length)} more`;
  return shown.length < 2 ? (shown[0] ?? 'nothing') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** The same in quotes: `"a", "b" and "c"`. */
export const quotedList = (names: readonly string[], most = 12, all = names.length): string =>
  listed(
    names.slice(0, most).map((name) => `"${name}"`),
    most,
    all,
  );
