import { displayWidth } from '../format/width.ts';

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)));
}

export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (displayWidth(kept + character) >= width) break;
    kept += character;
  }
  return `${kept}…`;
}

const asideLength = 20;
const glue = '\u00a0';

/** Words as lines may be broken between them: a number keeps its unit, and a short aside such as `(1 pp)` stays in one piece. */
function wordsOf(text: string): readonly string[] {
  const glued = text
    .replaceAll(/\([^()]*\)/g, (aside) => (displayWidth(aside) <= asideLength ? aside.replaceAll(' ', glue) : aside))
    .replaceAll(/(\d) (?=(?:pp|%)(?!\w))/g, `$1${glue}`);
  return glued.split(' ').map((word) => word.replaceAll(glue, ' '));
}

/** Lines of at most `width` columns, broken at spaces; a longer word is cut. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of wordsOf(text)) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) line = joined;
    else {
      if (line !== '') lines.push(line);
      line = truncate(word, width);
    }
  }
  return line === '' ? lines : [...lines, line];
}

const hanging = '  ';

function wrapHanging(text: string, width: number): readonly string[] {
  return wrap(text, width - hanging.length).map((line, i) => (i === 0 ? line : hanging + line));
}

/** Pieces set side by side with `gap` between them, as many on a line as fit; a longer piece has its lines for itself, the further ones indented. */
export function flow(pieces: readonly string[], width: number, gap: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  const close = () => {
    if (line !== '') lines.push(line);
    line = '';
  };
  for (const piece of pieces) {
    if (displayWidth(piece) > width) {
      close();
      lines.push(...wrapHanging(piece, width));
      continue;
    }
    const joined = line === '' ? piece : `${line}${gap}${piece}`;
    if (displayWidth(joined) > width) close();
    line = line === '' ? piece : joined;
  }
  close();
  return lines;
}
