import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/index.ts';
import { readStudy } from '../../src/read.ts';
import type { StudyInput } from '../../src/study/read/schema/study-schema.ts';
import { analyze, defineStudy } from '../../src/study.ts';

const cupedGolden = JSON.parse(readFileSync(resolve('goldens/cases/cuped-missing.json'), 'utf8'));

// Small inputs from the field on which a launch would be wrong, and others of their kind.

const analysed = async (path: string) => analyze(await readStudy(resolve('goldens/cases', path)));

/** A study of one treatment arm on rows in memory. */
const study = (outcomes: StudyInput['outcomes'], change: Partial<StudyInput> = {}) =>
  defineStudy({
    estimand: 1,
    study: 'kind',
    question: 'Does it help?',
    data: { file: 'rows.csv' },
    unit: 'id',
    design: { kind: 'randomized', assignment: 'z', control: '0' },
    treatments: { 1: { model: 'm@1' } },
    outcomes,
    ...change,
  });

describe('a harmed segment', () => {
  it('holds the launch, by arm, segment and size', async () => {
    const { decision } = await analysed('harmed-language/study.yaml');
    expect(decision.verdict).toBe('hold');
    expect(decision.says).toMatch(/in arm 1, y gets worse by 17\.6 pp where lang is ar/);
    expect(decision.reasons[0]).toMatchObject({ condition: 'harmed-segment', status: 'violated', estimate: 'itt:y@lang=ar' });
  });

  // Half of the segment answers of `b` get worse: beyond the tolerance of a guardrail, or by less than it.
  const rows = Array.from({ length: 4000 }, (_, i) => {
    const [z, g, k] = [i % 2, i % 8 < 2 ? 'b' : 'a', Math.floor(i / 8) % 20];
    const bad = k < 2 || (z === 1 && g === 'b' && k < 6) ? 1 : 0;
    return { id: i, z: String(z), g, bad, y: (k % 5) + z };
  });
  const guarded = (tolerance: number) =>
    analyze(study({ y: { role: 'primary', better: 'higher' }, bad: { role: 'guardrail', better: 'lower', tolerance } }, { segments: ['g'] }), {
      data: fromRows(rows),
    });

  it('of a guardrail holds beyond its tolerance', async () => {
    const { decision } = await guarded(0.1);
    expect(decision.verdict).toBe('hold');
    expect(decision.says).toMatch(/bad gets worse by 20 pp where g is b, .* wholly beyond its tolerance/);
  });

  it('of a guardrail is no alarm within its tolerance, and the guardrail says that it is worse', async () => {
    const { decision, findings } = await guarded(0.4);
    expect(decision.verdict).toBe('launch');
    expect(decision.guardrails).toMatchObject([{ verdict: 'pass', says: 'bad is worse, by less than its tolerance.' }]);
    expect(findings.filter((f) => f.check === 'harmed-segment')).toEqual([]);
  });
});

describe('few degrees of freedom', () => {
  it('of the primary hold the launch', async () => {
    const { decision } = await analysed('two-treated-clusters/study.yaml');
    expect(decision.verdict).toBe('hold');
    expect(decision.says).toMatch(/1\.2 degrees of freedom/);
  });

  // One outcome is known of three clusters an arm, the other of all.
  const rows = Array.from({ length: 1200 }, (_, i) => {
    const team = i % 24;
    const z = team % 2;
    return { id: i, team, z: String(z), y: z * 2 + ((i * 7) % 5) + (team % 3) / 10, few: team < 6 ? ((i * 11) % 7) + team / 10 : null };
  });
  const clustered = (role: { readonly role: 'guardrail'; readonly tolerance: number } | { readonly role: 'secondary' }) =>
    analyze(
      study(
        { y: { role: 'primary', better: 'higher' }, few: { better: 'lower', ...role } },
        { design: { kind: 'randomized', assignment: 'z', control: '0', randomizedBy: 'team' } },
      ),
      { data: fromRows(rows) },
    );

  it('of a guardrail hold it too', async () => {
    const { decision } = await clustered({ role: 'guardrail', tolerance: 50 });
    expect([decision.verdict, decision.reasons[0].condition]).toEqual(['hold', 'cluster-freedom']);
  });

  it('of a secondary outcome do not', async () => {
    const { decision, findings } = await clustered({ role: 'secondary' });
    expect(findings.find((f) => f.check === 'cluster-freedom' && f.verdict === 'fail')?.about.estimate).toBe('itt:few');
    expect(decision.verdict).toBe('launch');
  });
});

