import { describe, expect, it } from 'vitest';
import { stream } from '../math/random/stream.ts';
import { type MarginTestOptions, marginTest } from './margins.ts';

const pieces: MarginTestOptions = { value: 0, standardError: 0.1, margin: 0.3, kind: 'non-inferiority', better: 'higher' };

describe('a margin test', () => {
  it('passes as often as its power says', () => {
    const random = stream(20260901);
    const df = 9;
    for (const kind of ['non-inferiority', 'equivalence'] as const) {
      let passed = 0;
      const replications = 4000;
      for (let i = 0; i < replications; i++) {
        const scale = Math.sqrt(Array.from({ length: df }, () => random.normal() ** 2).reduce((a, b) => a + b) / df);
        const drawn = { ...pieces, kind, value: 0.1 * random.normal(), standardError: 0.1 * scale, reference: { kind: 't', df } } as const;
        passed += marginTest(drawn).verdict === 'pass' ? 1 : 0;
      }
      const power = marginTest({ ...pieces, kind, reference: { kind: 't', df } }).power ?? Number.NaN;
      expect(Math.abs(passed / replications - power)).toBeLessThan(3.9 * Math.sqrt((power * (1 - power)) / replications));
    }
  });
});
