import type { DesignedStudy, Doubt, LintRule } from '../../../protocol/design.ts';
import { playedColumns } from '../../graph/columns.ts';
import { saysServed, saysVolunteered } from '../names.ts';

/** Only the cases that the system served are counted. */
export const servedOnly: LintRule = {
  id: 'served-only',
  title: 'Only served cases measured',
  reads: ['data', 'population', 'outcomes', 'mediators', 'design.usage'],
  check(designed) {
    const { study, design } = designed;
    // A design that has no population cannot be told who was served.
    const declares = design.takes.includes('population');
    const filtered = filteredBy(designed);
    const doubts: Doubt[] = [];
    if (filtered !== undefined) {
      doubts.push({
        path: ['data', 'sql'],
        verdict: 'fail',
        says: `data.sql keeps rows by "${filtered}", which is known only after assignment: who is left differs between the arms, and who was not served is in no denominator.`,
        mend: declares
          ? 'Keep every assigned unit; declare who was served as `population: {served: <column>}`, and who could notice as design.trigger.'
          : 'Keep every unit, also those that were not served.',
      });
    }
    if (study.population !== undefined) return doubts;
    const served = Object.entries(study.data).find(([, named]) => typeof named === 'string' && !/\s/.test(named) && saysServed(named));
    if (served) {
      doubts.push({
        path: ['data', served[0]],
        verdict: 'warn',
        says: `data.${served[0]} reads like a file of served cases only: what the system declined or never saw is in no denominator.`,
        mend: declares ? 'Take all eligible units, and declare `population: {served: <column>}`.' : 'Take all eligible units.',
      });
    }
    const asked = Object.keys(study.outcomes).find((name) => saysVolunteered(name));
    if (asked !== undefined) {
      doubts.push({
        path: ['outcomes', asked],
        verdict: 'warn',
        says: `"${asked}" is known only of those who give it, and the treatment may change who does.`,
        mend: declares
          ? 'Declare who gave it as `population: {served: <column>}`, or decide by an outcome that every unit has.'
          : 'Decide by an outcome that every unit has.',
      });
    }
    return doubts;
  },
};

/** A column decided after assignment that the conditions of data.sql name. */
function filteredBy({ study, design }: DesignedStudy): string | undefined {
  if (!('sql' in study.data)) return undefined;
  const conditions = [...study.data.sql.matchAll(/\b(?:where|having|qualify)\b(.*?)(?=\b(?:group\s+by|order\s+by|limit)\b|$)/gis)]
    .map(([, text]) => text)
    .join(' ');
  const after = playedColumns({ study, design }).filter(({ part }) => ['usage', 'mediator', 'outcome', 'judge', 'human label'].includes(part));
  const names: readonly string[] = conditions.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? [];
  return after.find(({ column }) => names.includes(column) || conditions.includes(`"${column}"`))?.column ?? names.find((name) => saysServed(name));
}
