import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { groupMeasurement } from '../../src/across/measurement/groups/measured-groups.ts';
import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { column, greater, when } from '../../src/expressions/build.ts';
import { policyGain } from '../../src/methods/routing/policy-gain.ts';
import { policyValue } from '../../src/methods/routing/policy-value.ts';
import { runSync } from '../../src/relation/run.ts';

const folder = new URL('../../goldens/routing/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

interface Told {
  readonly human: string;
  readonly sampling: string | null;
  readonly by: 'ppi++' | 'ppi' | 'labels';
  readonly what: 'gain' | 'ips' | 'snips';
  readonly slope: number;
  readonly estimate: number;
  readonly error: number;
  readonly df: number;
  readonly bootstrap: number;
}

const golden = JSON.parse(read('judged.json')) as { readonly tolerance: number; readonly bootstrap_within: number; readonly found: readonly Told[] };

const [head, ...lines] = read('judged.csv').trim().split('\n');
const names = head.split(',');
const cellOf = (name: string, cell: string): string | number | null => (name === 'action' ? cell : cell === '' ? null : Number(cell));
const rows = fromRows(lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cellOf(names[i], cell)]))));
const actions = ['a', 'b', 'c'];
const above = greater(column('x'), 0);

function valuedIn({ human, sampling, by, what }: Told) {
  const declared = { outcome: 'y', judges: ['judge'], human, by: by === 'labels' ? 'ppi++' : by, ...(sampling !== null && { sampling }) } as const;
  const found = runSync(rows, groupMeasurement({ ...declared, groups: { column: 'action', levels: actions, one: 'action', several: 'actions' } }));
  if ('refused' in found) throw new Error(found.refused.says);
  const { measure, labelled } = by === 'labels' ? found.audit : found;
  const log = {
    outcomes: [{ name: 'y', measure, labelled }],
    action: 'action',
    actions,
    propensities: { kind: 'taken', chance: column('p') },
    covariates: ['x'],
    policies: [{ name: 'b above 0', says: 'b above 0', chances: { b: when(above, 1, 0), a: when(above, 0, 1) } }],
  } as const;
  const asked = what === 'gain' ? policyGain(log) : policyValue({ ...log, estimator: what, estimators: [what] });
  const [{ value, standardError, interval }] = runSync(rows, asked).estimates;
  return {
    slope: by === 'labels' ? 0 : found.slopes.of.judge,
    value,
    error: standardError!,
    df: interval.reference.kind === 't' ? interval.reference.df : Infinity,
  };
}

describe('a policy whose outcome a judge scores', () => {
  it.each(golden.found)('$what, $by by $human: as it is row by row in numpy', (told) => {
    const found = valuedIn(told);
    for (const [own, reference] of [
      [found.slope, told.slope],
      [found.value, told.estimate],
      [found.error, told.error],
      [found.df, told.df],
    ])
      expect(Math.abs(own - reference), `${own} of ${reference}`).toBeLessThanOrEqual(golden.tolerance * Math.max(Math.abs(reference), told.error));
  });

  it.each(golden.found)('$what, $by by $human: with the error of a bootstrap in which all is computed anew', (told) =>
    expect(Math.abs(valuedIn(told).error / told.bootstrap - 1)).toBeLessThan(golden.bootstrap_within),
  );
});
