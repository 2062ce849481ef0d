import { expect, it } from 'vitest';
import type { StudyResult } from '../study/result.ts';
import { forReaders } from './for-readers.ts';

const saying = (says: string, mend = ''): StudyResult =>
  ({
    study: {
      outcomes: [
        { name: 'handle_minutes', label: 'Minutes a ticket' },
        { name: 'handle_minutes_p95', label: 'Slow tickets' },
        { name: 'resolved', label: 'Tickets resolved' },
        { name: 'cost.usd', label: 'Cost' },
        { name: 'other_column' },
      ],
      design: { labels: { 1: 'Drafting assistant', 'a+b': 'Both' } },
    },
    arms: [],
    findings: [{ check: 'x', verdict: 'warn', about: { column: 'handle_minutes' }, says, mend }],
    exhibits: [{ id: 'e', kind: 'table', title: says, says, alt: says, columns: { handle_minutes: [1, null as never] } }],
  }) as unknown as StudyResult;
const read = (says: string): string => forReaders(saying(says)).findings[0].says;

it('names outcomes and arms as the study labels them', () => {
  expect(read('The effect on handle_minutes in arm 1, and on handle_minutes_p95.')).toBe(
    'The effect on Minutes a ticket in arm Drafting assistant, and on Slow tickets.',
  );
  expect(read('cost.usd is higher in arm a+b than in arm 11.')).toBe('Cost is higher in arm Both than in arm 11.');
});

it('leaves what is another name, to be typed, a word like any other, or without a label', () => {
  for (const text of ['my_handle_minutes', 'handle_minutes2', '`handle_minutes`', 'outcomes.handle_minutes', 'it is resolved', 'other_column'])
    expect(read(text)).toBe(text);
});

it('keeps what to do, and to what it is about, as the study file has it', () => {
  const { findings, exhibits } = forReaders(saying('handle_minutes moves', 'Take handle_minutes out.'));
  expect(findings[0]).toMatchObject({ about: { column: 'handle_minutes' }, mend: 'Take handle_minutes out.' });
  expect(exhibits[0]).toMatchObject({ title: 'Minutes a ticket moves', alt: 'Minutes a ticket moves', columns: { handle_minutes: [1, undefined] } });
});
