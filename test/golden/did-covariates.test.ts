import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type AdjustedChanges, pairedChanges, pooledChanges } from '../../src/models/did/adjusted-changes.ts';
import type { Adjustment } from '../../src/models/did/plan.ts';
import type { ComparedRefusal } from '../../src/models/did/refused.ts';
import { expectEstimate, expectRelative } from '../support/agree.ts';
import { type AdjustedChange, estimated } from '../support/compared-rows.ts';

interface Reference {
  readonly value: number;
  readonly standardError: number;
  /** Of the first rows. */
  readonly influence: readonly number[];
}
interface Golden {
  readonly tolerance: { readonly drdid: number; readonly stacked: number; readonly csdid: number };
  readonly cases: readonly {
    readonly design: 'panel' | 'pooled';
    readonly how: Adjustment;
    readonly weighted: boolean;
    readonly drdid: Reference;
    readonly stacked: Reference;
  }[];
  /** With a region in which nobody is treated. */
  readonly unlike: readonly { readonly how: Adjustment; readonly drdid: Reference }[];
  readonly mpdta: readonly {
    readonly how: Adjustment;
    readonly comparison: 'never' | 'not-yet';
    readonly cohort: number;
    readonly period: number;
    readonly value: number;
    readonly standardError: number;
  }[];
}

const folder = new URL('../../goldens/did-covariates/', import.meta.url);
const golden: Golden = JSON.parse(readFileSync(new URL('did-covariates.json', folder), 'utf8'));

type Table = (column: string) => Float64Array;
function tableIn(file: URL): Table {
  const [header, ...rows] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const places = header.map((name) => name.replaceAll('"', ''));
  return (column) => Float64Array.from(rows, (row) => Number(row[places.indexOf(column)]));
}

const only = (found: AdjustedChanges | ComparedRefusal): AdjustedChange => estimated(found).changes[0];
const errorOf = ({ influence }: AdjustedChange): number => Math.sqrt(influence.reduce((sum, x) => sum + x * x, 0)) / influence.length;

describe('changes of two groups given covariates', () => {
  const units = tableIn(new URL('units.csv', folder));
  const names = ['seats', 'age', 'paid'];
  const rows = { treated: Uint8Array.from(units('treated')), covariates: names.map(units), names };
  const [before, later] = [units('y0'), units('y1')];

  it.each(golden.cases)('$design, $how, weighted: $weighted, as drdid and as stacked estimating equations', ({ design, how, weighted, drdid, stacked }) => {
    const asked = { ...rows, how, ...(weighted && { weights: units('weight') }) };
    const found = only(
      design === 'panel'
        ? pairedChanges({ ...asked, changes: [later.map((y, i) => y - before[i])] })
        : pooledChanges({ ...asked, after: Uint8Array.from(units('after')), outcomes: [units('y')] }),
    );
    expectReference(found, drdid, golden.tolerance.drdid);
    expectReference(found, stacked, golden.tolerance.stacked);
  });

  it.each(golden.unlike)('$how, a region without treated beside, as drdid', ({ how, drdid }) => {
    const asked = { treated: rows.treated, names: [...names, 'elsewhere'], covariates: [...rows.covariates, units('elsewhere')] };
    expectReference(only(pairedChanges({ ...asked, how, changes: [later.map((y, i) => y - before[i])] })), drdid, golden.tolerance.drdid);
  });
});

function expectReference(found: AdjustedChange, { value, standardError, influence }: Reference, tolerance: number): void {
  expectEstimate(found.estimate, value, standardError, tolerance);
  expectRelative(errorOf(found), standardError, tolerance, 'standard error');
  for (const [i, of] of influence.entries())
    expectEstimate(found.influence[i], of, standardError * Math.sqrt(found.influence.length), tolerance, `influence ${i}`);
}

const mpdta = new URL('../../../shared/datasets/mpdta.csv', import.meta.url);
const absent = !existsSync(mpdta);

describe.skipIf(absent)(`teen employment given population${absent ? ' (not run: data set absent)' : ''}`, () => {
  const counties = new Map<number, { cohort: number; population: number; employed: Map<number, number> }>();
  if (!absent) {
    const table = tableIn(mpdta);
    const [ids, years, cohorts, populations, employed] = ['countyreal', 'year', 'first.treat', 'lpop', 'lemp'].map(table);
    for (const [i, id] of ids.entries()) {
      const county = counties.get(id) ?? { cohort: cohorts[i], population: populations[i], employed: new Map() };
      county.employed.set(years[i], employed[i]);
      counties.set(id, county);
    }
  }

  it.each(['regression', 'weighting', 'doubly-robust'] as const)('has the group-time effects of csdid, %s', (how) => {
    const cells = golden.mpdta.filter((cell) => cell.how === how);
    expect(cells).toHaveLength(24);
    for (const { comparison, cohort, period, value, standardError } of cells) {
      const waits = ({ cohort: of }: { cohort: number }): boolean => of === 0 || (comparison === 'not-yet' && of > period && of !== cohort);
      const compared = [...counties.values()].filter((county) => county.cohort === cohort || waits(county));
      const base = period >= cohort ? cohort - 1 : period - 1;
      const found = only(
        pairedChanges({
          how,
          treated: Uint8Array.from(compared, (county) => (county.cohort === cohort ? 1 : 0)),
          changes: [Float64Array.from(compared, ({ employed }) => employed.get(period)! - employed.get(base)!)],
          covariates: [Float64Array.from(compared, ({ population }) => population)],
          names: ['lpop'],
        }),
      );
      expectEstimate(found.estimate, value, standardError, golden.tolerance.csdid, `${cohort} in ${period}, ${comparison}`);
      expectRelative(errorOf(found), standardError, golden.tolerance.csdid, `standard error of ${cohort} in ${period}, ${comparison}`);
    }
  });
});
