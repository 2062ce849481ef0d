import { expect, it } from 'vitest';
import { EstimandError } from '../../../errors/estimand-error.ts';
import { atItsLine } from '../../../study/read/expect-columns.ts';
import { parseStudy } from '../../../study/read/parse-study.ts';

const study = parseStudy(
  [
    'estimand: 1',
    'study: routing',
    'question: Does routing by risk pay?',
    'data: {file: log.csv}',
    'design:',
    '  kind: routing',
    '  action: action',
    '  probabilities: {small: p_small, human: p_human}',
    '  policies:',
    '    cautious: [{when: risk > 1, action: human}, {otherwise: small}]',
    '  search:',
    '    rules: [{when: risk > limit, action: human}, {otherwise: small}]',
    '    thresholds: {limit: [0, 1]}',
    '    learning: half = 1',
    'outcomes:',
    '  reward: {role: primary, better: higher}',
  ].join('\n'),
  'study.yaml',
);

it.each<[string, EstimandError, string]>([
  ['chances that are missing', new EstimandError('propensity-missing', { rows: 3, of: 10 }), 'study.yaml:8:3'],
  ['a policy whose chances do not sum to one', new EstimandError('policy-not-candidate', { policy: 'cautious', rows: 3, of: 10 }), 'study.yaml:10:5'],
  ['a candidate of the search', new EstimandError('policy-not-candidate', { policy: 'rule with limit = 0', rows: 3, of: 10 }), 'study.yaml:12:5'],
  ['rows that are not split', new EstimandError('search-rows', { rows: 0, of: 10 }), 'study.yaml:14:15'],
])('is told of %s', (_, error, place) => {
  expect((atItsLine(error, study) as EstimandError).message.split('  ')[0]).toBe(place);
});
