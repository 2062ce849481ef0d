import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ErrorsAbout } from '../../src/inference/staged/imputed-residuals.ts';
import { type Imputation, type ImputationRefusal, type ImputedTarget, rowImputation, type Target } from '../../src/inference/staged/row-imputation.ts';
import { extendedTwoWay, interactionWeighted, type SaturatedEffects, type SaturatedRefusal } from '../../src/inference/staged/saturated.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { fixedEffectsGolden, panelOf } from '../support/fixed-effects-golden.ts';

const folder = new URL('../../goldens/staged-rollout/', import.meta.url);
const golden = JSON.parse(readFileSync(new URL('diff-diff.json', folder), 'utf8')) as { readonly tolerance: number; readonly cases: readonly Case[] };

interface Case {
  readonly data: string;
  readonly estimator: string;
  readonly control?: string;
  readonly anticipation?: number;
  readonly 'covariates by period'?: readonly string[];
  readonly records: readonly Reference[];
}

interface Reference {
  readonly kind: string;
  readonly at: number | readonly number[] | null;
  readonly estimate: number;
  readonly se: Readonly<Record<string, number>>;
}

/** The rows of a table, with periods from zero on and cohorts numbered by their starts. */
function rowsOf(data: string) {
  const [head, ...lines] = readFileSync(new URL(`${data}.csv`, folder), 'utf8')
    .trim()
    .split('\n');
  const names = head.split(',');
  const rows = lines.map((line) => line.split(','));
  const texts = (name: string): readonly string[] => rows.map((row) => row[names.indexOf(name)]);
  const codes = (name: string): Int32Array => {
    const levels = [...new Set(texts(name))];
    return Int32Array.from(texts(name), (text) => levels.indexOf(text));
  };
  const values = (name: string): Float64Array => Float64Array.from(texts(name), Number);
  const begun = [...new Set(texts('start'))].filter((text) => text !== '').sort();
  const starts = [...begun.map((text) => Number(text) - 1), undefined];
  const cohort = Int32Array.from(texts('start'), (text) => (text === '' ? begun.length : begun.indexOf(text)));
  const period = values('period');
  const unit = codes('workspace');
  return { outcome: values('y'), unit, period: Int32Array.from(period, (t) => t - 1), cohort, starts, values, codes };
}

const tables = new Map(['panel', 'unbalanced'].map((data) => [data, rowsOf(data)]));
const cases = (estimator: string): readonly Case[] => golden.cases.filter((own) => own.estimator === estimator && tables.has(own.data));

/** What a record averages over. */
function targetOf({ kind, at }: Reference, starts: readonly (number | undefined)[]): Target {
  if (kind === 'event') return ({ relative }) => (relative === at ? 1 : 0);
  if (kind === 'cohort') return ({ cohort }) => (starts[cohort]! + 1 === at ? 1 : 0);
  return () => 1;
}

const imputationOf = (answer: Imputation | ImputationRefusal): Imputation => {
  if ('kind' in answer) throw new Error(JSON.stringify(answer));
  return answer;
};

const saturatedOf = (answer: SaturatedEffects | SaturatedRefusal): SaturatedEffects => {
  if ('kind' in answer) throw new Error(JSON.stringify(answer));
  return answer;
};