describe('ties', () => {
  it('an interval of a median that touches zero has a p-value above its level', async () => {
    const [estimate] = (await analysed('tied-median/p50tie.yaml')).estimates;
    expect(estimate.interval.pieces[0].high).toBe(0);
    expect(estimate.test!.pValue).toBeGreaterThan(0.05);
  });

  it('equal intervals have equal verdicts', async () => {
    const { decision } = await analysed('tied-p95-and-three-assistants/study.yaml');
    const p95 = decision.arms!.map(({ guardrails }) => guardrails.find((g) => g.outcome === 'p95 seconds')!.verdict);
    expect(p95).toEqual(['pass', 'pass', 'inconclusive']);
  });

  it.each([
    [0.5, [1, 1, 1, 2, 2, 2, 3, 3]],
    [0.9, [1, 1, 1, 1, 1, 1, 2, 2]],
  ])('p-values of quantile %d of counts agree with the intervals', async (share, values) => {
    const rows = Array.from({ length: 1600 }, (_, i) => ({ id: i, z: String(i % 2), v: values[(i * 5 + (i % 2) * (i % 3)) % 8] }));
    const { estimates } = await analyze(study({ q: { role: 'primary', better: 'lower', quantile: ['v', share] } }), { data: fromRows(rows) });
    for (const { interval, test, standardError } of estimates) {
      const [{ low = -Infinity, high = Infinity }] = interval.pieces;
      expect(test!.pValue < 0.05).toBe(low > 0 || high < 0);
      if (standardError === 0) expect(low).toBe(high);
    }
  });
});

describe('a guardrail that cannot fail', () => {
  const rows = Array.from({ length: 400 }, (_, i) => ({
    id: i,
    z: String(i % 2),
    y: ((i * 7) % 5) + (i % 2),
    bad: i % 8 < 4 ? 1 : 0,
    secs: ((i * 3) % 10) / 10,
  }));
  const idle = async (guardrail: object) => {
    const { findings } = await analyze(study({ y: { role: 'primary', better: 'higher' }, ...guardrail }), { data: fromRows(rows) });
    return findings.filter((f) => f.check === 'idle-guardrail').map((f) => f.says);
  };

  it.each([
    [
      'a share that may rise by all of it',
      { bad: { role: 'guardrail', better: 'lower', tolerance: 1 } },
      'bad cannot fail: it can get worse by at most 50 pp, and 100 pp is tolerated',
    ],
    ['a share that may rise by as much as there is room', { bad: { role: 'guardrail', better: 'lower', tolerance: '100%' } }, 'at most 50 pp, and 50 pp'],
    ['a share that may fall to nothing', { bad: { role: 'guardrail', better: 'higher', tolerance: '100%' } }, 'at most 50 pp, and 50 pp'],
  ])('%s is named', async (_, guardrail, says) => {
    expect(await idle(guardrail)).toEqual([expect.stringContaining(says)]);
  });

  it.each([
    ['a tolerance that data can exceed', { bad: { role: 'guardrail', better: 'lower', tolerance: 0.49 } }],
    ['an outcome without bounds', { secs: { role: 'guardrail', better: 'lower', tolerance: 100 } }],
  ])('%s is not', async (_, guardrail) => {
    expect(await idle(guardrail)).toEqual([]);
  });
});

describe('usage that is lower where the feature is', () => {
  it('holds: the arms seem to be swapped', async () => {
    const { decision } = await analysed('reversed-first-stage/reversed.yaml');
    expect(decision.verdict).toBe('hold');
    expect(decision.says).toMatch(/10\.4 % of arm 1 and 61\.9 % of arm 0 used it .* arms 1 and 0 seem to be swapped/);
  });
});

describe('a harmed segment of one arm of several', () => {
  const rows = Array.from({ length: 6000 }, (_, i) => {
    const [arm, g] = [['base', 'chat', 'rag'][i % 3], i % 12 < 3 ? 'b' : 'a'];
    return { id: i, arm, g, y: ((i * 7) % 11) / 10 + (arm === 'base' ? 0 : arm === 'chat' ? 1 : g === 'b' ? -3 : 3) };
  });

  it('is a note where another arm is launched', async () => {
    const { decision, findings } = await analyze(
      study(
        { y: { role: 'primary', better: 'higher' } },
        { design: { kind: 'randomized', assignment: 'arm', control: 'base' }, treatments: { chat: { model: 'a@1' }, rag: { model: 'b@1' } }, segments: ['g'] },
      ),
      { data: fromRows(rows) },
    );
    expect([decision.verdict, decision.arm]).toEqual(['launch', 'chat']);
    expect(decision.arms!.map(({ arm, verdict }) => [arm, verdict])).toEqual([
      ['chat', 'launch'],
      ['rag', 'hold'],
    ]);
    expect(findings.filter((f) => f.check === 'harmed-segment')).toMatchObject([{ verdict: 'warn', about: { arm: 'rag' } }]);
  });
});

