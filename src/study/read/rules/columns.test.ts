import { expect, it } from 'vitest';
import { messageOf, smallStudyWith } from '../../../../test/support/small-study.ts';
import { parseStudy } from '../parse-study.ts';

type Case = readonly [mistake: string, from: string, to: string, says: string];

const cases: readonly Case[] = [
  [
    'a covariate named twice',
    '[experience, complexity]',
    '[experience, experience]',
    'study.yaml:13:26  covariates names "experience" twice. Take one of them out.',
  ],
  [
    'a covariate that is a mediator',
    '[experience, complexity]',
    '[experience, handoff]',
    'study.yaml:13:26  "handoff" is a covariate and a mediator. Take it out of covariates: a covariate is measured before assignment.',
  ],
  [
    'a covariate that is an outcome',
    '[experience, complexity]',
    '[experience, resolved]',
    'study.yaml:13:26  "resolved" is a covariate and an outcome. Take it out of covariates: a covariate is measured before assignment.',
  ],
  [
    'a covariate that an outcome is made of',
    'better: higher}',
    'better: higher, ratio: [resolutions, experience]}',
    'study.yaml:13:14  "experience" is a covariate and part of the outcome resolved. Take it out of covariates: a covariate is measured before assignment.',
  ],
  [
    'a covariate that judges an outcome',
    'better: higher}',
    'better: higher, measured: {judge: complexity, human: label}}',
    'study.yaml:13:26  "complexity" is a covariate and the judge of the outcome resolved. Take it out of covariates: a covariate is measured before assignment.',
  ],
  [
    'a covariate that is the assignment',
    '[experience, complexity]',
    '[ai]',
    'study.yaml:13:14  "ai" is a covariate and the assignment. Take it out of covariates: a covariate is measured before assignment.',
  ],
  [
    'a covariate that is the unit',
    '[experience, complexity]',
    '[ticket_id]',
    'study.yaml:13:14  "ticket_id" is a covariate and the unit. Take it out of covariates: it tells units apart and measures nothing.',
  ],
  [
    'a covariate that says who used it',
    '  control: 0',
    '  control: 0\n  usage: experience',
    'study.yaml:14:14  "experience" is a covariate and the usage column. Take it out of covariates: a covariate is measured before assignment.',
  ],
  [
    'a usage column that is the assignment',
    '  control: 0',
    '  control: 0\n  usage: ai',
    'study.yaml:10:10  "ai" is the usage column and the assignment. Name the column that says who used the feature, or take usage out.',
  ],
  [
    'a mediator that is the assignment',
    '[handoff]',
    '[ai]',
    'study.yaml:14:13  "ai" is a mediator and the assignment. Take it out of mediators: a mediator is what the treatment changes on its way to the outcome.',
  ],
  [
    'an outcome that is the unit',
    '  harm:',
    '  ticket_id:',
    'study.yaml:17:3  "ticket_id" is an outcome and the unit. Take it out of outcomes: an outcome is measured after assignment.',
  ],
  [
    'a segment after assignment',
    'analysis: {level: 0.95}',
    'segments: [language, handoff]',
    'study.yaml:18:22  "handoff" is a segment and a mediator. Take it out of segments: a segment is known before assignment and holds many units.',
  ],
  [
    'usage that says who was served',
    '  shares: {0: 0.5, 1: 0.5}\n',
    '  usage: shown\npopulation: {served: shown}\n',
    'study.yaml:11:22  "shown" is the column of served units and the usage column. Name the column that says which units were served: 0 and 1, of every unit.',
  ],
  [
    'an assignment that is the unit',
    '  assignment: ai',
    '  assignment: ticket_id',
    'study.yaml:8:15  "ticket_id" is the assignment and the unit. Name the column that holds the arm of each unit.',
  ],
];

it.each(cases)('names the place of %s and what to do', (_, from, to, says) => {
  expect(messageOf(() => parseStudy(smallStudyWith(from, to), 'study.yaml'))).toBe(says);
});
