import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { blocked } from '../../src/methods/arms/blocked/blocked.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectRelative } from '../support/agree.ts';

interface Golden {
  readonly pairs: number;
  readonly clusters: number;
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
}
const golden = JSON.parse(readFileSync(resolve('goldens/blocked/within.json'), 'utf8')) as {
  readonly tolerance: number;
  readonly all: Golden;
  readonly uneven: Golden;
};
const [, ...lines] = readFileSync(resolve('goldens/cases/pairs-in-passages/qa.csv'), 'utf8').trim().split('\n');
const rows = lines.map((line) => {
  const [passage, question, model, score] = line.split(',');
  return { passage, question, model, score: Number(score) };
});
const numberIn = (text: string, from: RegExp): number => Number(text.replace(from, ''));
const uneven = rows.filter(({ passage, question }) => numberIn(question, /.*q/) <= numberIn(passage, /s/) % 8);
const asked = { outcome: 'score', assignment: 'model', control: 'base', blocks: 'question', within: 'passage' };

describe.each([
  ['as many pairs in each', rows, golden.all],
  ['some with many pairs, some with one', uneven, golden.uneven],
])('pairs in clusters, %s', (_, data, expected) => {
  const { estimates, findings } = runSync(fromRows(data), blocked(asked));

  it('have the error and degrees of freedom of clubSandwich', () => {
    const [{ value, standardError, interval, sizes, details }] = estimates;
    const { reference } = interval;
    expectRelative(value, expected.value, golden.tolerance, 'value');
    expectRelative(standardError, expected.standardError, golden.tolerance, 'standard error');
    expectRelative(reference.kind === 't' ? reference.df : undefined, expected.df, golden.tolerance, 'degrees of freedom');
    expect([sizes.clusters, details]).toMatchObject([expected.clusters, { blocks: expected.pairs, target: 'blocks' }]);
  });

  it('say on how many clusters they rest', () => expect(findings.map((f) => f.check)).toContain('cluster-freedom'));
});

describe('blocks in clusters', () => {
  it('that lie in two are refused, with the name of one', () => {
    const torn = rows.map((row, i) => (i === 0 ? { ...row, passage: 'elsewhere' } : row));
    expect(runSync(fromRows(torn), blocked(asked))).toMatchObject({
      estimates: [],
      findings: [{ check: 'blocks-torn', verdict: 'refuse', says: expect.stringContaining(`such as "${rows[0].question}"`) }],
    });
  });

  it('without a cluster are in no estimate', () => {
    const lost = rows.map((row) => (row.question === rows[0].question ? { ...row, passage: null } : row));
    const { estimates } = runSync(fromRows(lost), blocked(asked));
    expect(estimates[0].sizes).toMatchObject({ units: rows.length - 2, dropped: { base: 1, new: 1 } });
  });
});