describe('outcomes that are lost', () => {
  it('more often in one arm hold, unless the decision stands at the limits', async () => {
    const { decision } = await analysed('attrition/study.yaml');
    expect(decision.verdict).toBe('hold');
    expect(decision.says).toMatch(/^y is missing for 5\.3 % of arm 1 and 2\.4 % of arm 0 .*worst-case bounds.*between -2\.5\d? pp and \+7\.4\d? pp/);
    expect(decision.reasons[0]).toMatchObject({ condition: 'missing-outcome', unreadable: true });
  });

  it('do not make an early look of units that are all in', async () => {
    const { decision, findings } = await analysed('early-look-counts/study.yaml');
    expect(findings.map((f) => f.check)).not.toContain('early-look');
    expect(decision.says).not.toMatch(/planned units/);
  });

  // A twentieth of the outcomes of one arm is lost, by their value, beside an effect that no such loss could make.
  const rows = (effect: number) =>
    Array.from({ length: 4000 }, (_, i) => {
      const [z, k] = [i % 2, Math.floor(i / 2) % 100];
      const side = z === 1 && k >= 95 ? null : k / 100 + effect * z;
      return { id: i, z: String(z), side, y: ((k * 37) % 100) / 100 + z };
    });
  const lost = (role: 'primary' | 'secondary', effect: number) =>
    analyze(study({ side: { role, better: 'higher' }, ...(role === 'secondary' && { y: { role: 'primary' as const, better: 'higher' as const } }) }), {
      data: fromRows(rows(effect)),
    });

  it('of the primary hold where the bounds include no effect', async () => expect((await lost('primary', 0.02)).decision.verdict).toBe('hold'));
  it('of the primary warn where they do not', async () => expect((await lost('primary', 0.5)).decision.verdict).toBe('launch'));
  it('of a secondary outcome fail for themselves and hold nothing', async () => {
    const { decision, findings } = await lost('secondary', 0.02);
    const found = findings.find((f) => f.check === 'missing-outcome' && f.about.column === 'side');
    expect([found?.verdict, found?.identification, decision.verdict]).toEqual(['fail', undefined, 'launch']);
  });
});

describe('rows and units that are left out', () => {
  it('rows without a unit hold where one arm has more of them', async () => {
    const { decision, findings } = await analysed('lost-unit-ids/lost-ids.yaml');
    expect(decision.verdict).toBe('hold');
    expect(decision.says).toMatch(/^778 of 8,000 rows have no user .* 19\.4 % of arm variant and 0\.0 % of arm control/);
    expect(findings.find((f) => f.check === 'lost-units')).toMatchObject({ verdict: 'fail', about: { column: 'user', arm: 'variant' } });
  });

  it('rows without a unit are no units', async () => {
    const { exhibits, estimates, findings } = await analysed('lost-unit-ids/nullone.yaml');
    expect(estimates[0].sizes.units).toBe(1385);
    expect(exhibits.find((e) => e.kind === 'flow')?.columns).toMatchObject({
      step: ['rows in the data', 'with user', 'assigned to an arm (arm)', 'with y'],
      units: [2000, 1385, 1385, 1385],
      lost: [0, 615, 0, 0],
    });
    expect(exhibits.find((e) => e.kind === 'flow')?.says).toBe('1,385 of 2,000 units are in the estimate of y.');
    expect(findings.find((f) => f.check === 'lost-units')).toMatchObject({ verdict: 'warn', statistic: 0.3075 });
  });

  it('units without a cluster hold where one arm has more of them', async () => {
    const { decision } = await analysed('lost-cluster/study.yaml');
    expect([decision.verdict, decision.reasons[0].condition]).toEqual(['hold', 'missing-outcome']);
    expect(decision.says).toMatch(/^y or site is missing for 2\d\.\d % of arm 1 .*Lee bounds/);
  });

  // A tenth of the units of one arm has no block.
  const rows = (both: boolean, effect = 0.1) =>
    Array.from({ length: 2000 }, (_, i) => ({
      id: i,
      z: String(i % 2),
      block: Math.floor(i / 2) % 10 === 0 && (both || i % 2 === 1) ? null : `b${Math.floor(i / 2) % 4}`,
      y: ((i * 7) % 13) + effect * (i % 2),
    }));
  const blocked = (both: boolean, effect?: number) =>
    analyze(study({ y: { role: 'primary', better: 'higher' } }, { design: { kind: 'randomized', assignment: 'z', control: '0', blocks: 'block' } }), {
      data: fromRows(rows(both, effect)),
    });

  it('units without a block too', async () => expect((await blocked(false)).decision.verdict).toBe('hold'));
  it('not where the effect stands whatever they would have shown', async () => {
    const { decision, findings } = await blocked(false, 5);
    expect(decision.verdict).toBe('launch');
    expect(findings.find((f) => f.check === 'missing-outcome')).toMatchObject({
      verdict: 'warn',
      says: expect.stringMatching(/^y or block is missing for 10/),
    });
  });

  it('not where both arms have as many', async () => {
    const { decision, findings } = await blocked(true, 5);
    expect([decision.verdict, findings.find((f) => f.check === 'lost-units')?.verdict]).toEqual(['launch', 'pass']);
  });

  it('units without an arm are told, and warn where they are many', async () => {
    const lost = async (every: number) => {
      const data = fromRows(rows(true, 5).map((row, i) => ({ ...row, z: i % every === 0 ? null : row.z })));
      const { findings } = await analyze(study({ y: { role: 'primary', better: 'higher' } }), { data });
      return findings.find((f) => f.check === 'lost-units');
    };
    expect(await lost(100)).toMatchObject({ verdict: 'pass', says: '20 of 2,000 units have no z and are in no estimate (1.0 %).' });
    expect(await lost(3)).toMatchObject({ verdict: 'warn', about: { column: 'z' } });
  });

  it('units without usage are told, and hold nothing that does not read it', async () => {
    const data = fromRows(rows(true, 5).map((row, i) => ({ ...row, used: i % 2 === 0 ? 0 : i % 10 === 1 ? null : 1 })));
    const { decision, findings } = await analyze(
      study({ y: { role: 'primary', better: 'higher' } }, { design: { kind: 'randomized', assignment: 'z', control: '0', usage: 'used' } }),
      { data },
    );
    expect(decision.verdict).toBe('launch');
    expect(findings.find((f) => f.check === 'lost-units')).toMatchObject({ verdict: 'warn', about: { column: 'used', arm: '1' } });
  });

  it('a guardrail holds where the loss could lift it over its tolerance, and not within it', async () => {
    // 3 % of one arm have no value of `bad`, 0.2 % of the other.
    const data = fromRows(
      Array.from({ length: 20_000 }, (_, i) => {
        const k = (i >> 1) % 1000;
        return { id: i, z: String(i % 2), y: ((i * 7) % 13) + (i % 2), bad: k < (i % 2 === 1 ? 30 : 2) ? null : k % 10 === 0 ? 1 : 0 };
      }),
    );
    const guarded = async (tolerance: number) =>
      (await analyze(study({ y: { role: 'primary', better: 'higher' }, bad: { role: 'guardrail', better: 'lower', tolerance } }), { data })).decision.verdict;
    expect([await guarded(0.02), await guarded(0.1)]).toEqual(['hold', 'launch']);
  });

  it('a part of a ratio that is lost in one arm holds, since nothing bounds the ratio; a trace of it does not', async () => {
    const ratio = (one: number) =>
      analyze(study({ 'cost per visit': { role: 'primary', better: 'lower', ratio: ['cost', 'visits'] } }), {
        data: fromRows(
          Array.from({ length: 40_000 }, (_, i) => ({
            id: i,
            z: String(i % 2),
            cost: i % 2 === 1 && i >> 1 < one ? null : (i * 7) % 13,
            visits: 1 + (i % 2) + (i % 3),
          })),
        ),
      });
    const verdicts = async (one: number) => {
      const { decision, findings } = await ratio(one);
      return [decision.verdict, findings.find((f) => f.check === 'missing-outcome' && f.says.startsWith('cost is'))?.verdict];
    };
    expect(await verdicts(400)).toEqual(['hold', 'fail']);
    expect(await verdicts(16)).toEqual(['launch', 'warn']);
  });
});

