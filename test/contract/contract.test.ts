import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { column, divide } from '../../src/expressions/build.ts';
import { runSync } from '../../src/relation/run.ts';
import * as catalogue from '../../src/study/catalogue.ts';
import { deepFreeze, expectDeepClose } from '../support/deep-close.ts';
import { protocols } from './protocols.ts';
import { answerOf, type Contracted, each, errorOf, questions, rows } from './questions.ts';
import { columnsOf, type Row, relationOf, shuffled } from './table.ts';

function roundsOf(question: Contracted, on: readonly Row[], changes: object = {}): number {
  const relation = relationOf(on);
  runSync(relation, question.onExample(changes).ask());
  return relation.rounds;
}

describe('the catalogue', () => {
  it('names each question once, in kebab case', () => {
    const ids = questions.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('is planned by studies: every question by one of them, with options that are plain data', () => {
    for (const question of Object.values(catalogue)) {
      const planned = protocols.flatMap((protocol) => question.planned(protocol));
      expect(planned.length, question.id).toBeGreaterThan(0);
      for (const { id, title, options } of planned) {
        expect({ id, title }).toEqual({ id: question.id, title: question.title });
        expect(JSON.parse(JSON.stringify(options))).toEqual(options);
      }
    }
  });

  it.each(questions.map(({ docs }) => docs))('is documented in %s', (docs) => {
    expect(existsSync(new URL(`../../${docs}`, import.meta.url)), `${docs} is missing`).toBe(true);
  });
});

each(questions)('$id', ({ question }) => {
  const answer = answerOf(question);

  it('answers in data that survive JSON', () => {
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect(answer.estimates.length + answer.findings.length + answer.exhibits.length).toBeGreaterThan(0);
  });

  it('does not depend on the order of rows', () => expectDeepClose(answerOf(question, {}, shuffled(rows)), answer, 1e-9));

  it('gives the same bits again', () => expect(answerOf(question)).toEqual(answer));

  it('leaves rows and options as they are', () => {
    const columns = columnsOf(rows);
    const before = structuredClone(columns);
    const planned = question.onExample();
    deepFreeze(planned.options);
    runSync(relationOf(rows), planned.ask());
    expect(columns).toEqual(before);
  });

  it('asks in as many rounds as it says: usually, and at most', () => {
    const { usual, most } = question.rounds;
    // Ones and zeros that are not integers by type are counted, holes filled, losses bounded, alarms confirmed, large values added up.
    const shares = { measure: divide(column('b'), 1) };
    const holes = rows.map((row, i) => ({ ...row, x: i % 7 === 0 ? null : row.x }));
    const lost = rows.map((row, i) => ({ ...row, y: row.z === 1 && i % 3 === 0 ? null : row.y }));
    // Away from 0.8, which the trigger asks about.
    const apart = (x: number, z: unknown): number => (x > 0.8 ? x + 3 * Number(z) : x - 3 * (1 - Number(z)));
    const moved = holes.map((row) => ({ ...row, x: row.x === null ? null : apart(row.x!, row.z) }));
    const few = rows.filter(({ z }, i) => z === 0 || i % 9 < 2).map((row) => ({ ...row, y: Math.exp(row.y!) }));
    const taken = [
      roundsOf(question, rows),
      roundsOf(question, rows, shares),
      roundsOf(question, holes, shares),
      roundsOf(question, moved, shares),
      roundsOf(question, lost),
      roundsOf(question, few),
    ];
    expect(taken[0]).toBe(usual);
    expect(Math.max(...taken)).toBe(most);
  });

  it('ends each doubt in a mend, and says what it found', () => {
    for (const finding of answer.findings) {
      expect(finding.says, finding.check).toMatch(/\.$/);
      expect(finding.mend === undefined, finding.check).toBe(finding.verdict === 'pass');
      if (finding.about.estimate !== undefined) expect(answer.estimates.map((e) => e.id)).toContain(finding.about.estimate);
    }
  });

  it('draws figures with columns of equal length and words', () => {
    for (const { columns, says, alt } of answer.exhibits) {
      expect(new Set(Object.values(columns).map((c) => c.length)).size).toBe(1);
      expect([says, alt].every((text) => text.endsWith('.'))).toBe(true);
    }
  });

  it('says what is wrong and what to do, whatever the rows', () => {
    const bad: Readonly<Record<string, readonly Row[]>> = {
      empty: [],
      'one row': rows.slice(0, 1),
      'nobody assigned': rows.map((row) => ({ ...row, z: null })),
      'one arm': rows.map((row) => ({ ...row, z: 1 })),
      'one unit in an arm': rows.map((row, i) => ({ ...row, z: i === 0 ? 1 : 0 })),
      'no outcomes': rows.map((row) => ({ ...row, y: null })),
      'no outcomes in an arm': rows.map((row) => ({ ...row, y: row.z === 1 ? null : row.y })),
      'an infinite outcome': rows.map((row, i) => ({ ...row, y: i === 3 ? Number.POSITIVE_INFINITY : row.y })),
      'no covariates': rows.map((row) => ({ ...row, x: null, g: null })),
      'constant covariates': rows.map((row) => ({ ...row, x: 1, g: 'a' })),
      'covariates that follow the assignment': rows.map((row) => ({ ...row, x: row.z, g: `g${row.z}` })),
      'a level for each row': rows.slice(0, 40).map((row, i) => ({ ...row, g: `g${i}` })),
      'a constant outcome': rows.map((row) => ({ ...row, y: 7 })),
      'everybody does as assigned': rows.map((row) => ({ ...row, d: row.z })),
      'nobody uses it': rows.map((row) => ({ ...row, d: 0 })),
      'an outcome that is the assignment': rows.map((row) => ({ ...row, y: row.z })),
    };
    for (const on of Object.values(bad)) errorOf(question, {}, on);
  });
});
