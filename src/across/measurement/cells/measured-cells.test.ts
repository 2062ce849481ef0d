import { describe, expect, it } from 'vitest';
import { expectDeepClose } from '../../../../test/support/deep-close.ts';
import { fromRows } from '../../../engines/memory/from-rows.ts';
import { column } from '../../../expressions/build.ts';
import { stream } from '../../../math/random/stream.ts';
import { cellsOf } from '../../../methods/staged-rollout/judged-cells.ts';
import { example, type StagedOptions } from '../../../methods/staged-rollout/options.ts';
import { neverStarted, type StagedRollout } from '../../../methods/staged-rollout/own.ts';
import { stagedEffect } from '../../../methods/staged-rollout/staged-effect.ts';
import { meanOf } from '../../../moments/moments.ts';
import { ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { runSync } from '../../../relation/run.ts';
import type { MeasurementOptions } from '../options.ts';
import { cellFindings } from './findings.ts';
import { cellMeasurement } from './measured-cells.ts';
import { cellSelection } from './selection.ts';

const periods = [1, 2, 3, 4];
const rollout: StagedRollout = {
  ...example.rollout,
  unit: 'unit',
  time: 't',
  clock: column('t'),
  startedBy: 'start',
  start: column('start'),
  shape: 'panel',
  periods,
  cohorts: [
    { start: 2, units: 30, rows: 120, whole: 30 },
    { units: 30, rows: 120, whole: 30 },
  ],
  inCells: true,
};

type Row = {
  readonly unit: string;
  readonly t: number;
  readonly start: number;
  readonly y: number;
  readonly judge: number;
  readonly human: number | null;
};

const random = stream(16);
const rows: readonly Row[] = Array.from({ length: 60 }, (_, u) => {
  const [start, level] = [u % 2 === 0 ? 3 : neverStarted, random.normal()];
  return periods.map((t): Row => {
    const y = level + t + (t >= start ? 2 : 0) + random.normal();
    return { unit: `u${u}`, t, start, y, judge: 0.7 * y + 0.5 * random.normal(), human: random.uniform() < 0.4 ? y : null };
  });
}).flat();
const changed = (change: (row: Row) => Partial<Row>): readonly Row[] => rows.map((row) => ({ ...row, ...change(row) }));

const declared = { outcome: 'y', judges: ['judge'], human: 'human' } satisfies Partial<MeasurementOptions>;
const look = (of: readonly Row[], more: Partial<MeasurementOptions> = {}) =>
  runSync(fromRows(of), cellMeasurement({ ...declared, ...more, cells: cellsOf(rollout) }));

function measuredIn(of: readonly Row[], more: Partial<MeasurementOptions> = {}) {
  const found = look(of, more);
  if ('refused' in found) throw new Error(found.refused.says);
  return found;
}

function effectOf(of: readonly Row[], more: Partial<MeasurementOptions> = {}) {
  const { measure, sampled } = measuredIn(of, more);
  const options: StagedOptions = { outcome: 'y', rollout, measure, sampled };
  const { value, standardError, interval } = runSync(fromRows(of), stagedEffect(options)).estimates[0];
  return { value, standardError, interval };
}

describe('an outcome that is measured cohort by cohort and period by period', () => {
  it('knows nothing of what a judge adds in a cohort and a period, whatever it is', () => {
    const drifting = changed(({ judge, t, start }) => ({ judge: judge + (start === 3 ? 3 * t ** 2 : -t) + (t >= start ? 7 : 0) }));
    expectDeepClose(effectOf(drifting), effectOf(rows), 1e-9);
  });

  it('is in the units of people', () => {
    const tenfold = effectOf(changed(({ judge, human }) => ({ judge: judge * 10, human: human === null ? null : human * 10 })));
    const { value, standardError } = effectOf(rows);
    expectDeepClose([tenfold.value, tenfold.standardError], [10 * value, 10 * standardError!], 1e-9);
  });

  it('of a judge that is never wrong is what people would have said of all', () => {
    const perfect = changed(({ y }) => ({ judge: y }));
    const plain = runSync(fromRows(rows), stagedEffect({ outcome: 'y', rollout: { ...rollout } })).estimates[0];
    const found = effectOf(perfect);
    expectDeepClose([found.value, found.standardError], [plain.value, plain.standardError], 1e-9);
    expect(found.interval.reference).toEqual(plain.interval.reference);
  });

  it('by labels alone is the mean of labels in each cell', () => {
    const { audit } = measuredIn(rows);
    const cell = rows.filter(({ start, t }) => start === 3 && t === 4);
    const labels = cell.flatMap(({ human }) => human ?? []);
    const { groups } = runSync(fromRows(cell), ask(moments({ columns: { y: audit.measure }, over: cellsOf(rollout).steps })));
    expect(meanOf(groups[0].moments, 'y')).toBeCloseTo(labels.reduce((a, b) => a + b) / labels.length, 10);
  });

  it('with every row labelled is the plain effect', () => {
    const plain = runSync(fromRows(rows), stagedEffect({ outcome: 'y', rollout })).estimates[0];
    const found = effectOf(changed(({ y }) => ({ human: y })));
    expectDeepClose([found.value], [plain.value], 1e-9);
    expect(found.standardError! / plain.standardError!).toBeCloseTo(1, 1);
  });

  it('rests on fewer degrees of freedom than units, on fewer still where the same units are labelled all along', () => {
    const df = (of: readonly Row[]): number => {
      const { reference } = effectOf(of).interval;
      return reference.kind === 't' ? reference.df : Infinity;
    };
    const plain = runSync(fromRows(rows), stagedEffect({ outcome: 'y', rollout })).estimates[0].interval.reference;
    const always = changed(({ unit, y }) => ({ human: Number(unit.slice(1)) % 10 < 4 ? y : null }));
    expect(df(rows)).toBeLessThan(plain.kind === 't' ? plain.df : 0);
    expect(df(always)).toBeLessThan(df(rows));
    const most = measuredIn(always).sampled.cohorts.map(({ freedom }) => freedom);
    expect(most).toEqual([11, 11]);
  });

  it('is unknown in a cell without two labels, and says so', () => {
    const lacking = changed(({ start, t, human }) => (start === 3 && t === 4 ? { human: null } : { human }));
    const found = measuredIn(lacking);
    expect(found.unmeasured.map(({ cell }) => cell.says)).toEqual(['those reached in period 3 in period 4']);
    expect(cellFindings(found).find(({ check }) => check === 'audit-cells')).toMatchObject({
      verdict: 'warn',
      statistic: 1,
      says: '1 of 8 cohorts and periods of y has fewer than two labels (those reached in period 3 in period 4): its mean cannot be corrected, and effects that need it are in no estimate.',
    });
    const answer = runSync(fromRows(lacking), stagedEffect({ outcome: 'y', rollout, measure: found.measure, sampled: found.sampled }));
    expect(answer.findings.find(({ check }) => check === 'lost-cells')?.says).toContain(
      '1 of the treated cohorts and periods is in no estimate (period 3 in period 4)',
    );
  });

  it.each<[what: string, change: (row: Row) => Partial<Row>, says: string]>([
    [
      'no labels',
      () => ({ human: null }),
      'y cannot be measured: no cohort has two labels in any period (the most is 0), and an error cannot be told from fewer.',
    ],
    ['a judge that always says the same', () => ({ judge: 1 }), 'y cannot be measured: judge is 1 for every unit, so the judge says nothing about them.'],
    [
      'labels of 0 and 1 that a judge hardly ever misses',
      ({ y, human, unit, t }) => ({ human: human === null ? null : Number(y > 3), judge: unit === 'u2' && t === 4 ? Number(y <= 3) : Number(y > 3) }),
      'labels of those reached, from their start on, too few to tell how often the judge errs.',
    ],
  ])('is refused for %s', (_, change, says) => {
    const found = look(changed(change));
    expect('refused' in found && found.refused).toMatchObject({ check: 'measured', verdict: 'refuse', says: expect.stringContaining(says) });
  });

  it('hears of labels that came by complaint, and of rows that somebody picked', () => {
    const checks = (of: readonly Row[], more: Partial<MeasurementOptions> = {}) =>
      runSync(fromRows(of), cellSelection(measuredIn(of, more), cellsOf(rollout))).map(({ check, verdict }) => `${check} ${verdict}`);
    expect(checks(rows)).toContain('audit-selection pass');
    expect(checks(rows, { labels: 'complaints' })).toContain('audit-by-complaint fail');
    const picked = changed(({ judge, t, start, y }) => ({ human: judge - 0.7 * (t + (t >= start ? 2 : 0)) > 0.1 ? y : null }));
    expect(checks(picked)).toContain('audit-selection fail');
  });
});
