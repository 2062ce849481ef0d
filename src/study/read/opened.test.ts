import { describe, expect, it } from 'vitest';
import { messageFrom } from '../../../test/support/message-from.ts';
import { smallStudy } from '../../../test/support/small-study.ts';
import { analyze } from '../analyze.ts';
import { lint } from '../lint/lint.ts';
import { plan } from '../plan.ts';
import { planPower } from '../power/plan-power.ts';
import { parseStudy } from './parse-study.ts';

describe('a study that came from no file', () => {
  const source = parseStudy(smallStudy, 'study.yaml');

  it.each([
    ['analysed', () => analyze(source)],
    ['planned', () => plan(source)],
  ])('is not %s without rows', async (_, act) => {
    expect(await messageFrom(act)).toBe(
      'study.yaml:4:1  The study names its data as support.parquet, and nothing here can open it. Hand rows in as `data`, or read the study with `readStudy` of estimand/read, or give it `withFiles`.',
    );
  });

  it('is looked at by the linter without them, which says so', async () => {
    expect(await lint(source)).toMatchObject({ unread: 'support.parquet was not opened' });
  });

  it('gets its power from what it declares, and a reason for what it does not', async () => {
    const { data, rows } = await planPower(source);
    expect(data).toEqual({ name: 'support.parquet', found: false, rows: 'none' });
    expect(rows[0].refused?.says).toBe('Nothing is known of resolved before the change: support.parquet was not opened.');
  });
});
