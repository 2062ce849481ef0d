import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { memoryRelation } from '../../src/engines/memory/relation.ts';
import { type Table, tableOf } from '../../src/engines/memory/table.ts';
import { redrawnRows } from '../../src/engines/redrawn/redrawn-rows.ts';
import { and, column, divide, equals, greater, indicator, is, isKnown, not, or, subtract, times, when } from '../../src/expressions/build.ts';
import type { Expression } from '../../src/expressions/expression.ts';
import { textVector } from '../../src/expressions/text-loops.ts';
import type { Vector } from '../../src/expressions/vector.ts';
import { stream } from '../../src/math/random/stream.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { ancova } from '../../src/methods/arms/ancova.ts';
import { blocked } from '../../src/methods/arms/blocked/blocked.ts';
import { cuped } from '../../src/methods/arms/cuped.ts';
import { itt } from '../../src/methods/arms/itt.ts';
import { quantileEffect } from '../../src/methods/arms/quantile/quantile-effect.ts';
import { ratioEffect } from '../../src/methods/arms/ratio/ratio-effect.ts';
import { levels, moments } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';

const arms = ['off', 'on', 'new'];

/** More rows than a block holds, some values unknown. */
function tableWith(n: number, seed: number): Table {
  const random = stream(seed);
  const numbers = (of: () => number) => Float64Array.from({ length: n }, of);
  const known = Uint8Array.from({ length: n }, () => (random.uniform() < 0.9 ? 1 : 0));
  return tableOf(
    'rows',
    n,
    new Map<string, Vector>([
      ['x', { type: 'number', values: numbers(() => random.normal()) }],
      ['y', { type: 'number', values: numbers(() => 5 + 2 * random.normal()) }],
      ['w', { type: 'number', values: numbers(() => 1 + random.exponential()) }],
      ['hole', { type: 'number', values: numbers(() => random.normal()), known }],
      ['hit', { type: 'number', values: numbers(() => random.bernoulli(0.3)) }],
      ['g', textVector(Array.from({ length: n }, () => (random.uniform() < 0.05 ? undefined : 'pqr'[random.integer(3)])))],
      ['team', textVector(Array.from({ length: n }, (_, i) => `t${i % 40}`))],
    ]),
  );
}

const drawn = (n: number, seed: number, count = 3): Int32Array => {
  const random = stream(seed, 7);
  return Int32Array.from({ length: n }, () => random.integer(count));
};

/** The same rows for the plain engine. */
const plain = (table: Table, codes: Int32Array) =>
  memoryRelation(tableOf('rows', table.n, new Map([...table.columns, ['arm', { type: 'text', codes, levels: arms }]])));

const [x, y, hole] = ['x', 'y', 'hole'].map((name) => column(name));
const expressions: readonly Expression[] = [
  x,
  hole,
  column('hit'),
  times(x, subtract(y, 3)),
  divide(y, x),
  divide(hole, subtract(column('hit'), 1)),
  when(is(column('arm'), 'on'), times(2, y), subtract(y, x)),
  when(greater(hole, 0), x, y),
  when(and(is(column('g'), 'p'), greater(x, 0)), y, 0),
  indicator(or(greater(hole, 0), not(equals(column('hit'), 1)))),
  indicator(isKnown(hole)),
  { op: 'call', name: 'sqrt', of: x },
  { op: 'call', name: 'log', of: y },
  indicator(is(column('arm'), 'new')),
];
const conditions: readonly (Expression | undefined)[] = [undefined, greater(x, 0), is(column('arm'), 'off'), and(isKnown(hole), not(is(column('arm'), 'new')))];
const keys: readonly (readonly string[])[] = [[], ['arm'], ['arm', 'g'], ['g', 'arm'], ['g'], ['hit', 'arm']];

describe('rows whose arms are drawn anew', () => {
  const table = tableWith(1500, 5);
  const rows = redrawnRows(table, 'arm', arms);

  it('answer moments as rows in memory do', () => {
    fc.assert(
      fc.property(
        fc.subarray([...expressions], { maxLength: 4 }),
        fc.constantFrom(...conditions),
        fc.constantFrom(...keys),
        fc.nat(1000),
        (measures, where, by, seed) => {
          const codes = drawn(table.n, seed);
          rows.draw(codes);
          const request = moments({ columns: Object.fromEntries(measures.map((e, i) => [`m${i}`, e])), by, ...(where && { where }) });
          const [[found], [expected]] = [rows.answerSync([request]), plain(table, codes).answerSync([request])];
          expectDeepClose(found, expected, 1e-10);
        },
      ),
      { numRuns: 60, seed: 11 },
    );
  });

  it.each([
    ['itt', () => itt({ outcome: 'y', assignment: 'arm', control: 'off' })],
    ['itt of a binary outcome', () => itt({ outcome: 'hit', assignment: 'arm', control: 'off' })],
    ['itt in clusters', () => itt({ outcome: 'y', assignment: 'arm', control: 'off', cluster: 'team', clusterArms: 'any' })],
    ['adjustedItt', () => adjustedItt({ outcome: 'y', assignment: 'arm', control: 'off', adjust: ['x', 'hole', { factor: 'g' }] })],
    ['ancova', () => ancova({ outcome: 'y', assignment: 'arm', control: 'off', adjust: ['x', { factor: 'g' }] })],
    ['cuped', () => cuped({ outcome: 'y', assignment: 'arm', control: 'off', covariate: 'x' })],
    ['blocked', () => blocked({ outcome: 'y', assignment: 'arm', control: 'off', treatments: ['on', 'new'], blocks: 'g' })],
    ['ratioEffect', () => ratioEffect({ outcome: 'r', numerator: column('y'), denominator: column('w'), assignment: 'arm', control: 'off' })],
    ['quantileEffect', () => quantileEffect({ outcome: 'y', quantile: 0.5, assignment: 'arm', control: 'off' })],
  ] as const)('give %s the same answer, draw after draw', (_, ask) => {
    for (const seed of [1, 2]) {
      const codes = drawn(table.n, seed);
      rows.draw(codes);
      expectDeepClose(runSync(rows, ask()), runSync(plain(table, codes), ask()), 1e-9);
    }
  });

  it('name a level that a draw does not hold as rows in memory do', () => {
    const codes = new Int32Array(table.n).map((_, i) => i % 2);
    rows.draw(codes);
    expect(rows.answerSync([levels({ of: 'arm' })])).toEqual(plain(table, codes).answerSync([levels({ of: 'arm' })]));
  });
});
