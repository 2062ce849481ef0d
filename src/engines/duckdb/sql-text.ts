/** A text as an SQL literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A list of texts as an SQL literal. */
export function literals(texts: readonly string[]): string {
  return `[${texts.map(literal).join(', ')}]`;
}

/** A path that matches itself alone where DuckDB takes globs. */
export function asGlob(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}

/** The first line of an error of DuckDB, without the name of its class and its last stop. What it says of tables that the study does not know, it says of "the rows". */
export function whyFailed(error: unknown): string {
  const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line
    .replace(/^(Failed to extract statements: )?(\w[\w ]* Error: )?/, '')
    .replaceAll(/"?\bestimand"?\."?(query|plain|named|reached|read_\d+)\b"?/g, 'the rows')
    .replaceAll(/"?\bestimand_row\b"?/g, 'the row')
    .replace(/[.!\s]+$/, '');
}
