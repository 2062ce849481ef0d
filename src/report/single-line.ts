/** User text on one line without control characters: a column name cannot move the cursor, break a line or turn the reading direction. */
export function singleLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '\ufffd');
}
