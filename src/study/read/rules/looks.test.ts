import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { parseStudy } from '../parse-study.ts';

const asked = (analysis: string): string => smallStudyWith('analysis: {level: 0.95}', `analysis: {${analysis}}`);

it.each([
  [
    'shares and dates',
    'looks: [0.5, 2026-11-15], plannedUnits: 100',
    'study.yaml:18:12  analysis.looks has shares of the planned units and dates. Give shares, such as [0.5, 0.75, 1], or dates, such as [2026-11-08, 2026-11-15].',
  ],
  [
    'looks out of order',
    'looks: [0.5, 0.25, 1], plannedUnits: 100',
    'study.yaml:18:25  analysis.looks has 0.25 after 0.5. Give the looks in the order in which they are taken, each once.',
  ],
  [
    'a date twice',
    'looks: [2026-11-08, 2026-11-08], plannedUnits: 100',
    'study.yaml:18:32  analysis.looks has 2026-11-08 after 2026-11-08. Give the looks in the order in which they are taken, each once.',
  ],
  [
    'no last look',
    'looks: [0.5, 0.75], plannedUnits: 100',
    'study.yaml:18:25  The last of analysis.looks is at 0.75 of the planned units, so that some of the error would never be spent. Add 1, the look at all planned units; or set plannedUnits to the size at which the study ends.',
  ],
  [
    'a share beyond the plan',
    'looks: [0.5, 1.5], plannedUnits: 100',
    'study.yaml:18:25  analysis.looks[1] is 1.5. It must be a share of plannedUnits, above 0 and at most 1, such as 0.25, or a date, such as 2026-11-08.',
  ],
  [
    'a share in percent',
    'looks: [50%, 100%], plannedUnits: 100',
    'study.yaml:18:20  analysis.looks[0] is "50%". It must be a share of plannedUnits, above 0 and at most 1, such as 0.25, or a date, such as 2026-11-08.',
  ],
  [
    'a day that is none',
    'looks: [2026-11-31], plannedUnits: 100',
    'study.yaml:18:20  analysis.looks[0] is "2026-11-31". It must be a share of plannedUnits, above 0 and at most 1, such as 0.25, or a date, such as 2026-11-08.',
  ],
  [
    'looks without a size',
    'looks: [0.5, 1]',
    'study.yaml:18:12  analysis.looks is a list of looks, and the study does not say how many units it is planned for, by which looks share the error. Write plannedUnits under analysis; `estimand power` finds it.',
  ],
  [
    'any time without a size',
    'looks: continuous',
    'study.yaml:18:19  analysis.looks is continuous, and the study does not say how many units it is planned for, by which looks share the error. Write plannedUnits under analysis; `estimand power` finds it.',
  ],
  [
    'dates without a time',
    'looks: [2026-11-08, 2026-11-15], plannedUnits: 100',
    'study.yaml:18:12  analysis.looks has dates, and the study names no column of time, so that nobody knows which units came in before each. Name the column of the date or time at which a unit came in as `time`; or give looks as shares of the planned units, such as [0.5, 0.75, 1].',
  ],
  [
    'error shared by a study that is read once',
    'spending: pocock, plannedUnits: 100',
    'study.yaml:18:12  analysis.spending is pocock, and analysis.looks is fixed. Say when the study is looked at, such as `looks: [0.5, 0.75, 1]`; or take it out: a study that is read once shares its error with no other look.',
  ],
  [
    'error that is spent at any time',
    'looks: continuous, spending: pocock, plannedUnits: 100',
    'study.yaml:18:31  analysis.spending is pocock, and analysis.looks is continuous. Give the looks as a list, such as `looks: [0.5, 0.75, 1]`; or take it out: intervals that hold at all times share their error by mixture.',
  ],
  [
    'futility without looks',
    'futility: pocock, plannedUnits: 100',
    'study.yaml:18:12  analysis.futility is pocock, and analysis.looks is fixed. Give the looks as a list, such as `looks: [0.5, 0.75, 1]`; or take it out: futility is asked at listed looks before the last, by the error that they spend.',
  ],
  [
    'a word that is no time',
    'looks: weekly, plannedUnits: 100',
    'study.yaml:18:19  analysis.looks is "weekly". It must be fixed, continuous, or a list of looks: shares of plannedUnits such as [0.5, 0.75, 1], or dates such as [2026-11-08, 2026-11-15].',
  ],
])('names the place of %s and what to do', (_, analysis, says) => {
  expect(messageOf(() => parseStudy(asked(analysis), 'study.yaml'))).toBe(says);
});

it('takes sixty looks and no more', () => {
  const looks = (n: number): string => asked(`looks: [${Array.from({ length: n }, (_, i) => (i + 1) / n).join(', ')}], plannedUnits: 1000`);
  expect(parseStudy(looks(60)).study.analysis.looks).toHaveLength(60);
  expect(messageOf(() => parseStudy(looks(61), 'study.yaml'))).toBe(
    'study.yaml:18:12  There are 61 looks; at most 60 can share the error. Take fewer looks; or write `looks: continuous`, whose intervals hold at all times.',
  );
});