describe('units in several arms', () => {
  // Twelve events a user; the first users have one event in the other arm.
  const events = (users: number, mixed: number) =>
    Array.from({ length: users * 12 }, (_, i) => {
      const user = Math.floor(i / 12);
      const z = i % 12 === 0 && user < mixed ? 1 - (user % 2) : user % 2;
      return { id: i, user, z: String(z), y: ((user * 7) % 13) / 13 + (i % 3) / 10 + (user % 2) };
    });
  const primary = { y: { role: 'primary', better: 'higher' } } as const;
  const added = { unit: 'user', rows: 'many-per-unit' } as const;
  const clustered = { design: { kind: 'randomized', assignment: 'z', control: '0', randomizedBy: 'user' } } as const;
  const perUser = { y: { ...primary.y, per: 'total' } } as const;
  const found = async (change: Partial<StudyInput>, users: number, mixed: number) =>
    analyze(study(change.rows ? perUser : primary, change), { data: fromRows(events(users, mixed)) });

  it.each([
    ['rows added up', added],
    ['rows in clusters', clustered],
  ])('are left out and said: %s', async (_, change) => {
    const { decision, findings, exhibits, estimates } = await found(change, 2000, 1);
    expect(decision.verdict).toBe('launch');
    expect(findings.find((f) => f.check === 'contamination')).toMatchObject({ verdict: 'warn', statistic: 1 / 2000 });
    expect(exhibits.find((e) => e.kind === 'flow')!.columns.step).toContain('in one arm by user');
    const { units, clusters } = estimates[0].sizes;
    expect(clusters ?? units).toBe(1999);
  });

  it.each([
    ['rows added up', added],
    ['rows in clusters', clustered],
  ])('hold where they are more than is harmless: %s', async (_, change) => {
    const { decision } = await found(change, 2000, 3);
    expect([decision.verdict, decision.reasons[0].condition]).toEqual(['hold', 'contamination']);
    expect(decision.says).toMatch(/^3 of 2,000 values of user have rows in several arms of z \(0\.15 %\)/);
  });

  it('are judged by what the study declares harmless', async () => {
    const design = { kind: 'randomized', assignment: 'z', control: '0', contamination: 0.01 } as const;
    expect((await found({ ...added, design }, 2000, 3)).decision.verdict).toBe('launch');
  });

  it('of every cluster are an error of the study', async () => {
    await expect(found(clustered, 100, 100)).rejects.toThrow('user');
  });

  it('are counted on the way from the rows of the data', async () => {
    const { exhibits } = await found(added, 2000, 3);
    expect(exhibits.find((e) => e.kind === 'flow')!.says).toBe('1,997 of 2,000 units are in the estimate of y.');
    expect(exhibits.find((e) => e.kind === 'flow')!.columns).toMatchObject({
      step: ['rows in the data', 'units (user)', 'in one arm by user', 'assigned to an arm (z)', 'with y'],
      units: [24_000, 2000, 1997, 1997, 1997],
      lost: [0, '', 3, 0, 0],
      'units of arm 0': ['', '', '', 998, 998],
      'units of arm 1': ['', '', '', 999, 999],
    });
  });
});

