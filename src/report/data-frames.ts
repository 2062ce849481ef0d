import { type ArmRow, armRow, type EstimateRow, estimateRow } from '../estimate/data-frame.ts';
import type { StudyResult } from '../study/result.ts';
import { outOfJson } from './out-of-json.ts';
import { csv } from './text/csv.ts';

const estimateNames: readonly (keyof EstimateRow)[] = [
  'term',
  'outcome',
  'role',
  'arm',
  'control',
  'segment',
  'segment.value',
  'population',
  'unit',
  'estimate',
  'std.error',
  'conf.low',
  'conf.high',
  'conf.level',
  'conf.kind',
  'conf.pieces',
  'statistic',
  'df',
  'p.value',
  'p.adjusted',
  'n',
  'clusters',
  'method',
];

const armNames: readonly (keyof ArmRow)[] = ['outcome', 'arm', 'n', 'mean', 'sd', 'events'];

/** Every estimate as CSV, a row each. */
export function estimatesCsv({ estimates }: StudyResult): string {
  return csv(estimateNames, estimates.map(estimateRow));
}

/** What was seen of each outcome in each arm, as CSV. */
export function armsCsv(given: StudyResult): string {
  return csv(armNames, outOfJson(given).arms.map(armRow));
}
