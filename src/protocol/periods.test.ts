import { expect, it } from 'vitest';
import { fromColumns } from '../engines/memory/from-rows.ts';
import { ask } from '../relation/asking.ts';
import { columns } from '../relation/requests.ts';
import { runSync } from '../relation/run.ts';
import { periodCode, periodLengths, periodOf, periodText } from './periods.ts';

// Every day of nine years with a leap year that is none (2100) among them, and days before 1970.
const days = [
  ...Array.from({ length: 3_300 }, (_, i) => new Date(Date.UTC(2096, 0, 1 + i, i % 24))),
  ...Array.from({ length: 800 }, (_, i) => new Date(Date.UTC(1968, 5, 1 + i, 23, 59))),
];

it.each(periodLengths)('a moment lies in the %s in which rows of it lie', (period) => {
  const rows = fromColumns({ at: days });
  const { columns: found } = runSync(rows, ask(columns({ columns: { code: periodOf('at', period) } })));
  expect(days.map((day) => periodCode(day.getTime() / 1000, period))).toEqual([...found.code]);
});

it('says which it is', () => {
  const at = Date.UTC(2026, 2, 4) / 1000;
  expect(periodLengths.map((period) => periodText(periodCode(at, period), period))).toEqual(['2026-03-04', 'week of 2026-03-02', '2026-03']);
});