describe('units without a covariate or outside the trigger', () => {
  it('stay in CUPED, with the mean and an indicator: by numpy and scipy', async () => {
    const { estimates, findings, decision } = await analysed('cuped-missing/study.yaml');
    const { units, missing, value, standardError, df, interval, tolerance } = cupedGolden;
    const found = estimates.find((e) => e.id === 'cuped:y')!;
    expect(found.sizes.units).toBe(units);
    const [{ low, high }] = found.interval.pieces;
    const close = (actual: number | undefined, expected: number) => expect(Math.abs(actual! - expected) / standardError).toBeLessThan(tolerance);
    close(found.value, value);
    close(found.standardError, standardError);
    close(low, interval[0]);
    close(high, interval[1]);
    expect(found.interval.reference).toMatchObject({ kind: 't', df: expect.closeTo(df, 6) });
    expect(findings.find((f) => f.check === 'imputed-covariate')).toMatchObject({ verdict: 'warn', statistic: missing });
    expect(decision.verdict).not.toBe('launch');
  });

  it('are as in the adjustment by Lin, nearly', async () => {
    const [cuped, lin] = await Promise.all(
      ['study', 'lin'].map(async (name) => (await analysed(`cuped-missing/${name}.yaml`)).estimates.find((e) => e.role === 'primary')!),
    );
    expect(Math.abs(cuped.value - lin.value)).toBeLessThan(0.05 * lin.standardError!);
  });

  it('do not move limits that are quantiles: these are taken over triggered units', async () => {
    const { estimates, findings } = await analysed('trigger-cap/study.yaml');
    expect(findings.find((f) => f.check === 'winsorized')?.says).toMatch(/capped at 0\.99 and 221\.758/);
    expect(estimates.find((e) => e.id === 'itt:spend')!.value).toBeCloseTo(6.75, 2);
  });
});

