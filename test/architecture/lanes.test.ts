import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';

it.each(['calibration', 'property'])('keeps what simulates and searches (%s) in the slow lane', (folder) => {
  const tests = readdirSync(resolve(import.meta.dirname, '..', folder)).filter((file) => file.endsWith('.test.ts'));
  expect(tests.length).toBeGreaterThan(1);
  expect(
    tests.filter((file) => !file.endsWith('.slow.test.ts')),
    'name it *.slow.test.ts: CONTRIBUTING.md says what runs where',
  ).toEqual([]);
});
