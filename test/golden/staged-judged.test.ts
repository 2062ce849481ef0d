import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cellMeasurement } from '../../src/across/measurement/cells/measured-cells.ts';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { column, isKnown, when } from '../../src/expressions/build.ts';
import { averageOver, byTimeSince } from '../../src/inference/staged/averages.ts';
import { askEffects } from '../../src/methods/staged-rollout/ask-effects.ts';
import { estimateOf } from '../../src/methods/staged-rollout/estimates.ts';
import { cellsOf } from '../../src/methods/staged-rollout/judged-cells.ts';
import { lookAtWaves } from '../../src/methods/staged-rollout/look.ts';
import { example, type StagedOptions, stagedOf } from '../../src/methods/staged-rollout/options.ts';
import { neverStarted, type StagedRollout } from '../../src/methods/staged-rollout/own.ts';
import { runSync } from '../../src/relation/run.ts';

const folder = new URL('../../goldens/staged-rollout/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

interface Told {
  readonly human: string;
  readonly sampling: string | null;
  readonly by: 'ppi++' | 'ppi' | 'labels';
  readonly kind: 'simple' | number;
  readonly slope: number;
  readonly estimate: number;
  readonly error: number;
  readonly df: number;
  readonly jackknife: number;
}

const golden = JSON.parse(read('judged.json')) as { readonly tolerance: number; readonly jackknife_within: number; readonly found: readonly Told[] };

const [head, ...lines] = read('judged.csv').trim().split('\n');
const rows = fromRows(
  lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [head.split(',')[i], cell === '' ? null : Number(cell)]))),
  'judged',
);
const declared: StagedRollout = {
  ...example.rollout,
  unit: 'unit',
  time: 'period',
  clock: column('period'),
  startedBy: 'start',
  start: when(isKnown(column('start')), column('start'), neverStarted),
};
const { seen } = runSync(
  rows,
  lookAtWaves(declared, undefined, () => undefined),
);
const rollout: StagedRollout = { ...declared, ...seen, inCells: true };

function optionsOf({ human, sampling, by }: Told): StagedOptions & { readonly slope: number } {
  const declaration = { outcome: 'y', judges: ['judge'], human, by: by === 'labels' ? 'ppi++' : by, ...(sampling !== null && { sampling }) } as const;
  const found = runSync(rows, cellMeasurement({ ...declaration, cells: cellsOf(rollout) }));
  if ('refused' in found) throw new Error(found.refused.says);
  const { measure, sampled } = by === 'labels' ? found.audit : found;
  return { outcome: 'y', rollout, measure, sampled, slope: by === 'labels' ? 0 : found.slopes.of.judge };
}

describe('a staged rollout whose outcome a judge scores', () => {
  it.each(golden.found)('$by by $human, $kind: as it is row by row in numpy', (told) => {
    const { slope, ...options } = optionsOf(told);
    const c = stagedOf(options);
    const found = runSync(rows, askEffects(c));
    const effect =
      told.kind === 'simple' ? averageOver(found.of, found.cells, 'cells') : byTimeSince(found.of, found.cells).find(({ at }) => at === told.kind)!.effect;
    const e = estimateOf(found, c, { id: 'one', method: 'event-study', effect, cells: found.cells, population: '', says: '' });
    const within = (found: number, wanted: number): void =>
      expect(Math.abs(found - wanted)).toBeLessThanOrEqual(golden.tolerance * Math.max(1, Math.abs(wanted)));
    within(slope, told.slope);
    within(e.value, told.estimate);
    within(e.standardError!, told.error);
    const { reference } = e.interval;
    within(reference.kind === 't' ? reference.df : Infinity, told.df);
    // Leaving out each unit in turn knows nothing of what a row counts as.
    expect(Math.abs(e.standardError! / told.jackknife - 1)).toBeLessThan(golden.jackknife_within);
  });
});
