import { unexpected } from './failure.ts';

/** A piece of the text of an expression: `value` is a name or text without its quotes, else as written. */
export interface Token {
  readonly kind: 'number' | 'text' | 'path' | 'name' | 'word' | 'sign' | 'end';
  readonly value: string;
  /** Where it stands, from zero. */
  readonly at: number;
  readonly written: string;
}

/** A name that needs no quotes: letters of any script, digits and underscores, no digit first. */
export const bareName = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;

/** Words of the grammar, in any case. A column of such a name goes in backquotes. */
export const reserved: readonly string[] = ['and', 'or', 'not', 'is', 'true', 'false'];

/** A path into a column that needs no quotes, such as metadata.arm or probs[1]. */
export const barePath = /^[\p{L}_][\p{L}\p{M}\p{N}_]*(?:\.[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*|\[\d+\])+$/u;

const shapes: readonly (readonly [Token['kind'], RegExp])[] = [
  ['number', /(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/iy],
  ['text', /'(?:[^']|'')*'|"(?:[^"]|"")*"/y],
  // A path into a column, such as metadata.arm or probs[1], is a name as it is written.
  ['path', /(?:`(?:[^`]|``)+`|[\p{L}_][\p{L}\p{M}\p{N}_]*)(?:\.(?:`(?:[^`]|``)+`|[\p{L}\p{N}_][\p{L}\p{M}\p{N}_]*)|\[\d+\])+/uy],
  ['name', /`(?:[^`]|``)+`/y],
  ['word', /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy],
  ['sign', /==|!=|<>|<=|>=|[=<>+\-*/(),]/y],
];
const space = /\s*/y;
const comment = /--|\/\*|\/\//y;
const foreign = /&&|\|\||[\s\S]/uy;

/** The tokens of a text, ending in one of kind `end`. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += matchAt(space, text, at)!.length;
    if (at === text.length) return [...tokens, { kind: 'end', value: '', at, written: '' }];
    const token = tokenAt(text, at);
    tokens.push(token);
    at += token.written.length;
  }
}

function tokenAt(text: string, at: number): Token {
  const remark = matchAt(comment, text, at);
  if (remark !== undefined) throw unexpected(text, at, remark, 'a part of the expression');
  for (const [kind, shape] of shapes) {
    const written = matchAt(shape, text, at);
    if (written !== undefined) return { kind, value: kind === 'text' || kind === 'name' ? unquoted(written) : written, at, written };
  }
  const written = matchAt(foreign, text, at)!;
  throw unexpected(text, at, written, /['"`]/.test(written) ? 'a quote that is closed' : 'a part of the expression');
}

function matchAt(shape: RegExp, text: string, at: number): string | undefined {
  shape.lastIndex = at;
  return shape.exec(text)?.[0];
}

const unquoted = (written: string): string => written.slice(1, -1).replaceAll(written[0].repeat(2), written[0]);
