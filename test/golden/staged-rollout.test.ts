import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { column, isKnown, when } from '../../src/expressions/build.ts';
import { multiplierMaxT } from '../../src/inference/multiplicity/multiplier-max-t.ts';
import { averageOver, byCohort, byPeriod, byTimeSince, meanOfSlices } from '../../src/inference/staged/averages.ts';
import { unitErrors } from '../../src/inference/staged/errors.ts';
import { type Functional, sumOf, valueIn } from '../../src/inference/staged/functional.ts';
import { type EffectCell, type GroupTimeOptions, groupTime } from '../../src/inference/staged/group-time.ts';
import { imputed, twoWay } from '../../src/inference/staged/imputation.ts';
import { jointTest } from '../../src/inference/staged/joint-test.ts';
import { countIn, type Strata } from '../../src/inference/staged/strata.ts';
import { askEffects } from '../../src/methods/staged-rollout/ask-effects.ts';
import { askCrossSection, askPanel } from '../../src/methods/staged-rollout/ask-strata.ts';
import { lookAtWaves } from '../../src/methods/staged-rollout/look.ts';
import { example, type StagedOptions, stagedOf } from '../../src/methods/staged-rollout/options.ts';
import { neverStarted, type StagedRollout } from '../../src/methods/staged-rollout/own.ts';
import { ask } from '../../src/relation/asking.ts';
import type { SyncRelation } from '../../src/relation/relation.ts';
import { moments } from '../../src/relation/requests.ts';
import { runSync } from '../../src/relation/run.ts';

const folder = new URL('../../goldens/staged-rollout/', import.meta.url);
const golden = <T>(name: string): T => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as T;

interface Table {
  readonly relation: SyncRelation;
  readonly rollout: StagedRollout;
  readonly outcome: string;
}

/** A table as a rollout reads it: periods and waves looked at first. */
function tableOf(
  text: string,
  names: { readonly unit: string; readonly time: string; readonly start: string; readonly outcome: string },
  cluster?: string,
): Table {
  const [head, ...lines] = text.trim().replaceAll('"', '').split('\n');
  const keys = head.split(',');
  const texts = ['region', 'team'];
  const relation = fromRows(
    lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [keys[i], cell === '' ? null : texts.includes(keys[i]) ? cell : Number(cell)]))),
    'table',
  );
  const declared: StagedRollout = {
    ...example.rollout,
    unit: names.unit,
    time: names.time,
    clock: column(names.time),
    startedBy: names.start,
    start: when(isKnown(column(names.start)), column(names.start), neverStarted),
    ...(cluster !== undefined && { cluster }),
  };
  const { seen } = runSync(
    relation,
    lookAtWaves(declared, undefined, () => undefined),
  );
  return { relation, rollout: { ...declared, ...seen }, outcome: names.outcome };
}

const ours = { unit: 'workspace', time: 'period', start: 'start', outcome: 'y' };
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const panel = tableOf(read('panel.csv'), ours);
const crossSection = tableOf(read('cross-section.csv'), ours);
const published = new URL('../../../shared/datasets/mpdta.csv', import.meta.url);
/** Counties that never raised it hold 0, which is taken for empty. */
const counties = (): Table =>
  tableOf(readFileSync(published, 'utf8').replaceAll(/,0,([01])$/gm, ',,$1'), { unit: 'countyreal', time: 'year', start: 'first.treat', outcome: 'lemp' });

const optionsOf = ({ rollout, outcome }: Table, changes: Partial<StagedRollout> = {}): StagedOptions => ({ outcome, rollout: { ...rollout, ...changes } });

function strataOf(table: Table): Strata {
  const c = stagedOf(optionsOf(table));
  return runSync(table.relation, table.rollout.shape === 'panel' ? askPanel(table.rollout, c) : askCrossSection(table.rollout, c)).strata;
}

interface Told {
  readonly kind: string;
  readonly group?: number;
  readonly time?: number;
  readonly at?: number | null;
  readonly estimate: number;
  readonly se: { readonly unit: number | null };
}

interface Case {
  readonly data: string;
  readonly control: 'never' | 'not-yet';
  readonly method: 'none' | 'reg' | 'ipw' | 'dr';
  readonly base: GroupTimeOptions['base'];
  readonly anticipation: number;
  readonly covariates: readonly string[];
  readonly wald: { readonly unit: number };
  readonly records: readonly Told[];
}

