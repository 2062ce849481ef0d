import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStudy } from '../../src/read.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { analyze } from '../../src/study.ts';

const analysed = async (path: string) => analyze(await readStudy(resolve('goldens/cases', path)));
const finding = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check)!;

describe('harm that was not seen under a policy', () => {
  it('few rows bear on it: held by the design', async () => {
    const result = await analysed('routing-zero-events/study.yaml');
    expect(result.decision).toMatchObject({ verdict: 'hold', says: expect.stringContaining('55 effective of 1,500 logged requests') });
    expect(finding(result, 'effective-sample')).toMatchObject({ verdict: 'fail', identification: true });
  });
});
