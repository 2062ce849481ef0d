import { describe, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import type { OptInOptions } from '../../src/methods/opt-in/options.ts';
import { expectSameFromMoments } from '../support/opt-in-both-ways.ts';
import { optInColumns } from '../support/opt-in-golden.ts';

const texts = new Set(['user', 'workspace', 'tier']);
const users = fromColumns(
  Object.fromEntries(Object.entries(optInColumns('users')).map(([name, values]) => [name, texts.has(name) ? values : Float64Array.from(values, Number)])),
);

const base: OptInOptions['optIn'] = {
  kind: 'opt-in',
  choice: 'optin',
  control: '0',
  treatment: '1',
  estimand: 'ate',
  estimator: 'aipw',
  propensity: { model: 'logistic', terms: 'main' },
  folds: 1,
  repeats: 1,
};
const covariates = ['score', 'tenure', 'paid', { factor: 'tier' }];

/** What is found of rows is held against other packages in the tests beside this one. */
describe.each(['minutes', 'resolved'])('%s from moments is what it is from rows', (outcome) => {
  const ways = (['ate', 'att', 'atc', 'ato'] as const).flatMap((estimand) => [
    { estimand },
    { estimand, trim: 0.2 },
    { estimand, cluster: 'workspace' },
    { estimand, cluster: 'workspace', trim: 0.15, estimator: 'weighting' as const },
  ]);
  it.each(ways)('%j', (way) => expectSameFromMoments(users, { outcome, covariates, optIn: { ...base, ...way } }, users, 1e-8));
});
