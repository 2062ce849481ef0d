import { describe, expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import type { EstimandError } from '../../errors/estimand-error.ts';
import { isMechanismRefusal } from '../../inference/randomization/mechanism.ts';
import { redraw } from '../../inference/randomization/redraw.ts';
import { stream } from '../../math/random/stream.ts';
import type { Workers } from '../../relation/relation.ts';
import { analyze } from '../analyze.ts';
import { parseStudy } from '../read/parse-study.ts';
import { replayStudy } from './replay-study.ts';
import { type ReplayPart, replayTask } from './replay-task.ts';

const random = stream(31);
const n = 600;
const x = Float64Array.from({ length: n }, () => random.normal());
const columns = {
  id: Array.from({ length: n }, (_, i) => `u${i}`),
  user: Array.from({ length: n }, (_, i) => `p${i >> 2}`),
  arm: Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 'on' : 'off')),
  region: Array.from({ length: n }, (_, i) => ['north', 'south', 'east'][(i >> 1) % 3]),
  x,
  y: Float64Array.from(x, (v) => 10 + v + 2 * random.normal()),
  harm: Float64Array.from({ length: n }, () => random.exponential()),
  hit: Float64Array.from({ length: n }, () => random.bernoulli(0.3)),
};
const text = (design = '', more = '') => `estimand: 1
study: s
question: Does it help?
data: {file: rows.csv}
unit: id
design: {kind: randomized, assignment: arm, control: off, shares: {off: 0.5, on: 0.5}${design}}
treatments: {on: {model: m-1}}
outcomes:
  y: {role: primary, better: higher, worthwhile: 0.8}
  harm: {role: guardrail, better: lower, tolerance: 0.3}
covariates: [x]
decide: {launch: [primary-positive, guardrails-hold]}
${more}`;
const data = fromColumns(columns, 'rows');
const replay = (study: string, options: Parameters<typeof replayStudy>[1] = {}) => replayStudy(parseStudy(study), { data, draws: 32, ...options });

