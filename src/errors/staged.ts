import { counted, quotedList, sayCount, type Wording } from './words.ts';

/** Errors in a rollout by waves: its periods, who started when, and whether anybody is left to compare with. */
export interface StagedFacts {
  'staged-time-missing': Record<never, never>;
  'staged-start-unsaid': { written: readonly string[] };
  'staged-type': { column: string; found: string; other: string };
  'staged-one-period': { column: string };
  'staged-repeats': { unit: string; units: number; named: readonly string[] };
  'staged-switches-off': { unit: string; treated: string; units: number; named: readonly string[] };
  'staged-start-varies': { unit: string; start: string; units: number; named: readonly string[] };
  'staged-segment-varies': { unit: string; segment: string; units: number; named: readonly string[] };
  'staged-start-zero': { start: string; units: number; first: string };
  'staged-start-before': { column: string; units: number; first: string };
  'staged-nobody-treated': { column: string; last: string };
  'staged-nobody-never': { column: string; cohorts: number };
  'staged-no-controls': { column: string; start: string; comparison: string };
  'staged-treated-alone': { treated: string };
  'staged-within-unit': { column: string };
  'staged-treated-values': { treated: string; rows: number };
  'staged-judged-treated': { outcome: string; treated: string };
  'staged-judged-within': { outcome: string; column: string };
  'staged-judged-by': { outcome: string; by: string };
  'staged-bands-rows': Record<never, never>;
}

const units = (f: { readonly unit: string; readonly units: number; readonly named: readonly string[] }): string =>
  `${counted(f.units, 'unit')} (${f.unit}: ${quotedList(f.named)}${f.units > f.named.length ? ' and more' : ''})`;

export const stagedWording: Wording<StagedFacts> = {
  'staged-judged-treated': (f) => [
    `${f.outcome} is measured by a judge and audits in each cohort and period, and a row whose "${f.treated}" is 0 does not say of which cohort it is.`,
    `Write start instead of treated: the first period with ${f.treated} of each unit in every row of it, such as by min(...) over (partition by ...) in data.sql.`,
  ],
  'staged-judged-within': (f) => [
    `${f.outcome} is measured by a judge and audits, and a gap between groups of ${f.column} would need labels of both groups in each unit and period.`,
    'Take within out, or make the gap of the human labels an outcome of its own where they are known of all.',
  ],
  'staged-bands-rows': () => [
    '`bands: multiplier` draws a sign for each unit or cluster, and rows here have neither.',
    'Name the unit, or a cluster under design; or take bands out: the bands by the covariance of rows need neither.',
  ],
  'staged-judged-by': (f) => [
    `${f.outcome} is measured by ${f.by}, which learns from all labels of an arm; in a staged rollout each cohort in each period is corrected by its own.`,
    'Write `by: ppi++` or `by: ppi`.',
  ],
  'staged-time-missing': () => ['A staged rollout needs to know the period of each row.', 'Name its column under time, such as `time: week`.'],
  'staged-start-unsaid': (f) => [
    f.written.length === 0 ? 'The design does not say when units started.' : 'The design says twice when units started: by start and by treated.',
    'Write `start`, the column of the first treated period (empty where it never came), or `treated`, the column that is 1 in rows with the treatment and 0 before.',
  ],
  'staged-type': (f) => [
    `"${f.column}" holds ${f.found}, but "${f.other}" says when rows were made: the two cannot be compared.`,
    'Bring them to one type in data.sql: whole numbers, or dates and timestamps.',
  ],
  'staged-one-period': (f) => [
    `All rows are of one period ("${f.column}").`,
    'Bring the periods before the start, or take shorter ones: a change is what is compared.',
  ],
  'staged-repeats': (f) => [
    `${units(f)} ${f.units === 1 ? 'has' : 'have'} several rows in one period.`,
    'Write `rows: many-per-unit` and what a unit gets of them (`per: total`, `mean`, `any` or `last`), or keep one row in data.sql.',
  ],
  'staged-switches-off': (f) => [
    `${units(f)} ${f.units === 1 ? 'goes' : 'go'} back from treated to untreated ("${f.treated}" from 1 to 0): what starts and stops is no staged rollout.`,
    "Ask about the first start, by a column of it under start, or leave those units out; effects of switching on and off are those of de Chaisemartin and D'Haultfoeuille (2024), which are not built here.",
  ],
  'staged-start-varies': (f) => [
    `"${f.start}" has several values within ${units(f)}: a unit starts once.`,
    'Keep the first start of each unit, in every row of it.',
  ],
  'staged-segment-varies': (f) => [
    `"${f.segment}" has several values within ${units(f)}, and a segment of a staged rollout is kept over all periods.`,
    'Take its value before the first wave, in every row of a unit, such as by a window in data.sql.',
  ],
  'staged-start-zero': (f) => [
    `"${f.start}" is 0 for ${counted(f.units, 'unit')}, and the first period is ${f.first}: 0 would say that they were treated before anything was seen.`,
    `Leave the cell empty for units that never started, such as by nullif(${f.start}, 0) in data.sql.`,
  ],
  'staged-start-before': (f) => [
    `Every treated unit (${sayCount(f.units)}) started in ${f.first}, the first period, or before it: nobody was seen before ("${f.column}").`,
    'Bring rows from before the first start; without them nothing tells the effect from what units are like anyway.',
  ],
  'staged-nobody-treated': (f) => [
    `No unit started by ${f.last}, the last period ("${f.column}").`,
    'Check the column, or wait until the first wave is in the data.',
  ],
  'staged-nobody-never': (f) => [
    `comparison is never, but no unit stays untreated through the last period ("${f.column}" has ${counted(f.cohorts, 'cohort')}, all of them treated).`,
    'Write `comparison: not-yet`: those who start later are compared with until they start.',
  ],
  'staged-no-controls': (f) => [
    `All units start together, in ${f.start} ("${f.column}"): nobody is untreated at the same time.`,
    'Bring units that started later or never. Without any, a change that came to everybody at once is a design of its own.',
  ],
  'staged-treated-alone': (f) => [
    `"${f.treated}" says row by row who is treated, but units are seen in one period each, so nothing tells when they started.`,
    'Name the column of the first treated period of the group that each row belongs to under start.',
  ],
  'staged-within-unit': (f) => [
    `"${f.column}" tells groups of rows within units apart, and the study names no unit.`,
    'Name the column under unit, such as `unit: workspace`.',
  ],
  'staged-treated-values': (f) => [
    `${counted(f.rows, 'row')} of "${f.treated}" ${f.rows === 1 ? 'holds' : 'hold'} neither 0 nor 1.`,
    'Write 1 in rows with the treatment and 0 in the others.',
  ],
};
