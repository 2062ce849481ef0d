import { visible, visibleLines } from './visible.ts';

declare const medium: unique symbol;

/** Text that is safe on a terminal: made here, never from a plain string. */
export type TerminalText = string & { readonly [medium]: 'terminal' };

// biome-ignore lint/suspicious/noControlCharactersInRegex: what begins a colour is a control character.
const ours = /(\n|\u001b\[\d{1,2}m)/;

/** Lines and the colours that we put on them; anything else that a terminal would obey is shown. */
export function painted(text: string): TerminalText {
  const parts = text.split(ours);
  return parts.map((part, i) => (i % 2 === 1 ? part : visible(part))).join('') as TerminalText;
}

/** Lines without colours, such as an error or SQL: whatever a terminal would obey is shown. */
export function unpainted(text: string): TerminalText {
  return visibleLines(text) as TerminalText;
}

/** JSON as it may be printed: the same value, with what a terminal would obey as escapes. */
export function printedJson(json: string): TerminalText {
  return visibleLines(json) as TerminalText;
}
