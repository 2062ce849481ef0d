import type { Arithmetic, ComparisonOp, Expression } from '../expression.ts';
import { bareName, barePath, reserved } from './tokens.ts';

/** Precedence of expressions, in the order of the grammar. */
const holds = { or: 1, and: 2, not: 3, compare: 4, add: 5, multiply: 6, one: 7 } as const;
type Hold = (typeof holds)[keyof typeof holds];

const signs: Readonly<Record<Arithmetic | ComparisonOp | 'and' | 'or', readonly [sign: string, hold: Hold]>> = {
  or: ['or', holds.or],
  and: ['and', holds.and],
  equals: ['=', holds.compare],
  differs: ['!=', holds.compare],
  less: ['<', holds.compare],
  atMost: ['<=', holds.compare],
  greater: ['>', holds.compare],
  atLeast: ['>=', holds.compare],
  add: ['+', holds.add],
  subtract: ['-', holds.add],
  times: ['*', holds.multiply],
  divide: ['/', holds.multiply],
};

/**
 * The text of an expression, with no more parentheses than it needs. What `parseExpression` can write reads back as the same expression;
 * functions and choices, which it cannot, are written as calls.
 */
export function expressionText(e: Expression): string {
  return written(e)[0];
}

const isBare = (name: string): boolean => barePath.test(name) || (bareName.test(name) && !reserved.includes(name.toLowerCase()));

function written(e: Expression): readonly [text: string, hold: Hold] {
  switch (e.op) {
    case 'column':
      return [isBare(e.name) ? e.name : quoted(e.name, '`'), holds.one];
    case 'number':
      return [Object.is(e.value, -0) ? '-0' : String(e.value), holds.one];
    case 'text':
      return [quoted(e.value, "'"), holds.one];
    case 'boolean':
      return [String(e.value), holds.one];
    case 'isKnown':
      return [`${part(e.of, holds.add)} is known`, holds.compare];
    case 'is':
      return [`${part(e.of, holds.add)} = ${quoted(e.level, "'")}`, holds.compare];
    case 'not':
      return e.of.op === 'isKnown' ? [`${part(e.of.of, holds.add)} is unknown`, holds.compare] : [`not ${part(e.of, holds.not)}`, holds.not];
    case 'indicator':
    case 'seconds':
      return [`${e.op}(${expressionText(e.of)})`, holds.one];
    case 'call':
      return [`${e.name}(${expressionText(e.of)})`, holds.one];
    case 'when':
      return [`when(${[e.condition, e.value, e.otherwise].map(expressionText).join(', ')})`, holds.one];
    default: {
      const [sign, hold] = signs[e.op];
      const beside = (hold + 1) as Hold;
      return [`${part(e.left, hold === holds.compare ? beside : hold)} ${sign} ${part(e.right, beside)}`, hold];
    }
  }
}

/** In parentheses when its precedence is lower than its place needs. */
function part(e: Expression, least: Hold): string {
  const [text, hold] = written(e);
  return hold >= least ? text : `(${text})`;
}

const quoted = (value: string, quote: string): string => `${quote}${value.replaceAll(quote, quote + quote)}${quote}`;
