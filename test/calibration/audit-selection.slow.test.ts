import { describe, expect, it } from 'vitest';
import { auditSelection } from '../../src/diagnostics/judges/audit-selection.ts';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { Random } from '../../src/math/random/stream.ts';
import { runSync } from '../../src/relation/run.ts';
import { alarmsOf, expectRare, many, shareOf } from './alarms.ts';

const asked = { outcome: 'y', judges: ['judge'], human: 'human', assignment: 'z' } as const;
type Asked = Partial<Parameters<typeof auditSelection>[0]>;
type Rows = Readonly<Record<string, Float64Array | readonly (number | undefined)[]>>;

const fails = (rows: Rows, more: Asked = {}): boolean =>
  runSync(fromColumns(rows), auditSelection({ ...asked, ...more })).findings.some(({ verdict }) => verdict === 'fail');

/** Two arms of skewed scores and a rare covariate, of which the first so many of each arm were audited: as good a sample as any. */
function rowsOf(random: Random, units: number, labels: number): Rows {
  const n = 2 * units;
  const z = Float64Array.from({ length: n }, (_, i) => i % 2);
  const judge = z.map(() => Math.exp(1.5 * random.normal()));
  return { z, judge, rare: z.map(() => random.bernoulli(0.01)), human: Array.from(judge, (score, i) => (i < 2 * labels ? score : undefined)) };
}

/** Users with ten answers each, alike by far; all answers of the first of them were audited. */
function usersOf(random: Random, users: number, labelled: number): Rows {
  const n = 10 * users;
  const user = Float64Array.from({ length: n }, (_, i) => Math.floor(i / 10));
  const own = Float64Array.from({ length: users }, () => random.normal());
  const judge = user.map((u) => own[u] + 0.3 * random.normal());
  return { user, z: user.map((u) => u % 2), judge, human: Array.from(judge, (score, i) => (user[i] < labelled ? score : undefined)) };
}

describe('an audit that was drawn at random', () => {
  it.each([15, 60])('of %i labels an arm raises no more alarms than promised', (labels) =>
    expectRare(
      alarmsOf((random) => fails(rowsOf(random, 300, labels), { covariates: ['rare'] }), many),
      many,
    ),
  );

  it.each([
    [40, 12],
    [60, 30],
  ])('of %i users, all answers of %i, raises no more alarms than promised', (users, labelled) =>
    expectRare(
      alarmsOf((random) => fails(usersOf(random, users, labelled), { cluster: 'user' }), many),
      many,
    ),
  );

  it('of whole users raises alarms in more than one of ten studies where answers are taken for units', () => {
    const draws = Math.ceil(many / 10);
    expect(
      shareOf(
        alarmsOf((random) => fails(usersOf(random, 40, 12)), draws),
        draws,
      ),
    ).toBeGreaterThan(0.1);
  });
});