describe('imputation of rows is that of diff-diff', () => {
  it.each([...cases('imputation'), ...cases('two-stage')])(
    '$data, $estimator, anticipation $anticipation',
    ({ data, estimator, records, anticipation = 0, ...own }) => {
      const { values, codes, ...rows } = tables.get(data)!;
      const covariates = (own['covariates by period'] ?? []).flatMap((name) =>
        [1, 2, 3, 4, 5, 6, 7].map((t) => values(name).map((value, i) => (rows.period[i] === t ? value : 0))),
      );
      // Records before the start are coefficients of leads, not imputed effects.
      const kept = records.filter(({ kind, at }) => kind !== 'event' || (at as number) >= -anticipation);
      expect(kept.length).toBeGreaterThan(5);
      const targets = kept.map((record) => targetOf(record, rows.starts));
      for (const label of Object.keys(records[0].se)) {
        const [cluster] = label.split(', ');
        const errors: ErrorsAbout =
          estimator === 'two-stage'
            ? { about: 'average' }
            : { about: label.includes('horizon') ? 'relative' : 'cell', ...(label.includes('leave one out') && { leaveOut: 'unit' }) };
        const asked = { ...rows, covariates, targets, errors, anticipation, ...(cluster !== 'unit' && { cluster: codes(cluster) }) };
        const found = imputationOf(rowImputation(asked));
        for (const [m, { kind, at, estimate, se }] of kept.entries()) {
          const target = found.targets[m] as ImputedTarget;
          expectEstimate(target.estimate, estimate, se[label], golden.tolerance, `${kind} ${at}`);
          expectRelative(target.standardError, se[label], golden.tolerance, `${label}: standard error of ${kind} ${at}`);
        }
      }
    },
  );
});

describe('two stages with a covariate that changes are those of pyfixest', () => {
  it.each(
    fixedEffectsGolden.did2s as readonly {
      data: 'balanced' | 'unbalanced';
      covariates: readonly string[];
      estimate: number;
      standardError: number;
      n: number;
    }[],
  )('$data, covariates $covariates', ({ data, covariates, estimate, standardError, n }) => {
    const panel = panelOf(data);
    const [unit, period, start, d] = ['unit', 'period', 'start', 'd'].map(panel.codes);
    const untreated = new Float64Array(62);
    for (const [i, u] of unit.entries()) if (period[i] < 8) untreated[u] += 1 - d[i];
    const rows = Array.from(unit.keys()).filter((i) => period[i] < 8 && untreated[unit[i]] > 1);
    const codes = (of: Int32Array): Int32Array => Int32Array.from(rows, (i) => of[i]);
    const values = (name: string): Float64Array => Float64Array.from(rows, (i) => panel.values(name)[i]);
    const starts = [3, 4, 6, undefined];
    const cohort = codes(start).map((from) => (from < 0 ? 3 : starts.indexOf(from)));
    const asked = { outcome: values('y'), unit: codes(unit), period: codes(period), cohort, starts, covariates: covariates.map(values) };
    const found = imputationOf(rowImputation({ ...asked, targets: [() => 1], errors: { about: 'average' } }));
    const [own] = found.targets as readonly ImputedTarget[];
    expect(found.n).toBe(n);
    expectEstimate(own.estimate, estimate, standardError, 1e-8);
    expectRelative(own.standardError, standardError, 1e-8, 'standard error');
  });
});

describe('effects by cohort and period are those of diff-diff', () => {
  it.each(cases('sun-abraham'))('Sun and Abraham, $data', ({ data, records }) => {
    const { values, codes, ...rows } = tables.get(data)!;
    const found = saturatedOf(interactionWeighted({ ...rows, controls: 'never' }));
    for (const { kind, at, estimate, se } of records) {
      const place = found.relative.periods.indexOf(at as number);
      expectEstimate(kind === 'event' ? found.relative.estimates[place] : found.treated!.estimate, estimate, se.unit, golden.tolerance, `${kind} ${at}`);
    }
  });

  it.each(cases('extended two-way'))('extended two-way, $data, $control', ({ data, control, records }) => {
    const { values, codes, ...rows } = tables.get(data)!;
    const found = saturatedOf(extendedTwoWay({ ...rows, controls: control === 'never_treated' ? 'never' : 'not-yet' }));
    const own = records.filter(({ kind }) => kind === 'cell');
    expect(found.cells.length).toBe(own.length);
    for (const { at, estimate, se } of own) {
      const [start, period] = at as readonly number[];
      const cell = found.cells.find((one) => rows.starts[one.cohort] === start - 1 && one.period === period - 1)!;
      expectEstimate(cell.estimate, estimate, se.unit, golden.tolerance, `${at}`);
    }
  });
});
