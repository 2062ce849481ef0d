import { expect, it } from 'vitest';
import { scenarios } from './cases.ts';
import { coverage } from './coverage.ts';

coverage(1, 4);

it('has checks that can fail', () => expect(scenarios.flatMap(({ asked }) => asked).length).toBeGreaterThan(20));
