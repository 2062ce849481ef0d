import { expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { lossByArm } from '../inference/losses/loss-by-arm.ts';
import { stream } from '../math/random/stream.ts';
import { runSync } from '../relation/run.ts';
import { balance } from './balance.ts';

// Too many treated to be drawn often; an indicator of 14 units, six of them treated where 1.4 are expected.
const [units, treated] = [200_000, 20_000];
const random = stream(3);
const z = Float64Array.from({ length: units }, (_, i) => (i < treated ? 1 : 0));
const rare = Float64Array.from({ length: units }, (_, i) => (i < 6 || i >= units - 8 ? 1 : 0));
const plain = Float64Array.from({ length: units }, () => random.normal());
const of = (columns: Readonly<Record<string, Float64Array>>) =>
  runSync(fromColumns({ z, ...columns }), balance({ assignment: 'z', control: 0, covariates: Object.keys(columns) })).findings[0];

it('asks a rare indicator of large arms by itself, exactly', () => {
  const [exact] = lossByArm({ arm: '0', lost: 8, kept: units - treated - 8 }, [{ arm: '1', lost: 6, kept: treated - 6 }]);
  const alone = of({ rare });
  expect(alone.pValue! / exact.pValue).toBeCloseTo(1, 8);
  expect(alone.verdict).toBe('warn');
  // Beside another column it is one of two tests.
  const both = of({ rare, plain });
  expect(both.pValue! / exact.pValue).toBeCloseTo(2, 8);
});

it('fails where other columns differ, whatever rare ones stand beside them', () => {
  expect(of({ rare, plain: plain.map((value, i) => value + 0.05 * z[i]) })).toMatchObject({ verdict: 'fail', identification: true });
  expect(of({ plain: plain.map((value, i) => value + 0.05 * z[i]) }).pValue).toBeLessThan(1e-9);
});

it('leaves out what is too skewed for so many units, and says so', () => {
  const skewed = plain.map((value, i) => (i === 0 ? 1e6 : i === 1 ? 1e6 + 1 : value));
  const found = of({ skewed });
  expect(found.pValue).toBe(1);
  expect(found.says).toContain('without skewed: too rare or skewed to be tested among so many units');
});
