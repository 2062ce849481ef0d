import { describe, expect, it } from 'vitest';
import { launch } from '../../test/report/study-result.ts';
import { armsCsv, estimatesCsv } from './data-frames.ts';

/** Cells of a CSV without quotes, by the names of its columns. */
function rowsOf(csv: string): readonly Readonly<Record<string, string>>[] {
  const [names, ...rows] = csv
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/));
  return rows.map((cells) => Object.fromEntries(names.map((name, i) => [name, cells[i]])));
}

describe('estimates.csv', () => {
  const rows = rowsOf(estimatesCsv(launch));

  it('has a row an estimate, with every number as it is', () => {
    expect(rows.map(({ term }) => term)).toEqual(launch.estimates.map(({ id }) => id));
    const [resolved] = launch.estimates;
    expect(rows[0]).toMatchObject({
      outcome: 'resolved',
      unit: 'share',
      estimate: String(resolved.value),
      'conf.low': String(resolved.interval.pieces[0].low),
      n: String(resolved.sizes.units),
      df: resolved.interval.reference.kind === 't' ? String(resolved.interval.reference.df) : '',
    });
  });

  it('gives a set in several pieces no ends', () => {
    const several = launch.estimates.findIndex(({ interval }) => interval.pieces.length > 1);
    expect(rows[several]).toMatchObject({ 'conf.low': '', 'conf.high': '', 'conf.pieces': '2' });
  });

  it('lets no name be a formula', () => {
    const [first] = launch.estimates;
    const evil = { ...launch, estimates: [{ ...first, estimand: { ...first.estimand, outcome: '=HYPERLINK("x")' } }] };
    expect(estimatesCsv(evil)).toContain(`"'=HYPERLINK(""x"")"`);
  });
});

describe('arms.csv', () => {
  it('has a row an outcome and arm', () => {
    const rows = rowsOf(armsCsv(launch));
    expect(rows.map(({ outcome, arm, mean }) => [outcome, arm, Number(mean)])).toEqual(launch.arms.map(({ outcome, arm, value }) => [outcome, arm, value]));
  });
});
