import { describe, expect, it } from 'vitest';
import { messageFrom } from '../../../test/support/message-from.ts';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column } from '../../expressions/build.ts';
import { stream } from '../../math/random/stream.ts';
import { runSync } from '../../relation/run.ts';
import { analyze } from '../../study/analyze.ts';
import { defineStudy } from '../../study/read/define-study.ts';
import { policyOf } from './declared/policy-of.ts';
import { policyValue } from './policy-value.ts';

const actions = ['a', 'b', 'c'];
const declared = { action: 'drawn', probability: 'own' };

/** Requests that three actions serve with equal chances, and a policy that takes a and b by x; of it a draw and the chance of what was taken. */
function requests(n: number, seed: number) {
  const random = stream(9100, seed);
  const [x, y, own, pa, pb, pc, p] = Array.from({ length: 7 }, () => new Float64Array(n));
  const drawn: string[] = [];
  const taken = Array.from({ length: n }, (_, i) => {
    x[i] = random.normal();
    pa[i] = 0.8 / (1 + Math.exp(-x[i]));
    pb[i] = 0.9 - pa[i];
    pc[i] = 0.1;
    const action = actions[random.integer(3)];
    const u = random.uniform();
    drawn.push(u < pa[i] ? 'a' : u < pa[i] + pb[i] ? 'b' : 'c');
    own[i] = { a: pa[i], b: pb[i], c: pc[i] }[action]!;
    p[i] = 1 / 3;
    y[i] = x[i] + { a: x[i], b: 1, c: 3 }[action]! + random.normal();
    return action;
  });
  return fromColumns({ action: taken, x, y, own, drawn, pa, pb, pc, p });
}

const byChances = { name: 'q', says: 'q', chances: { a: column('pa'), b: column('pb'), c: column('pc') } };
const byDraws = { ...policyOf('q', declared, { action: 'action', actions }), name: 'q' };
const valued = (rows: ReturnType<typeof requests>, policy: typeof byChances | typeof byDraws, estimator: 'ips' | 'dr' | 'dm') =>
  runSync(
    rows,
    policyValue({
      outcomes: [{ name: 'y' }],
      action: 'action',
      actions,
      propensities: { kind: 'taken', chance: column('p') },
      covariates: ['x'],
      policies: [policy],
      estimator,
      estimators: [estimator],
    }),
  ).estimates[0];

describe('a policy of which a draw and the chance of the logged action are known', () => {
  it('weighs rows as one whose chances are all known', () => {
    const rows = requests(800, 1);
    expect(valued(rows, byDraws, 'ips').value).toBe(valued(rows, byChances, 'ips').value);
    expect(byDraws).toMatchObject({ drawn: declared, says: expect.stringContaining('draws such as drawn') });
  });

  it('is worth as much by the models on average, and its interval counts the draw', () => {
    const pairs = Array.from({ length: 40 }, (_, seed) => requests(400, seed + 10)).map(
      (rows) => [valued(rows, byDraws, 'dr'), valued(rows, byChances, 'dr')] as const,
    );
    const apart = pairs.map(([draw, chances]) => draw.value - chances.value);
    const mean = apart.reduce((a, b) => a + b, 0) / apart.length;
    const spread = Math.sqrt(apart.reduce((a, b) => a + (b - mean) ** 2, 0) / (apart.length - 1));
    expect(Math.abs(mean)).toBeLessThan((3 * spread) / Math.sqrt(apart.length));
    expect(spread).toBeGreaterThan(0.01);
    const errors = pairs.map(([draw, chances]) => draw.standardError! / chances.standardError!);
    expect(errors.reduce((a, b) => a + b, 0) / errors.length).toBeGreaterThan(1.01);
  });
});

describe('in a study', () => {
  const study = (policy: object = declared) =>
    defineStudy({
      estimand: 1,
      study: 's',
      question: 'q',
      data: { file: 'log.csv' },
      design: { kind: 'routing', action: 'action', probability: 'p', policies: { q: policy as never } },
      covariates: ['x'],
      outcomes: { y: { role: 'primary', better: 'higher' } },
    });
  const asked = (change: Readonly<Record<string, unknown>> = {}) => {
    const rows = requests(600, 3);
    return analyze(study(), { data: rows, ...change });
  };

  it('two columns stand for chances of any number of actions', async () => {
    const { estimates, findings } = await asked();
    const gain = estimates.find(({ id }) => id === 'policy-gain:y:q')!;
    expect(gain.value).toBeCloseTo(
      valued(requests(600, 3), byDraws, 'dr').value - [...estimates].find(({ id }) => id === 'policy-gain:y:q')!.relative!.controlMean,
      1,
    );
    expect(findings.some(({ check }) => check === 'effective-sample')).toBe(true);
  });

  it.each<[what: string, change: Readonly<Record<string, readonly unknown[]>>, said: RegExp]>([
    ['a chance above one', { own: Array.from({ length: 60 }, () => 1.2) }, /q.*(range|between|0 to 1|one)/s],
    ['no draw', { drawn: Array.from({ length: 60 }, () => null) }, /q/],
  ])('%s is an error', async (_, change, said) => {
    const random = stream(4);
    const base = {
      action: Array.from({ length: 60 }, (__, i) => actions[i % 3]),
      x: Array.from({ length: 60 }, () => random.normal()),
      y: Array.from({ length: 60 }, () => random.normal()),
      p: Array.from({ length: 60 }, () => 1 / 3),
      own: Array.from({ length: 60 }, () => 0.3),
      drawn: Array.from({ length: 60 }, (__, i) => actions[i % 3]),
    };
    const message = await messageFrom(() => analyze(study(), { data: fromColumns({ ...base, ...change } as never) }));
    expect(message).toMatch(said);
  });
});
