import { expect, it } from 'vitest';
import type { Protocol } from '../../protocol/protocol.ts';
import { routingAssumptions } from './assumptions.ts';

const of = (own: object) => routingAssumptions({ own, covariates: ['risk', { factor: 'topic' }] } as unknown as Protocol);

it('a log of chances names what nobody can check of them', () =>
  expect(of({ kind: 'routing', action: 'model', propensities: { kind: 'taken', column: 'p' } })).toEqual([
    expect.objectContaining({
      check: 'routing-assumptions',
      about: { column: 'model' },
      verdict: 'warn',
      says: expect.stringContaining('by the chances that are logged'),
    }),
  ]));

it('without chances the hidden router is named, with what was seen of it', () =>
  expect(of({ kind: 'routing', action: 'model', propensities: { kind: 'estimated' } })[0].says).toMatch(/nothing but risk, topic went both.*no hidden router/));

it('another design has none', () => expect(of({ kind: 'toy' })).toEqual([]));
