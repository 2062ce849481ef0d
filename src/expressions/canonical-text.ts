/**
 * The one text of a key value: how arms, levels and segments are named and compared.
 * Integers in full, whole numbers without a fraction (1.0 is "1"), booleans "true" and "false", other numbers in their shortest round-trip form.
 */
export function canonicalText(value: string | number | bigint | boolean): string {
  return typeof value === 'number' && Object.is(value, -0) ? '0' : String(value);
}

/** The number that has this canonical text, if any: "1" but not "01", "1.0" or "". */
export function numberOfCanonicalText(level: string): number | undefined {
  const value = Number(level);
  return level.trim() !== '' && canonicalText(value) === level ? value : undefined;
}
