import { expect, it } from 'vitest';
import type { Finding } from '../../estimate/finding.ts';
import { holdingTogether } from './holding-together.ts';

const found = (check: string, pValue: number, change: Partial<Finding> = {}): Finding => {
  const shared = { check, about: {}, canHold: true, pValue, threshold: 0.001, says: `${check} said so.` } as const;
  return pValue < 0.001 ? { ...shared, verdict: 'fail', identification: true, mend: 'Look.', ...change } : { ...shared, verdict: 'pass', ...change };
};
const others = [0.4, 0.6, 0.9].map((p, i) => found(`other-${i}`, p));
const verdicts = (findings: readonly Finding[]) => holdingTogether(findings).map(({ verdict, identification }) => [verdict, identification ?? false]);

it('one that fails by itself and not among the others warns, and says why', () => {
  const [first] = holdingTogether([found('balance', 0.0004), ...others]);
  expect(first).toMatchObject({ verdict: 'warn', pValue: 0.0004, mend: 'Look.' });
  expect(first.identification).toBeUndefined();
  expect(first.says).toBe('balance said so. Among the 4 checks of this study that could hold it, p = 0.002 (Holm): no alarm.');
});

it('one that is sure enough holds as before', () => {
  const sure = found('balance', 0.0002);
  expect(holdingTogether([sure, ...others])[0]).toBe(sure);
  expect(holdingTogether([found('balance', 0.0009)])[0].verdict).toBe('fail');
});

it('steps down: the second is held against one test fewer', () => {
  expect(verdicts([found('a', 0.0001), found('b', 0.0004), found('c', 0.5)])).toEqual([
    ['fail', true],
    ['fail', true],
    ['pass', false],
  ]);
  expect(verdicts([found('a', 0.0004), found('b', 0.0004), found('c', 0.5)])[1]).toEqual(['warn', false]);
});

it('does not count what cannot hold, and leaves it alone', () => {
  const warning = found('moved', 0.0001);
  const { canHold, ...cannot } = { ...warning, verdict: 'warn' as const };
  expect(canHold).toBe(true);
  const all = [found('balance', 0.0009), cannot, { check: 'ceiling', about: {}, verdict: 'fail', identification: true, says: 'No.', mend: 'Other.' } as const];
  expect(holdingTogether(all)).toEqual(all);
});
