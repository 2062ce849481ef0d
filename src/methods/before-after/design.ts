import { defineDesign } from '../../protocol/design.ts';
import { problem } from '../../protocol/keys/problem.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { armLabelsOf } from '../../protocol/labels.ts';
import type { Own } from '../../protocol/protocol.ts';
import { lookAtArms } from '../arms/look-at-arms.ts';
import { type BeforeAfterKeys, beforeAfterKeys } from './declared/keys.ts';
import * as questions from './questions.ts';

const means = 'the change is one of means of columns as they are';
const noClaim = 'no claim can rest on it';
const noCoin = 'adjusting for it would not make a coin of the calendar';

/** Everybody got it at once, and what came before is all there is to compare with. */
export const beforeAfter = defineDesign<typeof beforeAfterKeys, Own, undefined>({
  keys: beforeAfterKeys,
  called: 'a comparison before and after',
  takes: ['treatments', 'segments', 'outcomes.value'],
  instead: {
    'rows: many-per-unit': 'a unit may have rows in both periods, and its errors are added up by unit as they are',
    'several treatments': 'there is one change',
    covariates: noCoin,
    mediators: noClaim,
    population: noClaim,
    planning: 'plan a design that can carry a launch',
    'evidence: benchmark': 'what kind of evidence it is follows from the design',
    dag: noCoin,
    'analysis.adjust': noCoin,
    'analysis.plannedUnits': 'no number of rows makes an effect of it',
    'outcomes.equivalence': noClaim,
    'outcomes.superiority': noClaim,
    'outcomes.value by arm': means,
    'outcomes.ratio': means,
    'outcomes.quantile': means,
    'outcomes.per': 'rows are compared as they are, with errors added up by unit',
    'outcomes.transform': means,
    'outcomes.winsorize': means,
    'outcomes.bounds': means,
    'outcomes.measured': means,
  },
  columns: ({ period }) => [{ role: 'period', column: period, path: ['design', 'period'], needs: 'key', part: 'assignment', says: 'the period' }],
  names: ({ design: { period, before, after } }) => ({ [period]: [before, after] }),
  agree: ({ design: { before, after }, treatments }) =>
    Object.keys(treatments)
      .filter((arm) => arm !== before && arm !== after)
      .map((arm) => problem(['treatments', arm], 'study-choice', { key: 'treatments', found: `of "${arm}"`, written: arm, choices: [before, after] }, 'key')),
  words: ({ unit, design: { period, before, after } }) => ({
    says: `Everybody got the change at once: ${after} against ${before} (${period})${unit === undefined ? '' : `, with errors added up by ${unit}`}`,
    column: { role: 'Period', name: period },
    control: before,
    treatments: [after],
    noun: ['period', 'periods'],
  }),
  advice: {
    decidedBy: 'the calendar: everybody got it at once, and nobody was left without',
    logged: 'outcomes from before and after',
    breaks: ['season, traffic, prices, other releases: whatever else changed with time is in the difference'],
  },
  evidence: 'observation',
  ceiling: {
    says: 'This is what most dashboards show: before and after differ in everything that changed with time, and nothing here tells the change from the rest.',
    instead: 'Hold it back from some units drawn by lot, or roll it out in waves, and compare at the same time.',
  },
  grain: ({ unit }) => (unit === undefined ? 'unit' : 'unit-period'),
  drawn: () => 'by-date',
  *look({ assignment }, place) {
    const places = { of: (arm: string) => ['design', arm === assignment!.control ? 'before' : 'after'], all: ['design', 'period'] };
    return { seen: undefined, units: yield* lookAtArms(assignment!, places, place) };
  },
  part: (study: StudyFile<BeforeAfterKeys>) => ({
    own: { kind: 'before-after' },
    assignment: { column: study.design.period, control: study.design.before, treatments: [study.design.after], labels: armLabelsOf(study) },
    ...(study.unit !== undefined && { cluster: study.unit }),
  }),
  questions: Object.values(questions),
  contrasts: ({ assignment }) => ({ candidates: assignment!.treatments.map((id) => ({ id, against: assignment!.control })), together: { by: 'joint-arms' } }),
  speakers: () => ['change'],
  headline: (own) => own.find((e) => e.method.id === 'change'),
  unplanned: 'no number of rows makes an effect of a before and after',
});
