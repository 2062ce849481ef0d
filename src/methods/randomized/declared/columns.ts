import type { Clash, Named } from '../../../protocol/named.ts';
import { triggerColumns } from '../../../protocol/trigger-of.ts';
import type { RandomizedKeys } from './keys.ts';

/** Every column that a randomized design names. */
export function randomizedColumns(keys: RandomizedKeys): readonly Named[] {
  const { assignment, randomizedBy, cluster, blocks, alongside = [], rerandomized, trigger, usage } = keys;
  return [
    { role: 'assignment', column: assignment, path: ['design', 'assignment'], needs: 'key', part: 'assignment', ofUnit: 'shared' },
    ...(randomizedBy === undefined
      ? []
      : [{ role: 'randomizedBy', column: randomizedBy, path: ['design', 'randomizedBy'], needs: 'any', ofUnit: 'shared' } as const]),
    ...(cluster === undefined ? [] : [{ role: 'cluster', column: cluster, path: ['design', 'cluster'], needs: 'any', ofUnit: 'shared' } as const]),
    ...(blocks === undefined ? [] : [{ role: 'blocks', column: blocks, path: ['design', 'blocks'], needs: 'key', part: 'blocks', ofUnit: 'shared' } as const]),
    ...alongside.map(
      (column, i): Named => ({ role: 'alongside', column, path: ['design', 'alongside', i], needs: 'key', part: 'alongside', ofUnit: 'shared' }),
    ),
    ...(rerandomized?.on ?? []).map(
      (column, i): Named => ({
        role: 'rerandomized',
        column,
        path: ['design', 'rerandomized', 'on', i],
        needs: 'number',
        part: 'rerandomized',
        ofUnit: 'shared',
      }),
    ),
    ...triggerColumns(trigger).map((column): Named => ({ role: 'trigger', column, path: ['design', 'trigger'], needs: 'any', part: 'trigger' })),
    // A unit used the feature when any of its rows did.
    ...(usage === undefined ? [] : [{ role: 'usage', column: usage, path: ['design', 'usage'], needs: 'number', part: 'usage', ofUnit: 'highest' } as const]),
  ];
}

export const randomizedApart: readonly Clash[] = [
  { part: 'assignment', others: ['unit'], mend: 'Name the column that holds the arm of each unit.' },
  { part: 'usage', others: ['assignment', 'unit'], mend: 'Name the column that says who used the feature, or take usage out.' },
  {
    part: 'blocks',
    others: ['assignment', 'usage', 'mediator', 'outcome', 'unit'],
    mend: 'Name the column of the blocks within which arms were drawn: known before, with units of every arm in each.',
  },
  {
    part: 'alongside',
    others: ['assignment', 'usage', 'mediator', 'outcome', 'unit'],
    mend: 'Name the column that holds the arm of the other experiment, which chance drew beside this one.',
  },
  {
    part: 'rerandomized',
    others: ['unit', 'assignment', 'usage', 'mediator', 'outcome'],
    mend: 'Take it out of rerandomized: arms are made alike in what is known before they are drawn.',
  },
  {
    part: 'trigger',
    others: ['assignment', 'usage', 'mediator', 'outcome'],
    mend: 'Take it out of the trigger: who could notice their arm is decided before the arms can differ.',
  },
];