describe('one gap', () => {
  it('refuses an outcome that one arm cannot have, and nothing else', async () => {
    const { estimates, findings, decision } = await analysed('secondary-of-one-arm/only-treated.yaml');
    expect(estimates.map((e) => e.id)).toEqual(['itt:y']);
    expect(findings.find((f) => f.verdict === 'refuse')).toMatchObject({
      about: { column: 'ai_rating' },
      says: 'No unit of arm "0" has a value of "ai_rating".',
    });
    expect(decision.says).toBe('The effect on y cannot be told from zero.');
  });

  it('in a pair drops it for that outcome, and counts it', async () => {
    const [whole, gap, missing] = await Promise.all(['pairs', 'pairs-secondary', 'pairs-missing'].map((name) => analysed(`incomplete-pairs/${name}.yaml`)));
    const of = ({ estimates }: typeof whole, outcome: string) => estimates.find((e) => e.estimand.outcome === outcome && e.method.id === 'blocked')!;
    expect([of(gap, 'y').value, of(gap, 'y').standardError]).toEqual([of(whole, 'y').value, of(whole, 'y').standardError]);
    expect([of(gap, 's').sizes.units, of(missing, 'y').sizes.units]).toEqual([118, 118]);
    for (const { findings } of [gap, missing]) expect(findings.find((f) => f.check === 'blocks-left-out')).toMatchObject({ verdict: 'warn', statistic: 1 });
  });

  it.each([
    ['study', 0.0665, 0.049, 396],
    ['study-null', 0.065, 0.0498, 384],
    ['study-extra', 0.0661, 0.0489, 397],
  ])('of an eval set drops the item: %s', async (name, value, error, units) => {
    const [primary] = (await analysed(`incomplete-pairs-of-prompts/${name}.yaml`)).estimates;
    expect(primary.value).toBeCloseTo(value, 4);
    expect(primary.standardError).toBeCloseTo(error, 4);
    expect(primary.sizes.units).toBe(units);
  });

  it.each(['randomizedBy', 'cluster'])('of blocks that lie in clusters, named as %s, has errors by cluster', async (key) => {
    const source = await readStudy(resolve('goldens/cases/pairs-in-passages/study.yaml'));
    const { randomizedBy, ...design } = source.study.design as { kind: string; randomizedBy: string };
    const named = { ...source, study: { ...source.study, design: { ...design, [key]: randomizedBy } } };
    const { estimates, findings } = await analyze(named);
    expect(estimates[0].standardError).toBeCloseTo(0.09, 3);
    expect(findings.find((f) => f.check === 'blocks-within')?.says).toMatch(/^passage holds both arms and whole blocks of question_id/);
  });

  it.each(['randomizedBy', 'cluster'])('of the clusters that hold blocks is counted by arm: %s', async (key) => {
    // A fifth of the answers of one arm has lost its passage, and with it the pair.
    const rows = Array.from({ length: 480 }, (_, i) => {
      const [question, z] = [i >> 1, i % 2];
      return {
        question: `q${question}`,
        passage: z === 1 && question % 5 === 0 ? null : `p${question % 24}`,
        z: String(z),
        y: ((question * 7) % 13) + z / 10 + (i % 7) / 5,
      };
    });
    const { estimates, findings, exhibits } = await analyze(
      study(
        { y: { role: 'primary', better: 'higher' } },
        { unit: undefined as unknown as string, design: { kind: 'randomized', assignment: 'z', control: '0', blocks: 'question', [key]: 'passage' } },
      ),
      { data: fromRows(rows) },
    );
    expect(findings.find((f) => f.check === 'lost-units')).toMatchObject({ verdict: 'warn', about: { column: 'passage', arm: '1' }, statistic: 0.1 });
    expect(findings.find((f) => f.check === 'missing-outcome')?.says).toMatch(/^y or question or passage is missing for 20\.0 % of arm 1 and 0\.0 % of arm 0/);
    expect(estimates.find((e) => e.role === 'primary')!.sizes).toMatchObject({ units: 384, clusters: 24, dropped: { 0: 48, 1: 48 } });
    expect(exhibits.find((e) => e.kind === 'flow')!.columns.reason).toContain('passage missing');
  });

  it('of blocks that are drawn and not declared shows the wider interval: generations are no prompts', async () => {
    const { estimates, findings, decision } = await analysed('repeated-generations/study.yaml');
    expect(estimates[0].standardError).toBeCloseTo(0.0775, 4);
    expect(findings.find((f) => f.check === 'blocks-target')?.says).toMatch(/0\.0775, for these blocks 0\.0521/);
    expect(decision.verdict).toBe('hold');
  });

  const rows = Array.from({ length: 200 }, (_, i) => ({ id: i, z: String(i % 2), y: ((i * 7) % 13) + 5 * (i % 2), rating: i % 2 === 1 ? i % 5 : null }));

  it('of a guardrail holds, since nobody can say that it holds', async () => {
    const { decision } = await analyze(study({ y: { role: 'primary', better: 'higher' }, rating: { role: 'guardrail', better: 'higher', tolerance: 1 } }), {
      data: fromRows(rows),
    });
    expect(decision.verdict).toBe('hold');
    expect(decision.guardrails).toMatchObject([{ outcome: 'rating', verdict: 'inconclusive', says: 'rating has no estimate to compare with its tolerance.' }]);
  });

  it.each([
    ['a logarithm of zeros', { rating: { role: 'secondary', better: 'higher', transform: 'log' } }, 'rating'],
    ['limits that are one value', { rating: { role: 'secondary', better: 'higher', winsorize: { quantiles: [0.4, 0.6] } } }, 'rating'],
    ['a denominator of zeros', { rate: { role: 'secondary', better: 'higher', ratio: ['y', 'rating'] } }, 'rate'],
  ] as const)('in the scale of a secondary outcome refuses it alone: %s', async (_, outcome, name) => {
    const data = fromRows(rows.map((row, i) => ({ ...row, rating: i % 7 === 0 ? 1 : 0 })).map((row) => (name === 'rate' ? { ...row, rating: 0 } : row)));
    const outcomes = { y: { role: 'primary', better: 'higher' }, ...outcome } as unknown as StudyInput['outcomes'];
    const { findings, estimates, decision } = await analyze(study(outcomes), { data });
    expect(findings.filter((f) => f.verdict === 'refuse').map((f) => f.about.column)).toContain(name);
    expect([estimates.some((e) => e.estimand.outcome === 'y'), decision.verdict]).toEqual([true, 'launch']);
  });

  it('in the scale of the primary is an error', async () => {
    const data = fromRows(rows.map((row, i) => ({ ...row, rating: i % 7 })));
    await expect(analyze(study({ rating: { role: 'primary', better: 'higher', transform: 'log' } }), { data })).rejects.toThrow('log');
  });

  it('of the primary is an error', async () => {
    await expect(analyze(study({ rating: { role: 'primary', better: 'higher' } }), { data: fromRows(rows) })).rejects.toThrow(
      'No unit of arm "0" has a value of "rating"',
    );
  });
});

