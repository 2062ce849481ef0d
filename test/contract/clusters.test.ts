import { expect, it } from 'vitest';
import type { Estimate } from '../../src/estimate/estimate.ts';
import { runSync } from '../../src/relation/run.ts';
import { expectDeepClose } from '../support/deep-close.ts';
import { answerOf, type Contracted, each, errorOf, estimateOf, estimators, has, nullOf, rows } from './questions.ts';
import { type Row, relationOf } from './table.ts';

/** Each row a cluster of its own. */
const single = { cluster: 'unit' };

/** Questions that know clusters: their estimates then count them. */
const clustered = estimators.filter((question) => answerOf(question, single).estimates[0]?.sizes.clusters !== undefined);
const contrasts = clustered.filter((question) => has(question, 'control'));

/** Rows of 30 clusters of unequal sizes, each in one arm; named by `label`. */
const inClusters = (label: (cluster: number) => string): readonly Row[] =>
  rows.map((row, i) => ({ ...row, unit: `${label(Math.floor(Math.sqrt(i) * 0.97))}-${row.z}` }));
const teams = inClusters((cluster) => `team ${cluster}`);

/** The covariance of independent rows that CR2 equals when every cluster is one row; CR0 of shares, which are divided by n, and CR1 of a likelihood, whose CR2 corrects by arm. */
const asIndependent = (question: Contracted): object => ({
  ...single,
  ...(nullOf(question) === 1 && { covariance: 'CR0' }),
  ...(question.id === 'logistic-effect' && { covariance: 'CR1' }),
});
const onSample = (question: Contracted): object => (has(question, 'adjust') ? { target: 'sample' } : {});

/** The standard error, of a ratio that of its logarithm. */
const standardError = (e: Estimate): number => e.standardError ?? (e.details as { logStandardError: number }).logStandardError;

/** Those that correct the covariance of clusters; totals of clusters are independent units, which need no correction. */
const corrected = clustered.filter((question) => question.id !== 'ratio-effect');

it('finds the questions that know clusters', () => expect(clustered.length).toBeGreaterThanOrEqual(7));

each(clustered)('$id, clustered', ({ question }) => {
  it('has the standard error of independent rows when every cluster is one row', () => {
    const [plain, found] = [estimateOf(question, onSample(question)), estimateOf(question, { ...onSample(question), ...asIndependent(question) })];
    expectDeepClose([found.value, standardError(found)], [plain.value, standardError(plain)], 1e-9);
    expect(found.sizes).toEqual({ ...plain.sizes, clusters: rows.length });
  });

  it('does not care what clusters are called', () => {
    const renamed = inClusters((cluster) => `${(cluster * 7) % 31}`);
    expectDeepClose({ ...answerOf(question, single, renamed) }, answerOf(question, single, teams), 1e-9);
  });

  it('asks in no more rounds than it says', () => {
    const counted = relationOf(teams);
    const planned = question.onExample(single);
    runSync(counted, planned.ask());
    expect(counted.rounds).toBe(planned.rounds.usual);
  });

  it('widens as rows of a cluster grow alike', () => {
    const copies = rows.slice(0, 120).flatMap((row, i) => [row, row, row].map((r) => ({ ...r, unit: `u${i}` })));
    const apart = copies.map((row, i) => ({ ...row, unit: `u${i}` }));
    expect(standardError(estimateOf(question, single, copies))).toBeGreaterThan(1.5 * standardError(estimateOf(question, single, apart)));
  });

  it('counts rows in no cluster as dropped, and leaves them out', () => {
    const holes = teams.map((row, i) => (i % 9 === 4 ? { ...row, unit: null as unknown as string } : row));
    const [found, without] = [
      estimateOf(question, single, holes),
      estimateOf(
        question,
        single,
        teams.filter((_, i) => i % 9 !== 4),
      ),
    ];
    expectDeepClose({ ...found, sizes: 0 }, { ...without, sizes: 0 }, 1e-9);
    expect(Object.values(found.sizes.dropped).reduce((a, b) => a + b)).toBe(rows.filter((_, i) => i % 9 === 4).length);
  });
});

each(corrected)('$id, with a covariance of clusters', ({ question }) => {
  it('rests on fewer degrees of freedom than there are clusters, and says so', () => {
    const e = estimateOf(question, single, teams);
    const { reference } = e.interval;
    expect(reference.kind === 't' && reference.df > 1 && reference.df < e.sizes.clusters!).toBe(true);
    expect(e.method.options).toMatchObject({ cluster: 'unit', covariance: 'CR2' });
    expect(e.details).toMatchObject({ df: reference.kind === 't' && reference.df });
  });

  it('refuses covariances of independent rows with a cluster, and clustered ones without', () => {
    expect(errorOf(question, { ...single, covariance: 'HC2' }, rows)).toMatchObject({ code: 'option-invalid', facts: { option: 'covariance' } });
    expect(errorOf(question, { covariance: 'CR2' }, rows)).toMatchObject({ code: 'option-invalid', facts: { option: 'covariance' } });
  });
});

each(contrasts)('$id, clustered contrast of arms', ({ question }) => {
  it('stops when clusters span arms, counting them', () => {
    const mixed = rows.map((row, i) => ({ ...row, unit: i < 8 ? 'mixed' : `u${i}` }));
    expect(errorOf(question, single, mixed)).toMatchObject({ code: 'cluster-spans-arms', facts: { column: 'unit', assignment: 'z', clusters: 1, of: 233 } });
  });

  it('stops when an arm is one cluster', () => {
    const one = rows.map((row, i) => ({ ...row, unit: row.z === 1 ? 'all' : `u${i}` }));
    expect(errorOf(question, single, one)).toMatchObject({ code: 'cluster-too-few', facts: { column: 'unit', arm: '1', clusters: 1 } });
  });

  it('estimates each of several arms', () => {
    const three = teams.map((row, i) => ({ ...row, z: i % 3, unit: `${Math.floor(i / 12)}-${i % 3}` }));
    const { estimates } = answerOf(question, single, three);
    expect(estimates.map((e) => e.sizes.clusters)).toEqual([40, 40]);
  });
});

const anyArms = { ...single, clusterArms: 'any' };
/** Rows of 24 clusters, each with rows of both arms. */
const spanning = rows.map((row, i) => ({ ...row, unit: `village ${i % 24}` }));
const named = clustered.filter((question) => answerOf(question, anyArms, spanning).estimates.length > 0);

it('finds the questions that know clusters of several arms', () => expect(named.length).toBeGreaterThanOrEqual(7));

each(named)('$id, by clusters that may hold several arms', ({ question }) => {
  // Not of a ratio: where clusters were randomized it adds them up as units, which is another variance than that of clusters with several arms.
  it.skipIf(question.id === 'ratio-effect')('is as if they were randomized where each lies in one arm', () => {
    const [found, expected] = [anyArms, single].map((by) => estimateOf(question, by, teams));
    const of = ({ value, interval, sizes }: Estimate) => [value, interval, sizes];
    expectDeepClose([standardError(found), ...of(found)], [standardError(expected), ...of(expected)], 1e-8);
  });

  it('counts a cluster once, whatever arms it holds', () => expect(estimateOf(question, anyArms, spanning).sizes.clusters).toBe(24));
});

each(clustered.filter((question) => !named.includes(question)))('$id, by clusters that may hold several arms', ({ question }) => {
  it('is refused by itself, with the reason', () =>
    expect(answerOf(question, anyArms, spanning)).toMatchObject({
      estimates: [],
      findings: [{ verdict: 'refuse', check: expect.stringMatching(/^named-clusters$/) }],
    }));
});
