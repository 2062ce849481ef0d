import { beforeAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { ask } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { columns } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';
import { analyze, parseStudy } from '../../src/study.ts';
import { clusteredRows } from '../support/clusters-golden.ts';

let rows: SyncRelation;
beforeAll(async () => {
  rows = await clusteredRows();
});

const study = `estimand: 1
study: teams
question: Do teams with the assistant do better?
data: {file: data.csv}
design:
  kind: randomized
  assignment: z
  control: 0
  shares: {0: 0.85, 1: 0.15}
  randomizedBy: team
  usage: d
treatments:
  1: {model: large}
covariates: [x, w]
outcomes:
  y: {role: primary, better: higher}
  b: {role: guardrail, better: lower, tolerance: "10%"}
`;

describe('a study that randomized teams', () => {
  it('clusters every estimate and check by team', async () => {
    const { estimates, findings, exhibits } = await analyze(parseStudy(study, 'study.yaml'), { data: rows });
    expect(estimates.length).toBeGreaterThan(5);
    expect(estimates.map((e) => [e.id, e.sizes.clusters])).toEqual(estimates.map((e) => [e.id, 48]));
    expect(estimates.map((e) => e.method.options)).toEqual(estimates.map(() => expect.objectContaining({ cluster: 'team', covariance: 'CR2' })));
    expect(findings.find(({ check }) => check === 'sample-ratio')?.says).toContain('41 clusters of team in arm 0, 7 clusters of team in arm 1');
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['clusters', 'cluster-freedom', 'balance', 'missing-outcome']));
    expect(exhibits.map(({ id }) => id)).toEqual(expect.arrayContaining(['clusters', 'cluster-outcomes']));
  });

  it('keeps the team when rows are added up by unit', async () => {
    const {
      columns: found,
      keys,
      n,
    } = runSync(rows, ask(columns({ columns: Object.fromEntries(['z', 'y', 'b'].map((c) => [c, { op: 'column', name: c }])), keys: ['team'] })));
    const twice = <T>(values: ArrayLike<T>): T[] => Array.from({ length: 2 * n }, (_, i) => values[i >> 1]);
    const { levels, codes } = keys.team;
    const doubled = fromColumns({
      ticket: Array.from({ length: 2 * n }, (_, i) => `t${i >> 1}`),
      team: twice(Array.from(codes, (code) => levels[code])),
      z: Float64Array.from(twice(found.z)),
      y: Float64Array.from(twice(found.y), (y) => y / 2),
      b: Float64Array.from(twice(found.b), (b, i) => (i % 2 === 0 ? b : 0)),
    });
    const many = study
      .replace('design:', 'unit: ticket\nrows: many-per-unit\ndesign:')
      .replace('  y: {', '  y: {per: total, ')
      .replace('  usage: d\n', '')
      .replace('covariates: [x, w]\n', '');
    const one = study.replace('  usage: d\n', '').replace('covariates: [x, w]\n', '');
    const [summed, plain] = [await analyze(parseStudy(many, 'study.yaml'), { data: doubled }), await analyze(parseStudy(one, 'study.yaml'), { data: rows })];
    expect(summed.estimates.map((e) => [e.id, e.sizes.units, e.sizes.clusters])).toEqual(plain.estimates.map((e) => [e.id, e.sizes.units, e.sizes.clusters]));
    for (const [i, e] of summed.estimates.entries()) expect(Math.abs((e.standardError ?? 1) / (plain.estimates[i].standardError ?? 1) - 1)).toBeLessThan(1e-9);
  });
});
