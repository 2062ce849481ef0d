import { expect, it } from 'vitest';
import { defineStudy } from '../read/define-study.ts';
import type { StudyInput } from '../read/schema/study-schema.ts';
import { planHash } from './plan-hash.ts';

const hashOf = (data: StudyInput['data'], unit = 'id') =>
  planHash(
    defineStudy({
      estimand: 1,
      study: 'plan',
      question: 'Does it help?',
      data,
      unit,
      design: { kind: 'randomized', assignment: 'z', control: '0' },
      treatments: { 1: { model: 'm@1' } },
      outcomes: { y: { role: 'primary', better: 'higher' } },
    }).study,
  );

const sql = 'select * from t where kept';

it('is that of the plan, not of the place of the data', () => {
  expect(hashOf({ file: 'a.csv' })).toBe(hashOf({ files: 'b/*.parquet' }));
  expect(hashOf({ sql, from: { t: 'a.csv' } })).toBe(hashOf({ sql, from: { t: 'b.csv' } }));
  expect(hashOf({ file: 'a.csv' })).not.toBe(hashOf({ file: 'a.csv' }, 'user'));
});

it('changes with the statement, which can leave rows out', () => {
  expect(hashOf({ sql, from: { t: 'a.csv' } })).not.toBe(hashOf({ sql: 'select * from t', from: { t: 'a.csv' } }));
  expect(hashOf({ sql, from: { t: 'a.csv' } })).not.toBe(hashOf({ file: 'a.csv' }));
});
