import { type Dice, times } from '../dice.ts';
import { pieceFrom, valueFrom, wordFrom } from './values.ts';

type Change = (text: string, dice: Dice, other: string) => string;

const splice = (text: string, at: number, taken: number, put = ''): string => text.slice(0, at) + put + text.slice(at + taken);
const at = (text: string, dice: Dice): number => dice.below(text.length + 1);

function lines(text: string, change: (lines: string[], i: number) => void, dice: Dice): string {
  const all = text.split('\n');
  change(all, dice.below(all.length));
  return all.join('\n');
}

const tokens = /[\p{L}\p{N}_.-]+/gu;

/** One word of a text for another. */
function wordReplaced(text: string, dice: Dice, put: (word: string) => string): string {
  const found = [...text.matchAll(tokens)];
  if (found.length === 0) return text;
  const { index, 0: word } = dice.pick(found);
  return splice(text, index, word.length, put(word));
}

const wordOf = (text: string, dice: Dice): string => {
  const found = text.match(tokens) ?? ['x'];
  return dice.pick(found);
};

const changes: readonly Change[] = [
  (text, dice) => splice(text, at(text, dice), 1 + dice.below(3)),
  (text, dice) => splice(text, at(text, dice), 0, pieceFrom(dice)),
  (text, dice) => splice(text, at(text, dice), 1, pieceFrom(dice)),
  (text, dice) => text.slice(0, at(text, dice)),
  (text, dice) => wordReplaced(text, dice, () => JSON.stringify(valueFrom(dice))),
  (text, dice) => wordReplaced(text, dice, () => wordFrom(dice)),
  (text, dice) => wordReplaced(text, dice, () => wordOf(text, dice)),
  (text, dice, other) => wordReplaced(text, dice, () => wordOf(other, dice)),
  (text, dice) => wordReplaced(text, dice, (word) => splice(word, at(word, dice), 1)),
  (text, dice) => lines(text, (all, i) => all.splice(i, 1), dice),
  (text, dice) => lines(text, (all, i) => all.splice(i, 0, all[i]), dice),
  (text, dice) => lines(text, (all, i) => all.push(...all.splice(i, 1)), dice),
  (text, dice) => lines(text, (all, i) => all.splice(i, 1, `${dice.pick(['', ' ', '  ', '\t', '- '])}${all[i].trimStart()}`), dice),
  (text, dice, other) => lines(text, (all, i) => all.splice(i, dice.below(2), dice.pick(other.split('\n'))), dice),
  (text, dice, other) => text.slice(0, at(text, dice)) + other.slice(at(other, dice)),
  (text, dice) => {
    const [a, b] = [at(text, dice), dice.below(40)];
    return splice(text, at(text, dice), 0, text.slice(a, a + b));
  },
];

/** A text with up to four things changed in it; `other` is a text of the same kind, from which parts are taken. */
export const mutatedText = (text: string, other: string, dice: Dice): string =>
  times(dice.once(2) ? 1 : 1 + dice.below(4), () => dice.pick(changes)).reduce((so, change) => change(so, dice, other), text);
