import { describe, expect, it } from 'vitest';
import { messageOf } from '../../test/support/small-study.ts';
import { fromColumns, type RowValue } from '../engines/memory/from-rows.ts';
import { parseExpression } from '../expressions/parse/parse-expression.ts';
import { hypergeometricTwoSided } from '../math/distributions/hypergeometric.ts';
import { runSync } from '../relation/run.ts';
import { trigger } from './trigger.ts';

const repeat = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
/** Arms of 1,000 units of which so many are triggered. */
const arms = (...triggered: readonly number[]) => ({
  z: triggered.flatMap((_, arm) => repeat(1000, arm)),
  seen: triggered.flatMap((t): RowValue[] => [...repeat(t, 1), ...repeat(1000 - t, 0)]),
});
const options = { trigger: parseExpression('seen = 1'), assignment: 'z', control: 0 };
const ask = (columns: Readonly<Record<string, readonly RowValue[]>>, more: object = {}) => runSync(fromColumns(columns), trigger({ ...options, ...more }));

describe('the trigger', () => {
  it('passes, warns below p = 0.01 and stops below p = 0.001', () => {
    expect(ask(arms(300, 310)).findings).toMatchObject([{ check: 'trigger', verdict: 'pass' }]);
    expect(ask(arms(300, 358)).findings).toMatchObject([{ check: 'trigger', verdict: 'warn' }]);
    expect(messageOf(() => ask(arms(300, 400)))).toBe(
      'The trigger seen = 1 holds for 30.0 % of 1,000 units in arm 0, 40.0 % of 1,000 units in arm 1 (p < 0.001): the treatment moved it, so the triggered units of the arms are no longer alike. Take another trigger, one that is decided before the arms can differ and logged alike in all of them, or take it out to analyse all units.',
    );
  });

  it('tests each arm against control exactly, by Holm, and shows their counts', () => {
    const { findings, exhibits } = ask(arms(300, 310, 340));
    const share = 950 / 3000;
    const statistic = [300, 310, 340].reduce((sum, t) => sum + (t - 1000 * share) ** 2 / (1000 * share * (1 - share)), 0);
    expect(findings[0].statistic).toBeCloseTo(statistic, 10);
    const exact = [310, 340].map((t) => hypergeometricTwoSided(t, { drawn: 1000, marked: 300 + t, total: 2000 }));
    expect(findings[0].pValue).toBeCloseTo(Math.min(2 * Math.min(...exact), Math.max(...exact)), 10);
    expect(exhibits[0].columns).toMatchObject({ arm: ['0', '1', '2'], units: [1000, 1000, 1000], triggered: [300, 310, 340], unknown: [0, 0, 0] });
    expect(ask(arms(300, 310, 900), { treatments: [1] }).findings[0].verdict).toBe('pass');
  });

  it('counts an unknown trigger as not met', () => {
    const { z, seen } = arms(300, 310);
    const { findings, exhibits } = ask({ z, seen: seen.map((s, i) => (i % 100 === 0 ? null : s)) });
    expect(findings[1]).toMatchObject({ check: 'unknown-trigger', verdict: 'warn', statistic: 20 });
    expect(exhibits[0].columns).toMatchObject({ triggered: [297, 306], unknown: [10, 10] });
  });

  it('passes when all are triggered', () => expect(ask(arms(1000, 1000)).findings).toMatchObject([{ verdict: 'pass', statistic: 0 }]));

  it('stops where nobody, or one unit of an arm, is triggered', () => {
    expect(messageOf(() => ask(arms(0, 0)))).toContain('No unit meets the trigger `seen = 1`.');
    expect(messageOf(() => ask(arms(1, 10)))).toContain('Arm "0" of z has 1 unit that meets the trigger `seen = 1`.');
    expect(messageOf(() => ask(arms(10, 10), { control: 'off' }))).toContain('No rows have z = "off"');
  });

  it('takes clusters whole: their totals, not their units, are what chance moves', () => {
    // 40 clusters an arm, of 25 units that are all triggered or none.
    const clustered = (...triggered: readonly number[]) => ({
      z: triggered.flatMap((_, arm) => repeat(1000, arm)),
      seen: triggered.flatMap((t) => [...repeat(25 * t, 1), ...repeat(25 * (40 - t), 0)]),
      team: triggered.flatMap((_, arm) => Array.from({ length: 1000 }, (_, i) => `${arm}-${Math.floor(i / 25)}`)),
    });
    const rows = clustered(12, 18);
    expect(messageOf(() => ask(rows))).toContain('the treatment moved it');
    const [finding] = ask(rows, { cluster: 'team' }).findings;
    const variance = (p: number) => (p * (1 - p)) / 39;
    expect(finding.statistic).toBeCloseTo(0.15 ** 2 / (variance(0.3) + variance(0.45)), 10);
    expect(finding.verdict).toBe('pass');
    expect(finding.pValue).toBeCloseTo(0.248, 1);
    expect(messageOf(() => ask(clustered(4, 24), { cluster: 'team' }))).toContain('the treatment moved it');
  });

  it('says nothing of chance with one cluster an arm', () => {
    const { z, seen } = arms(300, 600);
    expect(ask({ z, seen, team: z }, { cluster: 'team' }).findings).toMatchObject([{ verdict: 'pass', pValue: 1 }]);
  });
});