/** The functional that a record of csdid is about; undefined where we have none, as in the base period. */
function functionalOf(s: Strata, cells: readonly EffectCell[], { kind, group, time, at }: Told): Functional | undefined {
  const starting = (cohort: number): number => s.times[s.starts[cohort]];
  switch (kind) {
    case 'att_gt':
      return cells.find((cell) => starting(cell.cohort) === group && s.times[cell.period] === time)?.effect;
    case 'simple':
      return averageOver(s, cells, 'cells');
    case 'group':
      return at === null ? averageOver(s, cells, 'cohorts') : byCohort(s, cells).find((slice) => starting(slice.at) === at)?.effect;
    case 'calendar':
      return at === null ? meanOfSlices(s, byPeriod(s, cells)) : byPeriod(s, cells).find((slice) => s.times[slice.at] === at)?.effect;
    case 'dynamic':
      return at === null
        ? meanOfSlices(
            s,
            byTimeSince(s, cells).filter((slice) => slice.at >= 0),
          )
        : byTimeSince(s, cells).find((slice) => slice.at === at)?.effect;
    default:
      return undefined;
  }
}

const shownKinds = ['att_gt', 'simple', 'group', 'calendar', 'dynamic'];

function expectCase(s: Strata, { control, base, anticipation, records, wald }: Case): void {
  const { cells } = groupTime(s, { comparison: control, base, anticipation });
  const errors = unitErrors(s, 'units');
  let compared = 0;
  for (const record of records.filter(({ kind, se }) => shownKinds.includes(kind) && se.unit !== null)) {
    const functional = functionalOf(s, cells, record);
    const where = JSON.stringify(record);
    expect(functional, where).toBeDefined();
    expect(Math.abs(valueIn(s, functional!) - record.estimate), where).toBeLessThan(1e-8);
    expect(Math.abs(Math.sqrt(errors.covariance([functional!])[0]) / record.se.unit! - 1), where).toBeLessThan(1e-8);
    compared++;
  }
  expect(compared).toBeGreaterThan(15);
  if (base !== 'varying' || anticipation > 0) return;
  const before = cells.filter(({ since }) => since < 0).map(({ effect }) => effect);
  const tested = jointTest(
    Float64Array.from(before, (effect) => valueIn(s, effect)),
    errors.covariance(before),
    Infinity,
  );
  expect(tested!.statistic / wald.unit - 1).toBeCloseTo(0, 7);
}

describe('effects by cohort and period', () => {
  it.each(golden<{ cases: readonly Case[] }>('csdid-panel.json').cases.filter(({ method }) => method === 'none'))(
    'of a panel are those of csdid: $control, $base base, anticipation $anticipation',
    (one) => expectCase(strataOf(panel), one),
  );

  it.each(golden<{ cases: readonly Case[] }>('csdid-cross-section.json').cases.filter(({ method }) => method === 'none'))(
    'of a repeated cross-section are those of csdid: $control, $base base, anticipation $anticipation',
    (one) => expectCase(strataOf(crossSection), one),
  );

  it.runIf(existsSync(published)).each(golden<{ cases: readonly Case[] }>('csdid-mpdta.json').cases.filter(({ method }) => method === 'none'))(
    'of the published counties are those of csdid: $control, $base base, anticipation $anticipation',
    (one) => expectCase(strataOf(counties()), one),
  );

  it.runIf(existsSync(published))('of the published counties have the printed digits', () => {
    const s = strataOf(counties());
    const { cells } = groupTime(s, { comparison: 'never', base: 'varying', anticipation: 0 });
    const errors = unitErrors(s, 'units');
    const printed = (functional: Functional): readonly [string, string] => [
      valueIn(s, functional).toFixed(6),
      Math.sqrt(errors.covariance([functional])[0]).toFixed(6),
    ];
    const cell = (cohort: number, year: number): Functional =>
      cells.find((one) => s.times[s.starts[one.cohort]] === cohort && s.times[one.period] === year)!.effect;
    expect(printed(cell(2004, 2004))).toEqual(['-0.010503', '0.023251']);
    expect(printed(cell(2004, 2006))).toEqual(['-0.137259', '0.036436']);
    expect(printed(cell(2007, 2007))).toEqual(['-0.026054', '0.016655']);
    expect(printed(averageOver(s, cells, 'cells'))).toEqual(['-0.039951', '0.012034']);
    expect(printed(averageOver(s, cells, 'cohorts'))).toEqual(['-0.031018', '0.012446']);
    const since = byTimeSince(s, cells);
    expect(printed(since.find(({ at }) => at === 0)!.effect)).toEqual(['-0.019932', '0.011826']);
    expect(printed(since.find(({ at }) => at === 1)!.effect)).toEqual(['-0.050957', '0.016893']);
    expect(
      printed(
        meanOfSlices(
          s,
          since.filter(({ at }) => at >= 0),
        ),
      ),
    ).toEqual(['-0.077240', '0.019965']);
    const before = cells.filter((one) => one.since < 0).map(({ effect }) => effect);
    const tested = jointTest(
      Float64Array.from(before, (effect) => valueIn(s, effect)),
      errors.covariance(before),
      Infinity,
    )!;
    expect([tested.statistic.toFixed(5), tested.df, tested.pValue.toFixed(5)]).toEqual(['7.79124', 5, '0.16812']);
    expect(valueIn(s, twoWay(s)!.effect).toFixed(6)).toBe('-0.036549');
  });

  it.each(golden<{ cases: readonly Case[] }>('csdid-panel.json').cases.filter(({ method, base }) => method !== 'none' && base === 'universal'))(
    'given covariates are those of csdid: $method, $control, anticipation $anticipation',
    ({ method, control, anticipation, records, covariates }) => {
      const estimator = ({ reg: 'regression', ipw: 'weighting', dr: 'doubly-robust' } as const)[method as 'reg'];
      const c = stagedOf({ ...optionsOf(panel, { estimator, comparison: control, anticipation }), covariates });
      const { of, cells } = runSync(panel.relation, askEffects(c));
      for (const record of records.filter(({ kind, se }) => shownKinds.includes(kind) && se.unit !== null)) {
        const functional = functionalOf(of, cells, record);
        expect(Math.abs(valueIn(of, functional!) - record.estimate), JSON.stringify(record)).toBeLessThan(1e-6);
      }
    },
  );
});

