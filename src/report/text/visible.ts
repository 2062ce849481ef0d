/** Control characters, and those that turn the direction of reading: they move a cursor, open a link or reorder what stands beside them. */
const unseen = /[\p{Cc}\u2028\u2029\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu;

/** Text in which such characters are seen, as JSON and JavaScript write them: `\u001b`. */
export function visible(text: string): string {
  return text.replaceAll(unseen, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The same of several lines. */
export function visibleLines(text: string): string {
  return text.replaceAll('\t', '  ').split('\n').map(visible).join('\n');
}

/** The same on one line: a name cannot break it. */
export function singleLine(text: string): string {
  return visible(text.replaceAll(/\s+/g, ' '));
}
