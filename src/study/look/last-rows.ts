import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { column, greater, indicator } from '../../expressions/build.ts';
import { meanOf } from '../../moments/moments.ts';
import type { DesignedStudy } from '../../protocol/design.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { moments } from '../../relation/requests.ts';
import { tiedColumn, timelessRows, unitColumns } from '../read/rows-per-unit.ts';

/** Of outcomes that are the last of a unit's rows: units of which nobody can say which row that is. They have no value of it. */
export function* lastRows(designed: DesignedStudy): Asking<readonly Finding[]> {
  const columns = unitColumns(designed);
  if (columns?.order === undefined) return [];
  const { unit, order, brought } = columns;
  const names = Object.keys(brought).filter((name) => brought[name] === 'last');
  const tied = Object.fromEntries(names.map((name) => [name, column(tiedColumn(name))]));
  const { groups } = yield* ask(moments({ columns: { ...tied, [timelessRows]: indicator(greater(column(timelessRows), 0)) } }));
  const m = groups[0]?.moments;
  if (m === undefined || m.n === 0) return [];
  const unitsWith = (name: string): number => Math.round(meanOf(m, name) * m.n);
  const finding = (about: string, units: number, says: string, mend: string): readonly Finding[] =>
    units === 0
      ? []
      : [
          {
            check: 'last-row',
            about: { column: about },
            verdict: 'warn',
            statistic: units,
            threshold: 0,
            says: `${sayCount(units)} of ${sayCount(m.n)} units (${unit}) ${says}`,
            mend,
          },
        ];
  return [
    ...finding(
      order,
      unitsWith(timelessRows),
      `have rows without ${order}, of which nobody knows whether they are the last: they have no last ${names.join(', ')}.`,
      `Repair ${order}, or leave such rows out in data.sql.`,
    ),
    ...names.flatMap((name) =>
      finding(
        name,
        unitsWith(name),
        `have several rows at their latest ${order} that differ in ${name}: they have no last ${name}.`,
        `Take a finer ${order}, or say in data.sql which of these rows is the last.`,
      ),
    ),
  ];
}
