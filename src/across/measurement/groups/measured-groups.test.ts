import { describe, expect, it } from 'vitest';
import { fromRows } from '../../../engines/memory/from-rows.ts';
import { column, greater, when } from '../../../expressions/build.ts';
import { stream } from '../../../math/random/stream.ts';
import { policyGain } from '../../../methods/routing/policy-gain.ts';
import { runSync } from '../../../relation/run.ts';
import type { MeasurementOptions } from '../options.ts';
import { groupFindings } from './findings.ts';
import { labelledTogether } from './labelled-together.ts';
import { groupMeasurement } from './measured-groups.ts';

type Row = { readonly action: string; readonly x: number; readonly p: number; readonly y: number; readonly judge: number; readonly human: number | null };

const random = stream(16);
const rows: readonly Row[] = Array.from({ length: 400 }, (_, i) => {
  const [action, x] = [['a', 'b'][i % 2], random.normal()];
  const y = x + (action === 'b' ? 0.5 : 0) + random.normal();
  return { action, x, p: 0.5, y, judge: 0.7 * y + 0.5 * random.normal(), human: random.uniform() < 0.3 ? y : null };
});
const changed = (change: (row: Row, i: number) => Partial<Row>): readonly Row[] => rows.map((row, i) => ({ ...row, ...change(row, i) }));

const look = (of: readonly Row[], more: Partial<MeasurementOptions> = {}, levels: readonly string[] = ['a', 'b']) =>
  runSync(
    fromRows(of),
    groupMeasurement({ outcome: 'y', judges: ['judge'], human: 'human', ...more, groups: { column: 'action', levels, one: 'action', several: 'actions' } }),
  );
function measuredIn(...asked: Parameters<typeof look>) {
  const found = look(...asked);
  if ('refused' in found) throw new Error(found.refused.says);
  return found;
}

const above = greater(column('x'), 0);
const log = {
  action: 'action',
  actions: ['a', 'b'],
  propensities: { kind: 'taken', chance: column('p') },
  covariates: ['x'],
  policies: [{ name: 'cut', says: 'b where x > 0', chances: { b: when(above, 1, 0), a: when(above, 0, 1) } }],
} as const;
const answerOf = (of: readonly Row[], more: Partial<MeasurementOptions> = {}) => {
  const { measure, labelled } = measuredIn(of, more);
  return runSync(fromRows(of), policyGain({ ...log, outcomes: [{ name: 'y', measure, labelled }] }));
};
const gainOf = (of: readonly Row[]) => answerOf(of).estimates[0];
const freedomOf = (e: ReturnType<typeof gainOf>): number => (e.interval.reference.kind === 't' ? e.interval.reference.df : Infinity);

describe('an outcome that is measured row by row', () => {
  it('knows nothing of what a judge adds to an action, whatever it is', () => {
    const kinder = changed(({ action, judge }) => ({ judge: judge + (action === 'b' ? 7 : -2) }));
    expect(gainOf(kinder).value).toBeCloseTo(gainOf(rows).value, 9);
    expect(gainOf(kinder).standardError).toBeCloseTo(gainOf(rows).standardError!, 9);
  });

  it('is in the units of people', () => {
    const tenfold = gainOf(changed(({ judge, human }) => ({ judge: judge * 10, human: human === null ? null : human * 10 })));
    expect(tenfold.value).toBeCloseTo(10 * gainOf(rows).value, 8);
  });

  it('of a judge that is never wrong, or with every row labelled, is what people say of all', () => {
    const plain = runSync(fromRows(rows), policyGain({ ...log, outcomes: [{ name: 'y' }] })).estimates[0];
    expect(gainOf(changed(({ y }) => ({ judge: y }))).value).toBeCloseTo(plain.value, 9);
    expect(gainOf(changed(({ y }) => ({ judge: y }))).standardError).toBeCloseTo(plain.standardError!, 9);
    expect(gainOf(changed(({ y }) => ({ human: y }))).value).toBeCloseTo(plain.value, 2);
  });

  it('rests on degrees of freedom of labels, fewer where a policy weighs fewer', () => {
    const whole = freedomOf(gainOf(rows));
    const seldom = freedomOf(gainOf(changed(({ human }, i) => ({ human: i % 4 < 2 ? human : null }))));
    expect(whole).toBeLessThan(399);
    expect(seldom).toBeLessThan(whole);
  });

  it('corrects actions with few labels together, and says so', () => {
    const three = changed(({ action, human }, i) => ({ action: i % 40 === 0 ? 'c' : action, human: i % 40 === 0 && i > 120 ? null : human }));
    const found = measuredIn(three, {}, ['a', 'b', 'c', 'd']);
    expect(found.looks.map(({ groups }) => groups)).toHaveLength(2);
    expect(found.looks[0].groups).toContain('c');
    expect(groupFindings(found).find(({ check }) => check === 'audit-groups')).toMatchObject({ verdict: 'warn', statistic: 2 });
    expect(groupFindings(measuredIn(rows)).some(({ check }) => check === 'audit-groups')).toBe(false);
  });

  it('adds up with others by their worth', () => {
    const { labelled } = measuredIn(rows);
    const money = labelledTogether([
      { times: 2, of: labelled },
      { times: -1, of: labelled },
    ])!;
    expect(money.otherwise).toBeUndefined();
    expect(labelledTogether([])).toBeUndefined();
  });

  it.each<[what: string, change: (row: Row, i: number) => Partial<Row>, says: string]>([
    ['no labels', () => ({ human: null }), 'y cannot be measured: no row has a label, and an error cannot be told from fewer than two.'],
    ['a judge that always says the same', () => ({ judge: 1 }), 'y cannot be measured: judge is 1 for every unit, so the judge says nothing about them.'],
  ])('is refused for %s', (_, change, says) => {
    const found = look(changed(change));
    expect('refused' in found && found.refused).toMatchObject({ check: 'measured', verdict: 'refuse', says });
  });

  it('refuses a policy of labels that a judge hardly ever misses', () => {
    const binary = changed(({ y, human }, i) => ({ human: human === null ? null : Number(y > 0), judge: i % 97 === 0 ? Number(y <= 0) : Number(y > 0) }));
    const { estimates, findings } = answerOf(binary);
    expect(estimates).toEqual([]);
    expect(findings.find(({ check }) => check === 'measured')).toMatchObject({
      verdict: 'refuse',
      says: expect.stringMatching(
        /^On the labels of y that cut weighs, people and judge differ in effect \d\.\d times, too few to tell how often the judge errs\.$/,
      ),
    });
  });
});