describe('effects given covariates', () => {
  it.each(golden<{ cases: readonly Case[] }>('csdid-cross-section.json').cases.filter(({ method, base }) => method !== 'none' && base === 'universal'))(
    'of a repeated cross-section are those of csdid: $method, $control, anticipation $anticipation',
    ({ method, control, anticipation, records, covariates }) => {
      const estimator = ({ reg: 'regression', ipw: 'weighting', dr: 'doubly-robust' } as const)[method as 'reg'];
      const c = stagedOf({ ...optionsOf(crossSection, { estimator, comparison: control, anticipation }), covariates });
      const { of, cells } = runSync(crossSection.relation, askEffects(c));
      for (const record of records.filter(({ kind, se }) => shownKinds.includes(kind) && se.unit !== null)) {
        const functional = functionalOf(of, cells, record);
        expect(Math.abs(valueIn(of, functional!) - record.estimate), JSON.stringify(record)).toBeLessThan(1e-6);
      }
    },
  );
});

interface Clustered {
  readonly control: 'never' | 'not-yet';
  readonly cluster: string;
  readonly estimate: number;
  readonly se: number;
  readonly df: number;
}

describe('errors by cluster', () => {
  it.each(golden<{ cases: readonly Clustered[] }>('cr2.json').cases)('are CR2 as matrices have it: $control, $cluster', ({ control, cluster, ...wanted }) => {
    const table = tableOf(read('panel.csv'), ours, cluster);
    const { of, cells, errors } = runSync(table.relation, askEffects(stagedOf(optionsOf(table, { comparison: control }))));
    const average = averageOver(of, cells, 'cells');
    expect(valueIn(of, average) / wanted.estimate - 1).toBeCloseTo(0, 8);
    expect(Math.sqrt(errors.covariance([average])[0]) / wanted.se - 1).toBeCloseTo(0, 8);
    expect(errors.freedom(average) / wanted.df - 1).toBeCloseTo(0, 8);
  });
});

interface Imputed {
  readonly data: string;
  readonly estimator: string;
  readonly anticipation: number;
  readonly 'covariates by period': readonly string[];
  readonly records: readonly {
    readonly kind: string;
    readonly at: number | null;
    readonly estimate: number;
    readonly se: { readonly unit: number; readonly 'unit, leave one out'?: number };
  }[];
}

describe('imputation unit by unit', () => {
  const unbalanced = tableOf(read('unbalanced.csv'), ours);
  const tables: Readonly<Record<string, Table>> = { panel, unbalanced };
  const cases = golden<{ cases: readonly Imputed[] }>('diff-diff.json').cases.filter(
    (one) =>
      one.estimator === 'imputation' && one.anticipation === 0 && one.data in tables && (one.data === 'unbalanced' || one['covariates by period'].length > 0),
  );

  it.each(cases)('is that of diff-diff: $data', ({ data, records, ...one }) => {
    const table = tables[data];
    const c = stagedOf({ ...optionsOf(table, { estimator: 'imputation' }), covariates: one['covariates by period'] });
    const { of, cells, errors } = runSync(table.relation, askEffects(c));
    // What is averaged are rows that were seen.
    const counted = cells.map((cell) => ({ ...cell, rows: seenRows(table, of, cell) }));
    const all = counted.reduce((sum, { rows }) => sum + rows, 0);
    const average = sumOf(
      of,
      counted.map(({ effect, rows }) => [rows / all, effect]),
    );
    const [wanted] = records.filter(({ kind }) => kind === 'cells');
    expect(Math.abs(valueIn(of, average) - wanted.estimate)).toBeLessThan(1e-7);
    expect(Math.sqrt(errors.covariance([average])[0]) / wanted.se['unit, leave one out']! - 1).toBeCloseTo(0, 6);
  });
});

