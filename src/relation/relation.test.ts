import { describe, expect, it } from 'vitest';
import { add, column, greater, number, text } from '../expressions/build.ts';
import { ask } from './asking.ts';
import { type Engine, type PlacedRequest, relationOver } from './relation.ts';
import { columns, levels, type MomentsReply, moments, quantiles, type RowsReply } from './requests.ts';
import { run } from './run.ts';
import type { Column } from './schema.ts';

const numeric = (name: string): Column => ({ name, type: 'number', integer: false, nullable: true, declared: 'DOUBLE' });
const schema: readonly Column[] = [numeric('x'), numeric('time spent'), { ...numeric('arm'), type: 'text', declared: 'VARCHAR' }];
const reply: MomentsReply = { kind: 'moments', groups: [], keyless: 0, integer: {} };

/** Keeps what it is asked. */
function engine(answers: () => Promise<readonly RowsReply[]> = async () => [reply]): Engine & { readonly asked: PlacedRequest[] } {
  const asked: PlacedRequest[] = [];
  return {
    name: 'the rows',
    schema,
    statements: [],
    asked,
    answer: (round) => {
      asked.push(...round);
      return answers();
    },
    close: () => {},
  };
}

const mean = moments({ columns: { x: column('x') } });

describe('a relation', () => {
  it('hands an engine each request with the whole way to it', async () => {
    const e = engine();
    const condition = greater(column('x'), 0);
    const rows = relationOver(e)
      .where(condition)
      .derive({ y: add(column('x'), 1) });
    await rows.answer([{ ...mean, over: [{ kind: 'rollup', key: ['arm'], totals: { x: { kind: 'sum', of: column('y') } } }] }]);
    expect(e.asked[0].steps.map(({ kind }) => kind)).toEqual(['where', 'derive', 'rollup']);
    expect(e.asked[0].schema.map(({ name }) => name)).toEqual(['arm', 'x']);
  });

  it('is not changed by a step, and counts the rounds of all that come from it', async () => {
    const rows = relationOver(engine());
    const derived = rows.derive({ y: number(1) });
    expect(rows.schema).toBe(schema);
    expect(derived.schema.map(({ name }) => name)).toEqual(['x', 'time spent', 'arm', 'y']);
    await rows.answer([mean]);
    await derived.answer([mean]);
    expect([rows.rounds, derived.rounds]).toEqual([2, 2]);
  });

  it('lets a derived column stand in for another, under any name', () => {
    const rows = relationOver({ ...engine(), schema: [numeric('constructor'), numeric('toString')] });
    expect(rows.derive({ toString: text('a') }).schema.map(({ name, type }) => [name, type])).toEqual([
      ['constructor', 'number'],
      ['toString', 'text'],
    ]);
  });

  it('checks a round before the engine sees it', async () => {
    const e = engine();
    const rows = relationOver(e);
    await expect(rows.answer([moments({ columns: { y: column('time_spent') } })])).rejects.toThrow(
      '"time_spent" is not a column of the rows. Did you mean "time spent"?',
    );
    await expect(rows.answer([moments({ columns: { y: column('no such') } })])).rejects.toThrow(
      '"no such" is not a column of the rows. Its columns are "x", "time spent" and "arm".',
    );
    await expect(rows.answer([levels({ of: 'Arm' })])).rejects.toThrow('"Arm" is not a column of the rows. Did you mean "arm"?');
    await expect(rows.answer([quantiles({ of: column('arm'), at: [0.5] })])).rejects.toThrow('Column "arm" of the rows holds VARCHAR, not numbers.');
    await expect(rows.answer([columns({ columns: { label: text('a') } })])).rejects.toThrow('Column "label" of the rows holds text, not numbers.');
    await expect(rows.answer([{ ...mean, where: column('x') }])).rejects.toThrow('Column "x" is a number, where a condition is needed.');
    await expect(rows.answer([{ ...mean, weight: { column: column('arm'), kind: 'sampling' } }])).rejects.toThrow(
      'Column "arm" of the rows holds VARCHAR, not numbers.',
    );
    expect(() => rows.where(column('x'))).toThrow('Column "x" is a number, where a condition is needed.');
    expect(() => rows.rollup(['arms'], {})).toThrow('"arms" is not a column of the rows. Did you mean "arm"?');
    expect(() => rows.rollup(['arm'], { total: { kind: 'sum', of: column('arm') } })).toThrow('Column "arm" of the rows holds VARCHAR, not numbers.');
    expect(e.asked).toEqual([]);
  });
});

describe('the driver', () => {
  it('passes on an error of the engine', async () => {
    const failing = engine(() => Promise.reject(new Error('the disk is gone')));
    await expect(run(relationOver(failing), ask(mean))).rejects.toThrow('the disk is gone');
  });
});
