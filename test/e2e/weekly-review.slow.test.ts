import { beforeAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/index.ts';
import { memo } from '../../src/report.ts';
import { type Simulated, type Truth, weeklyReview } from '../../src/scenarios.ts';
import { analyze, parseStudy, type StudyResult } from '../../src/study.ts';

const mondays = ['2026-09-28', '2026-10-05', '2026-10-12', '2026-10-19'];
const source = parseStudy(weeklyReview.study('sessions.csv'), 'study.yaml');
const momentOf = (text: string): Date => new Date(`${text.replace(' ', 'T')}Z`);

/** The log as it was on a day. */
function logOn(day: string, { columns }: Pick<Simulated, 'columns'>) {
  const came = columns.session_at as readonly string[];
  const rows = Array.from(came.keys()).filter((i) => came[i] < day);
  const kept = (values: ArrayLike<unknown>): unknown[] => rows.map((i) => values[i]);
  const then = Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, kept(values)]));
  for (const name of ['came_at', 'session_at']) then[name] = (then[name] as string[]).map(momentOf);
  return fromColumns(then as never);
}

async function reviewed(simulated: Pick<Simulated, 'columns'>): Promise<readonly StudyResult[]> {
  const looks: StudyResult[] = [];
  for (const day of mondays) {
    const earlier = looks.at(-1);
    looks.push(await analyze(source, { data: logOn(day, simulated), ...(earlier && { earlier: { result: earlier, from: 'out/results.json' } }) }));
  }
  return looks;
}

const found = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check && f.says.includes('finished'));
const estimate = ({ estimates }: StudyResult, id: string) => estimates.find((e) => e.id === id)!;
const taken = ({ look }: StudyResult) => look!.taken.at(-1)!;

describe('drafts that are new at first, read every Monday', () => {
  const simulated = weeklyReview.simulate();
  const truth = new Map(weeklyReview.truth().map(({ id, value }: Truth) => [id, value]));
  let looks: readonly StudyResult[] = [];
  beforeAll(async () => {
    looks = await reviewed(simulated);
  }, 60_000);

  it('is looked at with the users who have had their two weeks, whoever came since', () => {
    const came = new Map((simulated.columns.user_id as readonly string[]).map((user, i) => [user, (simulated.columns.came_at as readonly string[])[i]]));
    for (const [k, result] of looks.entries()) {
      const until = (simulated.columns.session_at as readonly string[]).filter((at) => at < mondays[k]).sort();
      const latest = momentOf(until[until.length - 1]);
      const old = [...came.values()].filter((at) => momentOf(at).getTime() + 14 * 86_400_000 <= latest.getTime());
      expect(taken(result)).toMatchObject({ planned: k + 1, units: old.length });
      expect(taken(result).fraction).toBeCloseTo((k + 1) / 4, 1);
      expect(result.estimates.find((e) => e.id === 'adjusted-itt:finished')!.sizes.units).toBe(old.length);
      expect(found(result, 'too-young')!.verdict).toBe('pass');
    }
    expect(taken(looks[3]).last).toBe(true);
  });

  it('holds on the first Monday, and launches on the third', () => {
    expect(looks.map(({ decision }) => decision.verdict)).toEqual(['hold', 'hold', 'launch', 'launch']);
    expect(looks.map((look) => taken(look).crossed === true)).toEqual([false, true, true, true]);
    expect(memo(looks[0])).toContain('Go on to the next look, on 2026-10-05.');
    expect(looks[0].findings.find((f) => f.check === 'look')!.statistic).toBeCloseTo(4.33, 2);
  });

  it('has the true effects in its intervals at the last look, also with each editor', () => {
    const last = looks[3];
    const ids = {
      ...Object.fromEntries(['finished', 'complaint', 'minutes', 'cost_usd'].map((name) => [`adjusted-itt:${name}`, `itt/${name}`])),
      'adjusted-itt:net value': 'itt/net_value',
      'adjusted-itt:finished@editor=old': 'with-old-editor/finished',
      'adjusted-itt:finished@editor=new': 'with-new-editor/finished',
    };
    for (const [id, of] of Object.entries(ids)) {
      const [{ low, high }] = estimate(last, id).interval.pieces;
      expect(low, id).toBeLessThan(truth.get(of)!);
      expect(high, id).toBeGreaterThan(truth.get(of)!);
    }
    expect(found(last, 'experiment-interaction')!.verdict).toBe('warn');
  });

  it('says that the effect fades, and draws by days what is true of them', () => {
    expect(found(looks[3], 'novelty')).toMatchObject({
      verdict: 'warn',
      says: expect.stringMatching(/falls with the time .* over the first 14 days of 2,\d{3} units/),
    });
    const { columns } = looks[3].exhibits.find(({ id }) => id === 'effect-by-exposure:finished')!;
    expect(columns.x).toHaveLength(14);
    const misses = columns.x.filter((_, day) => {
      const value = truth.get(`day-${String(day).padStart(2, '0')}/finished`)!;
      return Number(columns.low![day]) > value || Number(columns.high![day]) < value;
    });
    expect(misses.length).toBeLessThanOrEqual(3);
  });

  it('is corrected for stopping by what the looks before showed', () => {
    expect(looks.map((look) => estimate(look, 'adjusted-itt:finished').afterStopping !== undefined)).toEqual([false, true, true, true]);
    expect(looks[1].findings.find((f) => f.check === 'look')!.says).not.toContain('no earlier result');
  });

  it('first shows when its users were old enough, not when they came', () => {
    expect(looks[1].exhibits.find(({ id }) => id === 'effect-so-far:finished')!.columns.x[0]).toBe('2026-09-21');
    expect(found(looks[1], 'first-shown')!.says).toContain('first showed on 2026-10-04');
  });
});

it('says of an effect that is the same on all days, and with both editors, neither that it fades nor that it differs', async () => {
  const same = weeklyReview.simulate({ novelty: 0, interaction: 0, effect: 0.04 });
  const result = await analyze(source, { data: logOn(mondays[3], same) });
  for (const check of ['novelty', 'experiment-interaction'])
    expect(found(result, check)).toMatchObject({ verdict: 'pass', says: expect.stringContaining('does not clearly') });
  // Nobody knows what the looks before showed.
  expect(estimate(result, 'adjusted-itt:finished')).not.toHaveProperty('afterStopping');
  expect(result.findings.find((f) => f.check === 'look')!.says).toContain('no earlier result tells what was seen at them');
});