/** Rows of a cohort in a period. */
function seenRows({ relation, rollout }: Table, of: Strata, { cohort, period }: EffectCell): number {
  const { groups } = runSync(relation, ask(moments({ columns: {}, by: { start: rollout.start, period: rollout.clock } })));
  const [start, time] = [of.times[of.starts[cohort]], of.times[period]];
  return groups.find(({ key }) => Number(key[0]) === start && Number(key[1]) === time)!.moments.n;
}

describe('imputation', () => {
  const cases = golden<{ cases: readonly Imputed[] }>('diff-diff.json').cases.filter(
    (one) => one.data === 'panel' && one.estimator === 'imputation' && one['covariates by period'].length === 0 && one.anticipation === 0,
  );

  it.each(cases)('is that of diff-diff, with shares of cohorts taken as given', ({ records }) => {
    const s = strataOf(panel);
    const { cells } = imputed(s, 0);
    const errors = unitErrors(s, 'units');
    const all = cells.reduce((sum, { cohort, period }) => sum + countIn(s, cohort, period), 0);
    const average = sumOf(
      s,
      cells.map(({ cohort, period, effect }) => [countIn(s, cohort, period) / all, effect]),
    );
    const [wanted] = records.filter(({ kind }) => kind === 'cells');
    expect(Math.abs(valueIn(s, average) - wanted.estimate)).toBeLessThan(1e-8);
    expect(Math.sqrt(errors.covariance([average])[0]) / wanted.se.unit - 1).toBeCloseTo(0, 6);
    const since = byTimeSince(s, cells);
    for (const { at, estimate } of records.filter((record) => record.kind === 'event' && record.at! >= 0))
      expect(Math.abs(valueIn(s, since.find((slice) => slice.at === at)!.effect) - estimate)).toBeLessThan(1e-8);
  });
});

interface Bands {
  readonly tolerance: { readonly limit: number; readonly error: number };
  readonly cases: readonly {
    readonly table: 'panel' | 'mpdta';
    readonly cluster: string | null;
    readonly found: readonly { readonly kind: 'dynamic' | 'group' | 'calendar'; readonly limit: number; readonly error: readonly (number | null)[] }[];
  }[];
}

describe('bands by a bootstrap of signs', () => {
  const { tolerance, cases } = golden<Bands>('multiplier.json');
  const asked = cases.filter(({ table }) => table !== 'mpdta' || existsSync(published));
  const slicesOf = { dynamic: byTimeSince, group: byCohort, calendar: byPeriod } as const;

  it.each(asked)('are those of csdid on $table by $cluster, as far as draws tell', ({ table, cluster, found: wanted }) => {
    const of = table === 'mpdta' ? counties() : cluster === null ? panel : tableOf(read('panel.csv'), ours, cluster);
    const c = stagedOf(optionsOf(of, { bands: 'multiplier', base: 'universal' }));
    const found = runSync(of.relation, askEffects(c));
    for (const { kind, limit, error } of wanted) {
      const slices = slicesOf[kind](found.of, found.cells).filter(({ at }) => kind !== 'dynamic' || at !== -1);
      const scores = slices.map(({ effect }) => found.errors.scores!(effect));
      const references = slices.map(() => ({ kind: 'normal' }) as const);
      const own = multiplierMaxT({ statistics: slices.map(() => 0), scores, references, level: 0.95, boundsLevel: 0.95, seed: 1 });
      expect(Math.abs(own.critical[0] - limit)).toBeLessThan(tolerance.limit);
      // csdid reads an error off the quartiles of its draws: of clusters, or of a cohort of twenty counties, whose sum of signs is not normal, that is another number than the root of squares.
      if (cluster !== null || table === 'mpdta') continue;
      const known = error.flatMap((e) => e ?? []);
      const byN = unitErrors(found.of, 'units');
      const errors = slices.map(({ effect }) => Math.sqrt(byN.covariance([effect])[0]));
      expect(known).toHaveLength(slices.length);
      for (const [i, e] of errors.entries()) expect(Math.abs(e / known[i] - 1)).toBeLessThan(tolerance.error);
    }
  });
});
