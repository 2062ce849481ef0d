import { expect, it } from 'vitest';
import { fromColumns } from '../../engines/memory/from-rows.ts';
import { column, number } from '../../expressions/build.ts';
import { runSync } from '../../relation/run.ts';
import { routingLog } from './routing-log.ts';

const taken = ['small', 'Small', 'large', 'small', 'large', 'large '];
const log = {
  outcomes: [{ name: 'y' }],
  action: 'action',
  propensities: { kind: 'taken', chance: column('p') },
  policies: [{ name: 'all small', says: 'small', chances: { small: number(1) } }],
} as const;

it('names actions that differ in capitals or spaces alone', () => {
  const rows = (action: readonly string[]) => fromColumns({ action: [...action], p: new Float64Array(6).fill(0.5), y: Float64Array.from([1, 2, 3, 4, 5, 7]) });
  const found = (action: readonly string[]) =>
    runSync(rows(action), routingLog({ ...log, actions: [...new Set(action)] })).findings.filter(({ check }) => check === 'action-names');
  expect(found(taken).map(({ says }) => says)).toEqual([
    '"Small" (1 rows) and "small" (2 rows) differ in capitals or spaces alone, and count as different actions.',
    '"large" (2 rows) and "large " (1 rows) differ in capitals or spaces alone, and count as different actions.',
  ]);
  expect(found(taken.map((name) => name.trim().toLowerCase()))).toEqual([]);
});
