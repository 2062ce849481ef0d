/** A piece of the text of a graph; `at` is its one-based character. */
export interface GraphToken {
  readonly kind: 'name' | 'word' | 'arrow' | 'sign' | 'break' | 'end' | 'unknown';
  readonly value: string;
  readonly at: number;
}

const pieces =
  /(?<space>[^\S\n]+|#[^\n]*)|(?<break>[;\n])|(?<arrow><->|->|<-)|(?<quoted>`[^`\n]*`|"[^"\n]*"|'[^'\n]*')|(?<word>[\p{L}_][\p{L}\p{N}_.]*)|(?<sign>[{}[\],])|(?<unknown>[\s\S])/uy;

/** Names are words of letters, digits, _ and ., or anything in quotes or backquotes; # comments to the end of its line. */
export function graphTokens(text: string): readonly GraphToken[] {
  const tokens: GraphToken[] = [];
  const pattern = new RegExp(pieces);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const at = match.index + 1;
    const { space, quoted, word, arrow, sign, unknown } = match.groups!;
    if (space !== undefined) continue;
    if (quoted !== undefined) tokens.push({ kind: 'name', value: quoted.slice(1, -1), at });
    else if (word !== undefined) tokens.push({ kind: 'word', value: word, at });
    else if (arrow !== undefined) tokens.push({ kind: 'arrow', value: arrow, at });
    else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign, at });
    else tokens.push({ kind: unknown === undefined ? 'break' : 'unknown', value: match[0], at });
  }
  return [...tokens, { kind: 'end', value: '', at: text.length + 1 }];
}
