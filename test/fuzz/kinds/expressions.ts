import { deepStrictEqual } from 'node:assert';
import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { isKnown } from '../../../src/expressions/build.ts';
import { expressionText } from '../../../src/expressions/parse/expression-text.ts';
import { parseExpression } from '../../../src/expressions/parse/parse-expression.ts';
import { ask } from '../../../src/relation/asking.ts';
import { moments } from '../../../src/relation/requests.ts';
import { runSync } from '../../../src/relation/run.ts';
import { type Dice, times } from '../dice.ts';
import { Wrong } from '../judge.ts';
import { mutatedText } from '../mutate/text.ts';
import { numberFrom, pieceFrom, wordFrom } from '../mutate/values.ts';
import type { Kind } from './kind.ts';

const rows = fromColumns({
  x: [1, -2.5, 0, null, 1e75, 3],
  y: [0, 1, 1, 0, null, 1],
  yes: [true, false, null, true, true, false],
  word: ['a', 'b', '', null, 'é', "it's"],
  when: ['p', 'q', 'p', 'q', 'p', 'q'],
  'two words': [1, 2, 3, 4, 5, 6],
});

/** Expressions, sound ones and spoiled ones: read, typed, evaluated, written and read again. */
export const expressions: Kind = {
  id: 'expressions',
  limit: 1_000,
  prepare: () => (dice) => {
    const sound = written(dice, 0);
    const text = dice.once(3) ? sound : mutatedText(sound, written(dice, 1), dice);
    return {
      input: { 'expression.txt': text },
      run() {
        const e = parseExpression(text);
        const again = parseExpression(expressionText(e));
        try {
          deepStrictEqual(again, e);
        } catch {
          throw new Wrong('reads back as another expression');
        }
        const counted = runSync(rows, ask(moments({ columns: {}, by: { known: isKnown(e) } })));
        return { groups: counted.groups.map(({ key, moments: { n } }) => `${key} ${n}`).join(', ') };
      },
    };
  },
};

const comparisons = ['=', '==', '!=', '<>', '<', '<=', '>', '>='];
const names = ['x', 'y', 'yes', 'word', 'when', '`two words`', 'nowhere', 'a.b', 'probs[1]', 'X'];

/** The text of an expression that mostly makes sense. */
function written(dice: Dice, depth: number): string {
  const part = (): string => written(dice, depth + 1);
  const space = dice.once(10) ? '' : ' ';
  if (depth > 4) return dice.pick(names);
  switch (dice.below(12)) {
    case 0:
    case 1:
      return [part(), dice.pick(comparisons), part()].join(space);
    case 2:
      return `${part()} ${dice.pick(['and', 'or', 'AND', 'Or'])} ${part()}`;
    case 3:
      return `${dice.pick(['not', '-', 'not not', 'NOT'])} ${part()}`;
    case 4:
      return [part(), dice.pick(['+', '-', '*', '/']), part()].join(space);
    case 5:
      return `(${part()})`;
    case 6:
      return `${part()} is ${dice.pick(['known', 'unknown', 'null', 'KNOWN'])}`;
    case 7:
      return String(numberFrom(dice));
    case 8:
      return dice.once(2) ? `'${wordFrom(dice)}'` : `"${pieceFrom(dice)}"`;
    case 9:
      if (dice.once(40)) return times(dice.pick([10, 300, 600, 5000]), () => dice.pick(['(', '-', 'not ', 'x + '])).join('') + dice.pick(names);
      return dice.pick(['true', 'false', 'TRUE']);
    default:
      return dice.pick(names);
  }
}
