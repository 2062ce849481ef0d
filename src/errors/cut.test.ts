import { expect, it } from 'vitest';
import { EstimandError } from './estimand-error.ts';

it('keeps messages short where a name is not', () => {
  const known = Array.from({ length: 12 }, (_, i) => `${i}${'z'.repeat(10_000)}`);
  const { message, facts } = new EstimandError('column-unknown', { column: 'x'.repeat(10_000), source: 'y', known });
  expect(message.length).toBeLessThan(3_000);
  expect(message).toContain('xx…"');
  expect(message).toContain('zz…"');
  expect(facts.known).toBe(known);
});
