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

/** A path as a line shows it, and the address that a terminal opens for it. */
export interface FileLink {
  readonly shown: string;
  /** `file:///tmp/out/report.html`, percent-encoded. */
  readonly href: string;
}

/** Nothing that a terminal would obey, and no other place than a file. */
const fileAddress = /^file:\/\/[!-~]+$/;

/** The text with links on the last place where each path stands: what opens and closes them is written here, around an address of visible letters alone. */
export function linked(text: TerminalText, links: readonly FileLink[]): TerminalText {
  return links.reduce<string>((said, { shown, href }) => {
    const at = shown === '' ? -1 : said.lastIndexOf(shown);
    if (at < 0 || !fileAddress.test(href)) return said;
    return `${said.slice(0, at)}\u001b]8;;${href}\u001b\\${shown}\u001b]8;;\u001b\\${said.slice(at + shown.length)}`;
  }, text) as TerminalText;
}

/** Lines without colours, such as an error or SQL: whatever a terminal would obey is shown. */
export function unpainted(text: string): TerminalText {
  return visibleLines(text) as TerminalText;
}

/** JSON as it may be printed: the same value, with what a terminal would obey as escapes. */
export function printedJson(json: string): TerminalText {
  return visibleLines(json) as TerminalText;
}