describe('a replay', () => {
  it('draws on the control arm, and says how often what is seen', async () => {
    const found = await replay(text());
    expect(found.data).toEqual({ name: 'rows', rows: 'control arm', units: n / 2 });
    const [y, harm] = found.outcomes;
    expect([y.outcome, y.methods, harm.outcome]).toEqual(['y', ['adjusted-itt'], 'harm']);
    expect(y.nothing.found.of).toBe(32);
    expect(y.nothing.found.share).toBeLessThan(0.2);
    expect(y.nothing.ratio).toBeGreaterThan(0.7);
    expect(y.nothing.ratio).toBeLessThan(1.3);
    // An effect of 0.8 on a standard error of 0.23 is nearly always found.
    expect(y.planted).toMatchObject({ effect: 0.8 });
    expect(y.planted!.better.share).toBeGreaterThan(0.8);
    expect(y.planted!.covered.share).toBeGreaterThan(0.8);
    const { go, wait, stop } = found.nothing;
    expect(go.count + wait.count + stop.count).toBe(32);
    expect(found.planted!.go.share).toBeGreaterThan(found.nothing.go.share + 0.3);
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it('has the same bits with any number of threads', async () => {
    const backwards: Workers = {
      // Parts as another thread would get them, done in any order.
      run: async ({ name }, part) => {
        expect(name).toBe(replayTask.name);
        await new Promise((resolve) => setTimeout(resolve, 20 - (part as ReplayPart).from / 4));
        return structuredClone(replayTask.run(structuredClone(part as ReplayPart))) as never;
      },
      close: async () => {},
    };
    const [alone, together] = await Promise.all([replay(text()), replay(text(), { workers: backwards })]);
    expect(together).toEqual(alone);
    expect(await replay(text(), { seed: 5 })).not.toEqual(alone);
  });

  it('sees in a draw what an analysis of that assignment sees', async () => {
    const mechanism = { arms: Int32Array.from({ length: n }, (_, i) => i % 2) };
    const draw = redraw(mechanism);
    if (isMechanismRefusal(draw)) throw new Error(draw.kind);
    const arms = draw(stream(9, 3)) as Int32Array;
    const rows = fromColumns({ ...columns, arm: Array.from(arms, (arm) => (arm === 1 ? 'on' : 'off')) }, 'rows');
    const source = parseStudy(text());
    const { estimates, decision } = await analyze(source, { data: rows });
    let seen: ReturnType<typeof replayTask.run> | undefined;
    // The replay of all rows, of which the draw is the fourth.
    await replay(text(), {
      rows: 'all',
      draws: 20,
      workers: {
        run: async (_, part) => {
          if (!seen) seen = replayTask.run({ ...(part as ReplayPart), mechanism, seed: 9, from: 3, to: 4 });
          return replayTask.run(part as ReplayPart) as never;
        },
        close: async () => {},
      },
    });
    if (!seen || !('draws' in seen)) throw new Error('no draw');
    const [[{ cells, stance }]] = seen.draws;
    for (const [i, outcome] of ['y', 'harm'].entries()) {
      const e = estimates.find(({ id }) => id === `adjusted-itt:${outcome}`)!;
      expect(Math.abs(cells[i]!.value / e.value - 1)).toBeLessThan(1e-10);
      expect(Math.abs(cells[i]!.standardError! / e.standardError! - 1)).toBeLessThan(1e-10);
      expect(Math.abs(cells[i]!.low - e.interval.pieces[0].low!)).toBeLessThan(1e-10);
    }
    expect({ launch: 'go', hold: 'wait', 'do-not-launch': 'stop' }[decision.verdict as 'launch' | 'hold' | 'do-not-launch']).toBe(stance);
  });

  it('draws within blocks, and whole clusters', async () => {
    const [within, whole] = await Promise.all([
      replay(text(', blocks: region')),
      replay(text(', randomizedBy: user'), {
        rows: 'all',
        data: fromColumns({ ...columns, arm: columns.user.map((_, i) => ((i >> 2) % 2 === 0 ? 'on' : 'off')) }),
      }),
    ]);
    expect([within.drawn, within.data.blocks, within.outcomes[0].methods]).toEqual(['single units within region', 3, ['adjusted-itt']]);
    expect([whole.drawn, whole.data.clusters]).toEqual(['whole user', 150]);
    expect(whole.findings[0]).toMatchObject({ check: 'replay-rows', verdict: 'warn' });
  });

  it('takes rows from before the launch, which have no arms', async () => {
    const { arm: _, ...before } = columns;
    const found = await replay(text(), { data: fromColumns(before, 'before') });
    expect(found.data).toEqual({ name: 'before', rows: 'before the launch', units: n });
  });

  it('plants a share by units that change', async () => {
    const found = await replay(text().replace('y: {role: primary, better: higher, worthwhile: 0.8}', 'hit: {role: primary, better: higher, worthwhile: 0.3}'));
    expect(found.outcomes[0].planted!.better.share).toBeGreaterThan(0.95);
    expect(found.outcomes[0].planted!.covered.share).toBeGreaterThan(0.85);
    await expect(replay(text().replace('y: {role: primary', 'hit: {role: primary'), { effect: 0.9 })).rejects.toThrow('leaves the share');
  });

  it('finds that rows of one unit, drawn together, are taken for units', async () => {
    // Errors are three times what rows alone say.
    const shared = Array.from({ length: n / 4 }, () => 6 * random.normal());
    const rows = fromColumns({ ...columns, id: columns.user, y: Float64Array.from({ length: n }, (_, i) => shared[i >> 2] + random.normal()) });
    const study = text().replace('covariates: [x]\n', '');
    await expect(analyze(parseStudy(study), { data: rows })).rejects.toMatchObject({ code: 'unit-repeats' });
    const found = await replay(study, { data: rows, draws: 100 });
    expect(found.outcomes[0].nothing.found.share).toBeGreaterThan(0.1);
    expect(found.findings).toContainEqual(
      expect.objectContaining({ check: 'replay-errors', verdict: 'fail', says: expect.stringContaining('id is drawn as a whole and has several rows') }),
    );
  });

  it('says when no effect is declared', async () => {
    const found = await replay(text().replace(', worthwhile: 0.8', ''));
    expect(found.planted).toBeUndefined();
    expect(found.findings.at(-1)).toMatchObject({ check: 'replay-power', verdict: 'warn' });
  });
});

describe('what cannot be drawn anew is refused, at its line', () => {
  const refused = (study: string, options: Parameters<typeof replayStudy>[1] = {}): Promise<EstimandError> =>
    replay(study, options).then(
      () => {
        throw new Error('it was replayed');
      },
      (error) => error as EstimandError,
    );

  it('a design without a coin', async () => {
    const design = `estimand: 1
study: s
question: q
data: {file: rows.csv}
unit: id
design: {kind: opt-in, treatment: hit, control: 0}
treatments: {1: {}}
outcomes: {y: {role: primary, better: higher}}
covariates: [x]
`;
    const error = await refused(design);
    expect([error.code, error.place?.line]).toEqual(['not-replayable', 6]);
    expect(error.message).toContain('no coin decided');
  });

  it('rows without arms, where no shares are planned', async () => {
    const { arm: _, ...before } = columns;
    const error = await refused(text().replace(', shares: {off: 0.5, on: 0.5}', ''), { data: fromColumns(before) });
    expect([error.code, error.place?.line]).toEqual(['not-replayable', 6]);
    expect(error.mend).toContain('shares');
  });

  it('pairs, of which the control arm holds one', async () => {
    const error = await refused(text(', blocks: pair'), { data: fromColumns({ ...columns, pair: Array.from({ length: n }, (_, i) => `q${i >> 1}`) }) });
    expect([error.code, error.mend]).toEqual(['not-replayable', expect.stringContaining('--rows all')]);
  });

  it('a trigger that control never meets', async () => {
    const error = await refused(text(', trigger: noticed = 1'), {
      data: fromColumns({ ...columns, noticed: Float64Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 1 : 0)) }),
    });
    expect(['not-replayable', 'trigger-differs', 'trigger-nobody', 'arm-missing']).toContain(error.code);
  });

  it.each([
    [{ draws: 5 }, '--draws'],
    [{ draws: 1.5 }, '--draws'],
    [{ seed: -1 }, '--seed'],
  ])('%o', async (options, option) => expect((await refused(text(), options)).facts).toMatchObject({ option }));
});