describe('a launch that leaves a segment out', () => {
  const except = async (levels: Readonly<Record<string, readonly string[]>>, change: Partial<StudyInput> = {}) => {
    const source = await readStudy(resolve('goldens/cases/harmed-language/study.yaml'));
    const { study: text } = source;
    return analyze({ ...source, study: { ...text, ...(change as object), decide: { ...text.decide, except: levels } } } as typeof source);
  };

  it('is decided on the rest, and says so', async () => {
    const [all, rest] = await Promise.all([analysed('harmed-language/study.yaml'), except({ lang: ['ar'] })]);
    expect([all.decision.verdict, rest.decision.verdict]).toEqual(['hold', 'launch']);
    expect(rest.decision.says).toMatch(/The launch leaves out those where lang is ar: all numbers are about the others\.$/);
    const [primary] = rest.estimates;
    expect(primary.estimand.population).toContain('but those where lang is ar');
    expect(primary.sizes.units).toBeLessThan(all.estimates[0].sizes.units);
    expect(rest.estimates.some((e) => e.estimand.segment?.level === 'ar')).toBe(false);
    expect(rest.exhibits.find((e) => e.kind === 'flow')!.columns.reason).toContain('left out: lang is ar');
    expect(rest.study.butFor).toBe('lang is ar');
  });

  it('is the same as a study of the others', async () => {
    const rows = Array.from({ length: 900 }, (_, i) => ({ id: i, z: String(i % 2), g: 'abc'[i % 3], y: ((i * 7) % 13) + (i % 2) }));
    const outcomes = { y: { role: 'primary', better: 'higher' } } as const;
    const [left, filtered] = await Promise.all([
      analyze(study(outcomes, { segments: ['g'], decide: { launch: ['primary-positive'], except: { g: ['a', 'b'] } } }), { data: fromRows(rows) }),
      analyze(study(outcomes, { segments: ['g'], decide: { launch: ['primary-positive'] } }), { data: fromRows(rows.filter(({ g }) => g === 'c')) }),
    ]);
    expect(left.estimates.map((e) => [e.id, e.value, e.standardError])).toEqual(filtered.estimates.map((e) => [e.id, e.value, e.standardError]));
  });

  it('counts units without a value among the others, and everybody towards the planned size', async () => {
    const rows = Array.from({ length: 900 }, (_, i) => ({ id: i, z: String(i % 2), g: i % 3 === 0 ? 'a' : null, y: ((i * 7) % 13) + (i % 2) }));
    const { estimates, findings } = await analyze(
      study(
        { y: { role: 'primary', better: 'higher' } },
        { segments: ['g'], analysis: { plannedUnits: 900 }, decide: { launch: ['primary-positive'], except: { g: ['a'] } } },
      ),
      { data: fromRows(rows) },
    );
    expect(estimates.find((e) => e.id === 'itt:y')!.sizes.units).toBe(600);
    expect(findings.map((f) => f.check)).not.toContain('early-look');
  });

  it('is an error where nobody has the value, or the column is no segment', async () => {
    await expect(except({ lang: ['arr'] })).rejects.toThrow('decide.except leaves out lang = "arr", but no unit has that value. Did you mean "ar"?');
    expect(() => study({ y: { role: 'primary', better: 'higher' } }, { decide: { except: { lang: ['ar'] } } })).toThrow(
      'decide.except names "lang", which is not under segments.',
    );
  });
});

describe('the time of a look', () => {
  const rows = (n: number) => Array.from({ length: n }, (_, i) => ({ id: i, z: String(i % 2), y: ((i * 7) % 13) + (i % 2) / 2 }));
  const looked = (n: number, analysis: StudyInput['analysis'], change: Partial<StudyInput> = {}) =>
    analyze(study({ y: { role: 'primary', better: 'higher' } }, { analysis, ...change }), { data: fromRows(rows(n)) });
  const checks = ({ findings }: Awaited<ReturnType<typeof looked>>) => findings.map((f) => f.check).filter((check) => /look|planned/.test(check));

  it('without a plan says what reading on does to the error rate', async () => {
    const { findings } = await looked(1000, {});
    expect(findings.find((f) => f.check === 'planned-size')).toMatchObject({ verdict: 'warn', says: expect.stringContaining('14 % show one') });
  });

  it('after the plan gives intervals that hold at every look', async () => {
    const [planned, late] = await Promise.all([looked(2000, { plannedUnits: 2000 }), looked(2000, { plannedUnits: 1000 })]);
    const width = ({ estimates: [{ interval }] }: typeof late) => interval.pieces[0].high! - interval.pieces[0].low!;
    expect([checks(planned), checks(late)]).toEqual([[], ['late-look']]);
    expect([planned.estimates[0].interval.kind, late.estimates[0].interval.kind]).toEqual(['pointwise', 'anytime']);
    expect(width(late)).toBeGreaterThan(width(planned));
    expect(late.decision.reasons.map((r) => r.condition)).not.toContain('early-look');
  });

  it('a few units over the plan are no second look, and more than one in a hundred are', async () => {
    expect(checks(await looked(1010, { plannedUnits: 1000 }))).toEqual([]);
    expect(checks(await looked(1011, { plannedUnits: 1000 }))).toEqual(['late-look']);
  });
  it('says nothing of an offline set', async () => expect(checks(await looked(1000, {}, { evidence: 'benchmark' }))).toEqual([]));
});

