import { type Dice, times } from '../dice.ts';

// None of these holds the words NaN, Infinity or undefined: an output that does has made them itself.

const numbers: readonly number[] = [
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  -0.5,
  0.05,
  0.95,
  1 - 2 ** -53,
  1 + 2 ** -52,
  3,
  7,
  10,
  100,
  1e3,
  12_345,
  1e5,
  1e6,
  1e9,
  -1e9,
  2 ** 31,
  2 ** 32,
  2 ** 53 - 1,
  2 ** 53,
  2 ** 53 + 2,
  -(2 ** 53),
  1e15,
  1e16,
  1e21,
  1e22,
  1e30,
  1e60,
  1e75,
  1e76,
  1e80,
  1e150,
  1e154,
  1e155,
  1e200,
  1e300,
  1.7976931348623157e308,
  -1e308,
  1e-3,
  1e-6,
  1e-9,
  1e-15,
  1e-16,
  1e-30,
  1e-75,
  1e-76,
  1e-80,
  1e-150,
  1e-162,
  1e-200,
  1e-300,
  2.2250738585072014e-308,
  1e-320,
  5e-324,
  -5e-324,
  0.1 + 0.2,
  1 / 3,
  99.5,
  4096,
  65_536,
];

export const numberFrom = (dice: Dice): number => dice.pick(numbers);

const numberTexts: readonly string[] = [
  '1e400',
  '-1e400',
  '1e-400',
  '.5',
  '5.',
  '+1',
  '0x10',
  '0o17',
  '0b11',
  '1_000',
  '1,000',
  '007',
  '1.10',
  '-0',
  '1e',
  'e1',
  '--1',
  '1e1e1',
  '.inf',
  '-.inf',
  '.nan',
  '9'.repeat(40),
  `0.${'0'.repeat(60)}1`,
  '12345678901234567890',
  '1.',
  '0.1e-5',
  '١٢٣',
  '１２',
  '50%',
  '5 %',
  '1:30',
  '2026-01-02',
  '2026-13-45T99:00:00Z',
];

const letters: readonly string[] = [
  'é',
  'ß',
  'İ',
  'ﬁ',
  '漢字',
  '🙂',
  '👩‍👩‍👧',
  '\u0301',
  '\u200b',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\u202e',
  '\u2066',
  '\ufeff',
  '\ufffd',
  '\u0000',
  '\u0007',
  '\u0008',
  '\u001b[31m',
  '\u001b]8;;http://x\u0007',
  '\u007f',
  '\u0085',
  '\u009b',
  '\r',
  '\n',
  '\r\n',
  '\t',
  '\v',
  '\f',
  '\ud800',
  '\udfff',
  'Ω',
  'ø',
  'ı',
  'ſ',
];

const signs: readonly string[] = [
  '"',
  "'",
  '`',
  '\\',
  '/',
  '|',
  '<',
  '>',
  '&',
  '%',
  '$',
  '$$',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '#',
  '!',
  '*',
  '**',
  '_',
  '~',
  '-',
  '--',
  '---',
  '...',
  ':',
  ': ',
  ';',
  ',',
  '.',
  '?',
  '=',
  '+',
  '@',
  '^',
  ' ',
  '  ',
  '$\u007bx}',
  '{{x}}',
  '<b>',
  '</script>',
  '<!--',
  '-->',
  '![x](y)',
  "'; drop table t; --",
  '../..',
  '%00',
  '%s',
  '=1+1',
  '*/',
  '/*',
  '?:',
  '&a',
  '*a',
  '!!int',
  '<<',
];

const words: readonly string[] = [
  '',
  ' ',
  'a',
  'x',
  'y',
  'true',
  'false',
  'True',
  'yes',
  'no',
  'on',
  'off',
  'null',
  '~',
  'NULL',
  'NA',
  'n/a',
  '-',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'prototype',
  'valueOf',
  'length',
  'n',
  'count',
  'sum',
  'net value',
  'net-value',
  'default',
  'control',
  'treatment',
  'primary',
  'select',
  'k0',
  'm0',
  'd0',
  'level',
  'key',
  'rest',
  'latent',
  'and',
  'or',
  'not',
  'is',
  'known',
  'in',
];

/** A short text that somebody could have typed, or nobody would. */
export function wordFrom(dice: Dice): string {
  switch (dice.below(8)) {
    case 0:
      return dice.pick(letters);
    case 1:
      return dice.pick(signs);
    case 2:
      return dice.pick(numberTexts);
    case 3:
      return `${dice.pick(words)}${dice.pick(letters)}${dice.pick(words)}`;
    case 4:
      return `${dice.pick(words)}${dice.pick(signs)}${dice.pick(words)}`;
    case 5:
      return dice.once(20) ? dice.pick([...words, ...letters]).repeat(10 ** (1 + dice.below(4))) : dice.pick(words);
    default:
      return dice.pick(words);
  }
}

/** A piece of text to put in anywhere. */
export const pieceFrom = (dice: Dice): string => (dice.once(2) ? dice.pick([...letters, ...signs]) : dice.once(3) ? String(numberFrom(dice)) : wordFrom(dice));

/** Any plain value: a number, a text, a truth, nothing, or a list or group of them. */
export function valueFrom(dice: Dice, depth = 0): unknown {
  switch (dice.below(depth > 3 ? 7 : 9)) {
    case 0:
    case 1:
    case 2:
      return numberFrom(dice);
    case 3:
    case 4:
      return wordFrom(dice);
    case 5:
      return dice.once(2);
    case 6:
      return null;
    case 7:
      return times(dice.below(4), () => valueFrom(dice, depth + 1));
    default:
      return Object.fromEntries(times(dice.below(4), () => [wordFrom(dice), valueFrom(dice, depth + 1)]));
  }
}

/** A value within so many lists or groups. */
export function nestedFrom(dice: Dice): unknown {
  const deep = dice.pick([2, 5, 20, 100, 1000]);
  const inLists = dice.once(2);
  let value = valueFrom(dice);
  for (let i = 0; i < deep; i++) value = inLists ? [value] : { a: value };
  return value;
}
