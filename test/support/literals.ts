/** A text of the sources: a string, or a template whose values are read as `…`. */
export interface Literal {
  readonly text: string;
  readonly line: number;
}

/** A slash after one of these begins a regular expression. */
const beforeRegex = /[(,=:[!&|?{};>]$/;
const returns = /\breturn$/;

/** Every string and template of a TypeScript source, those within templates too; comments and regular expressions are passed over. */
export function literalsOf(source: string): readonly Literal[] {
  const found: Literal[] = [];
  let at = 0;
  const lineAt = (place: number): number => source.slice(0, place).split('\n').length;

  function quoted(mark: string): void {
    const from = at;
    let text = '';
    for (at++; at < source.length && source[at] !== mark; at++) {
      if (source[at] === '\\') {
        at++;
        text += source[at] === 'n' ? '\n' : source[at];
        continue;
      }
      if (mark === '`' && source.startsWith('${', at)) {
        at += 2;
        code(true);
        text += '…';
      } else text += source[at];
    }
    at++;
    found.push({ text, line: lineAt(from) });
  }

  function regex(): void {
    let inClass = false;
    for (at++; at < source.length && (source[at] !== '/' || inClass); at++) {
      if (source[at] === '\\') at++;
      else if (source[at] === '[') inClass = true;
      else if (source[at] === ']') inClass = false;
    }
    at++;
  }

  /** Leaves `at` behind the source, or on the brace that closes a value of a template. */
  function code(inTemplate: boolean): void {
    let [depth, before] = [0, ''];
    while (at < source.length) {
      const sign = source[at];
      if (source.startsWith('//', at)) at = (source.indexOf('\n', at) + 1 || source.length + 1) - 1;
      else if (source.startsWith('/*', at)) at = source.indexOf('*/', at) + 2;
      else if (sign === '"' || sign === "'" || sign === '`') {
        quoted(sign);
        before = sign;
      } else if (sign === '/' && (before === '' || beforeRegex.test(before) || returns.test(source.slice(0, at).trimEnd().slice(-7)))) {
        regex();
        before = '/';
      } else {
        if (inTemplate && sign === '}' && depth-- === 0) return;
        if (inTemplate && sign === '{') depth++;
        if (sign.trim() !== '') before = sign;
        at++;
      }
    }
  }

  code(false);
  return found;
}
