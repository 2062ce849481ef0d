import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { and, column, greater, is, less, or, when } from '../../src/expressions/build.ts';
import type { Expression } from '../../src/expressions/expression.ts';
import { meanOf } from '../../src/moments/moments.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { type MomentsReply, moments } from '../../src/relation/requests.ts';
import { derive } from '../../src/relation/steps.ts';
import { expectAgreement } from '../support/agreement.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

const n = 500;
const rows = {
  x: Array.from({ length: n }, (_, i) => ((i * 37) % 101) / 10 - 5),
  maybe: Array.from({ length: n }, (_, i) => (i % 7 === 0 ? undefined : ((i * 53) % 97) / 10 - 5)),
  name: Array.from({ length: n }, (_, i) => ['a', 'b', 'c'][(i * 11) % 3]),
};
const memory = fromColumns(rows);

let files: Files;
let relation: Relation;
beforeAll(async () => {
  files = await temporaryFiles();
  const cell = (x: number | string | undefined): string => (x === undefined ? 'null' : typeof x === 'number' ? `${x}::double` : `'${x}'`);
  const values = rows.x.map((x, i) => `(${[x, rows.maybe[i], rows.name[i]].map(cell).join(', ')})`);
  await files.run(`copy (select * from (values ${values.join(', ')}) as t(x, maybe, name)) to '${files.at('codes.parquet')}' (format parquet)`);
  relation = await openFiles(files.at('codes.parquet'));
});
afterAll(async () => {
  relation.close();
  await files.close();
});

const x = column('x');
const hard = or(greater(x, 3), less(x, -4));
const chain = (codes: readonly number[]): Expression =>
  codes.slice(0, -1).reduceRight<Expression>((otherwise, code, i) => when(greater(x, 3 - i), code, otherwise), when(less(x, -10), 0, codes[codes.length - 1]));

const codes: Readonly<Record<string, Expression>> = {
  'on numbers': when(hard, 2, when(greater(x, -0.3), 1, 0)),
  'on numbers, within': when(greater(x, 0), when(hard, 255, 0), when(hard, 7, 1)),
  'that are all zero': when(hard, 0, 0),
  'of many ends': chain([9, 8, 7, 6, 5, 4]),
  'on what may be unknown': when(greater(column('maybe'), 1), 2, when(greater(x, 0), 1, 3)),
  'on texts': when(is(column('name'), 'a'), 0, when(is(column('name'), 'b'), 1, 2)),
  'on both': when(and(is(column('name'), 'a'), hard), 4, 1),
};

describe('a choice between small whole numbers', () => {
  it.each(Object.keys(codes))('is the same number in SQL and in memory: %s', async (which) => {
    for (const request of [
      moments({ columns: { x, code: codes[which] }, by: { code: codes[which] } }),
      moments({ columns: { x }, by: ['code'], over: [derive({ code: codes[which] })] }),
    ]) {
      const [found] = await relation.answer([request]);
      expectAgreement(found, memory.answerSync([request])[0]);
    }
  });

  it('is its own square where it is zero or one, also where it never varies', async () => {
    for (const flag of [when(hard, 1, 0), when(hard, 0, 1), when(greater(x, 100), 0, 1), when(hard, 0, 0), when(greater(column('maybe'), 1), 1, 0)]) {
      const request = moments({ columns: { flag, x }, by: ['name'] });
      const [found] = (await relation.answer([request])) as [MomentsReply];
      expectAgreement(found, memory.answerSync([request])[0]);
      const [{ moments: m }] = found.groups;
      expect(m.comoment[0] / m.n).toBeCloseTo(meanOf(m, 'flag') * (1 - meanOf(m, 'flag')), 12);
    }
  });
});
