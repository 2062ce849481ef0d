import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFiles } from '../../src/engines/duckdb/open-files.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { column, greater, indicator } from '../../src/expressions/build.ts';
import { adjustedItt } from '../../src/methods/arms/adjusted-itt.ts';
import { all, ask } from '../../src/relation/asking.ts';
import type { Relation } from '../../src/relation/relation.ts';
import { clusters, columns, moments } from '../../src/relation/requests.ts';
import { run, runSync } from '../../src/relation/run.ts';
import { rollup } from '../../src/relation/steps.ts';
import { within } from '../../src/relation/within.ts';
import { expectAgreement } from '../support/agreement.ts';
import { type Files, temporaryFiles } from '../support/duckdb-files.ts';

let files: Files;
beforeAll(async () => {
  files = await temporaryFiles();
});
afterAll(() => files.close());

let made = 0;
async function rowsOf(select: string): Promise<Relation> {
  const path = `${files.folder}/sums-${made++}.parquet`;
  await files.run(`copy (${select}) to '${path}' (format parquet)`);
  return openFiles(path, { threads: 2 });
}

const people = 'i % 997 as team, i % 997 % 2 as z, hash(i) % 1000 / 100 as x, hash(i + 7) % 100 / 10 as w, hash(i + 3) % 500 / 50 + hash(i) % 1000 / 300 as y';
const lin = (adjust: readonly string[]) => adjustedItt({ outcome: 'y', assignment: 'z', control: 0, cluster: 'team', adjust });
const errorsIn = ({ estimates }: Awaited<ReturnType<typeof answerOf>>): readonly number[] => estimates.map((e) => e.standardError!);
const answerOf = (rows: Relation, asking: ReturnType<typeof lin>) => run(rows, asking);

describe('regressions on the same columns', () => {
  it('share the sums of their clusters, whatever the outcome and the rows', async () => {
    const rows = await rowsOf(`select ${people}, i % 3 as plan, hash(i + 9) % 2 as b from range(8000) as t(i)`);
    const asked = (outcome: string) => adjustedItt({ outcome, assignment: 'z', control: 0, cluster: 'team', adjust: ['x', 'w'] });
    await run(rows, asked('y'));
    const alone = rows.statements.length;
    rows.close();
    const again = await rowsOf(`select ${people}, i % 3 as plan, hash(i + 9) % 2 as b from range(8000) as t(i)`);
    const those = [asked('y'), asked('b'), within(asked('y'), greater(column('plan'), 0)), within(asked('b'), greater(column('plan'), 1))];
    await run(again, all(those));
    expect(again.statements.length).toBe(alone);
    again.close();
  });

  it('keep their digits where covariates are nearly collinear', async () => {
    const rows = await rowsOf(`select ${people}, x + 1e-4 * w as near from (select i, ${people} from range(8000) as t(i)) as t`);
    const [apart, near] = [errorsIn(await answerOf(rows, lin(['x', 'w']))), errorsIn(await answerOf(rows, lin(['x', 'near'])))];
    expect(Math.abs(near[0] / apart[0] - 1)).toBeLessThan(1e-7);
    rows.close();
  });

  it('keep their digits where the rows of a segment lie far from the first ones', async () => {
    const late = 'case when i < 20000 then 0 else 1e7 end';
    const rows = await rowsOf(`select ${people}, hash(i) % 1000 / 100 + ${late} as moved, i >= 20000 as late from range(24000) as t(i)`);
    const among = (adjust: readonly string[]) => within(lin(adjust), column('late'));
    const [here, there] = [errorsIn(await answerOf(rows, among(['x', 'w']))), errorsIn(await answerOf(rows, among(['moved', 'w'])))];
    expect(Math.abs(there[0] / here[0] - 1)).toBeLessThan(1e-8);
    rows.close();
  });
});

it('names the column of a value that is no number', async () => {
  const rows = await rowsOf("select i % 10 as team, case when i = 50 then 'nan'::double else i end as y from range(100) as t(i)");
  const asked = clusters({ columns: { y: column('y') }, products: [[0, 0]], cluster: column('team') });
  await expect(rows.answer([asked])).rejects.toThrow('y');
  await expect(rows.answer([clusters({ ...asked, where: greater(column('team'), 0) })])).resolves.toHaveLength(1);
  rows.close();
});

describe('a rollup by what differs in every row', () => {
  const counted = moments({
    columns: { rows: column('rows'), repeated: indicator(greater(column('rows'), 1)) },
    over: [rollup(['ticket'], { rows: { kind: 'count' } })],
  });
  const asked = columns({ columns: { ticket: column('ticket') } });

  it.each([
    ['all different', 'i * 3 + 5', false],
    ['one of them twice', 'case when i = 7 then 29 else i * 3 + 5 end', true],
    ['none in a row', 'case when i % 1000 = 3 then null else i end', false],
  ])('is counted as in memory: %s', async (_, ticket, rolledUp) => {
    const rows = await rowsOf(`select (${ticket})::bigint as ticket from range(120000) as t(i) order by hash(i)`);
    const [found, given] = await rows.answer([counted, asked]);
    const values = given.kind === 'columns' ? given.columns.ticket : new Float64Array();
    const [reference] = fromColumns({ ticket: values }).answerSync([counted]);
    expectAgreement(found, reference);
    expect(rows.statements.some((sql) => sql.includes('group by "ticket"'))).toBe(rolledUp);
    rows.close();
  });

  it('is left as it is where numbers lie too far apart, or are text', async () => {
    for (const ticket of ['(i * 1000003)::bigint', "'t' || i"]) {
      const rows = await rowsOf(`select ${ticket} as ticket from range(110000) as t(i)`);
      await rows.answer([counted]);
      expect(rows.statements.some((sql) => sql.includes('group by "ticket"'))).toBe(true);
      rows.close();
    }
  });
});

it('asks of rows in memory what it asks of a database', () => {
  const rows = fromColumns({ team: ['a', 'b', 'a'], z: [0, 1, 1], y: [1, 2, 4] });
  const reply = runSync(rows, ask(clusters({ columns: { y: column('y') }, products: [[0, 0]], cluster: column('team'), by: column('z') })));
  expect([reply.clusters, [...reply.starts], [...reply.sizes], reply.by.levels]).toEqual([2, [0, 2, 3], [1, 1, 1], ['0', '1']]);
  const sums = [...reply.sums[0]].map((sum, part) => sum + reply.sizes[part] * reply.centres[0]);
  for (const [part, value] of [1, 4, 2].entries()) expect(sums[part]).toBeCloseTo(value, 14);
});
