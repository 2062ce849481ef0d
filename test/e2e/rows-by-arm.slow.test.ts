import { expect, it } from 'vitest';
import { stream } from '../../src/math/random/stream.ts';
import { analyzed } from '../support/rows-of-users.ts';

it('rows that differ by arm alarm as often as they say', async () => {
  const noise = stream(74);
  let alarms = 0;
  for (let r = 0; r < 400; r++) {
    const drawn = Array.from({ length: 80 }, (_, user) => {
      const arm = noise.bernoulli(0.5);
      return Array.from({ length: 1 + noise.integer(6) }, () => ({ user, arm, score: noise.integer(3) }));
    }).flat();
    const { findings } = await analyzed(drawn, '  score: {role: primary, better: higher, per: mean}');
    if (findings.find((f) => f.check === 'rows-per-unit')!.pValue! < 0.05) alarms++;
  }
  // Binomial of 400 at 5 %, false alarm 1e-4.
  expect(alarms).toBeGreaterThanOrEqual(6);
  expect(alarms).toBeLessThanOrEqual(39);
});
