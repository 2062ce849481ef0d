import type { ErrorCode } from 'yaml';

type Words = readonly [why: string, mend: string];

const spaces = 'Indent with spaces, two a level.';
const lineUp = 'Give keys of one group the same indentation, two spaces a level.';
const quote = 'Put the value in quotes.';
const colon = 'Write every line as key: value, with a space after the colon.';
const commas = 'Separate what stands in [...] or {...} by commas.';

/** What is wrong, by the text of the parser's message; one of its codes covers several mistakes. */
const byMessage: readonly (readonly [RegExp, Words])[] = [
  [/^Missing closing/, ['a quote that opens here is never closed', 'Close it with the same kind of quote.']],
  [/^Flow sequence/, ['a list that opens here is never closed', 'Close it with ].']],
  [/^Flow map/, ['a group that opens here is never closed', 'Close it with }.']],
  [/^Unexpected , in|^Unexpected empty item/, ['a comma stands where a value should', commas]],
  [/at node end$/, ['text follows a value that has ended', 'Put the whole value in double quotes.']],
  [/on same line with key$/, ['a list begins on the line of its key', 'Write it as [a, b], or each item on a line of its own.']],
  [/^Missing space after :/, ['a colon is followed by no space', colon]],
  [/^Comments must be/, ['a # follows a value without a space', 'Put a space before the #.']],
  [/same column/, ['this line is indented unlike the others of its group', lineUp]],
  [/^Implicit map keys need|^Implicit keys need/, ['a line holds no key and value', colon]],
  [/^Plain value cannot start with/, ['a value begins with a sign that YAML reserves', quote]],
  [/^Invalid escape/, ['a backslash in double quotes begins no known escape', 'Use single quotes, in which a backslash is a backslash.']],
];

const byCode: Readonly<Partial<Record<ErrorCode, Words>>> = {
  TAB_AS_INDENT: ['a tab indents this line', spaces],
  MULTIPLE_DOCS: ['a second document begins here', 'Keep one study a file; take the line --- or ... out.'],
  BLOCK_AS_IMPLICIT_KEY: ['a key and value stand inside another value', 'Give each key a line of its own; put a value that holds a colon in quotes.'],
  BLOCK_IN_FLOW: ['a comma is missing before this key', commas],
  RESOURCE_EXHAUSTION: ['it is nested too deeply', 'A study has a handful of levels; look for brackets that were opened by mistake.'],
};

/** A mistake in YAML in words that say what to do; the parser's own words need its grammar. */
export function yamlWords(code: ErrorCode, message: string): Words {
  return (
    byMessage.find(([pattern]) => pattern.test(message))?.[1] ??
    byCode[code] ?? ['this line cannot be read', 'Correct the line: key: value, indented by two spaces a level.']
  );
}
