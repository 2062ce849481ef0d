import { type Dice, times } from '../dice.ts';

type Change = (bytes: Buffer, dice: Dice) => Buffer;

const odd: readonly Buffer[] = [
  ...[
    '\u0000',
    '"',
    '""',
    "'",
    ',',
    ',,',
    '\n',
    '\r\n',
    '\r',
    '\t',
    ';',
    '|',
    '\ufeff',
    '🙂',
    '{',
    '}',
    '[',
    ']',
    ':',
    'null',
    '{}',
    '[]',
    '1e400',
    '-1e400',
    '1e-320',
    '1e80',
    '9'.repeat(30),
    '-',
    '=',
  ].map((text) => Buffer.from(text)),
  Buffer.from([0xff]),
  Buffer.from([0xc3]),
  Buffer.from([0xff, 0xfe]),
  Buffer.alloc(64),
];

const at = (bytes: Buffer, dice: Dice): number => dice.below(bytes.length + 1);
const spliced = (bytes: Buffer, from: number, to: number, put: Buffer): Buffer => Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(to)]);

const changes: readonly Change[] = [
  (bytes, dice) => bytes.subarray(0, at(bytes, dice)),
  (bytes, dice) => bytes.subarray(at(bytes, dice)),
  (bytes, dice) => {
    const from = at(bytes, dice);
    return spliced(bytes, from, from, dice.pick(odd));
  },
  (bytes, dice) => {
    const from = at(bytes, dice);
    return spliced(bytes, from, from + 1 + dice.below(20), dice.pick(odd));
  },
  (bytes, dice) => {
    const copy = Buffer.from(bytes);
    for (let i = dice.below(4); i >= 0 && copy.length > 0; i--) copy[dice.below(copy.length)] ^= 1 << dice.below(8);
    return copy;
  },
  (bytes, dice) => {
    const from = at(bytes, dice);
    const part = bytes.subarray(from, from + dice.below(400));
    return spliced(bytes, from, from, part);
  },
  (bytes) => Buffer.concat([bytes, bytes]),
];

/** Bytes with one to three things changed in them. */
export const mutatedBytes = (bytes: Buffer, dice: Dice): Buffer =>
  times(1 + dice.below(3), () => dice.pick(changes)).reduce((so, change) => change(so, dice), bytes);