describe('use of several assistants', () => {
  const rows = Array.from({ length: 6000 }, (_, i) => {
    const arm = ['base', 'chat', 'rag'][i % 3];
    const used = arm !== 'base' && (i * 7) % 10 < 6 ? 1 : 0;
    return { id: i, arm, used, x: ((i * 11) % 17) / 17, y: ((i * 5) % 19) / 19 + used * (arm === 'chat' ? 1 : -1) };
  });
  const complier = async (treatments: StudyInput['treatments']) => {
    const { estimates } = await analyze(
      study(
        { y: { role: 'primary', better: 'higher' } },
        { design: { kind: 'randomized', assignment: 'arm', control: 'base', usage: 'used' }, treatments, covariates: ['x'] },
      ),
      { data: fromRows(rows) },
    );
    return estimates.filter((e) => e.method.id === 'two-stage-least-squares');
  };

  it('is not one treatment: each has an effect of its own', async () => {
    const found = await complier({ chat: { model: 'a@1' }, rag: { model: 'b@1' } });
    expect(found.map((e) => e.id)).toEqual(['two-stage-least-squares:y:chat', 'two-stage-least-squares:y:rag']);
    expect(found[0].value).toBeCloseTo(1, 1);
    expect(found[1].value).toBeCloseTo(-1, 1);
  });

  it('is one where the study says that they run the same', async () => {
    const same = { model: 'a@1' };
    expect((await complier({ chat: same, rag: { ...same, label: 'By mail' } })).map((e) => e.id)).toEqual(['two-stage-least-squares:y']);
  });
});

describe('findings of one arm of several', () => {
  // A tenth of the outcomes of `chat` is lost, by their value.
  const rows = Array.from({ length: 9000 }, (_, i) => {
    const [arm, k] = [['base', 'chat', 'rag'][i % 3], Math.floor(i / 3) % 100];
    const value = ((k * 37) % 100) / 100 + (arm === 'base' ? 0 : 0.1);
    return { id: i, arm, x: k % 7, clicks: k % 3, visits: 1 + (k % 4), y: arm === 'chat' && value > 1 ? null : value };
  });
  const several = (outcomes: StudyInput['outcomes'], change: Partial<StudyInput> = {}) =>
    analyze(
      study(outcomes, {
        design: { kind: 'randomized', assignment: 'arm', control: 'base' },
        treatments: { chat: { model: 'a@1' }, rag: { model: 'b@1' } },
        ...change,
      }),
      { data: fromRows(rows) },
    );

  it('hold that arm alone', async () => {
    const { decision } = await several({ y: { role: 'primary', better: 'higher' } });
    expect(decision.arms!.map(({ arm, verdict }) => [arm, verdict])).toEqual([
      ['chat', 'hold'],
      ['rag', 'launch'],
    ]);
  });

  it('say that many blocks leave covariates out on the log scale, which a straight line does not', async () => {
    const data = fromRows(
      Array.from({ length: 480 }, (_, i) => ({ id: i, z: String(i % 2), block: `b${Math.floor(i / 8)}`, x: (i * 7) % 11, y: ((i * 5) % 13) + (i % 2) })),
    );
    const design = { kind: 'randomized', assignment: 'z', control: '0', blocks: 'block', target: 'units' } as const;
    const of = (adjust: 'lin' | 'logistic') =>
      analyze(study({ y: { role: 'primary', better: 'higher' } }, { design, covariates: ['x'], analysis: { adjust } }), { data });
    const [straight, log] = [await of('lin'), await of('logistic')];
    expect(log.findings.find((f) => f.check === 'not-adjusted')?.says).toMatch(/compared within blocks of block, .* not adjusted for x\.$/);
    expect(straight.findings.filter((f) => f.check === 'not-adjusted')).toEqual([]);
    expect([straight, log].map(({ estimates }) => estimates.find((e) => e.role === 'primary')?.id)).toEqual(['blocked-adjusted:y', 'blocked:y']);
  });

  it('say that a ratio is not adjusted', async () => {
    const ratio: StudyInput['outcomes'] = {
      y: { role: 'primary', better: 'higher' },
      rate: { role: 'secondary', better: 'higher', ratio: ['clicks', 'visits'] },
    };
    const said = async (change: Partial<StudyInput>) => (await several(ratio, change)).findings.filter((f) => f.check === 'not-adjusted').map((f) => f.says);
    expect(await said({ covariates: ['x'] })).toEqual([expect.stringContaining('The effect on rate is not adjusted for x: it is a ratio of totals')]);
    expect([await said({}), await said({ covariates: ['x'], analysis: { adjust: 'none' } })]).toEqual([[], []]);
  });
});

describe('an arm in which everybody succeeds, with a mediator', () => {
  it('has no parts of its effect, and the effect', async () => {
    const { estimates, findings, decision } = await analysed('constant-arm-with-mediator/study.yaml');
    expect(estimates.find(({ id }) => id === 'itt:y')?.value).toBeCloseTo(0.11, 12);
    expect(estimates.map(({ id }) => id)).not.toContainEqual(expect.stringMatching(/^natural-/));
    expect(findings).toContainEqual(expect.objectContaining({ check: 'outcome-fixed', about: { column: 'hit' }, verdict: 'refuse' }));
    expect(decision.verdict).toBe('launch');
  });
});
