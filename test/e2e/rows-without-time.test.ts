import { expect, it } from 'vitest';
import { fromRows } from '../../src/index.ts';
import { analyze, parseStudy } from '../../src/study.ts';

// Two rows a team and week; from week 14 on some teams have it.
const teams = 24;
const weeks = 18;
const rows = Array.from({ length: 2 * teams * weeks }, (_, i) => {
  const [team, week] = [Math.floor(i / (2 * weeks)), Math.floor((i % (2 * weeks)) / 2)];
  const treated = team === 0 && week >= 14;
  return { team: `t${team}`, week: i % 97 === 5 ? null : week, started: team < 8 ? 14 : null, y: team + Math.sin(i) + (treated ? 5 : 0) };
});
const without = rows.filter(({ week }) => week === null).length;

const studyOf = (design: string): string => `estimand: 1
study: by-week
question: Did it help?
data: {file: rows.csv}
unit: team
rows: many-per-unit
time: week
design: ${design}
outcomes:
  y: {role: primary, better: higher, per: mean}
decide: {launch: [primary-positive]}
`;

it.each(['{kind: staged-rollout, start: started}', '{kind: global-launch, launched: 14, treatedUnits: [t0]}'])(
  'rows without a time are counted where rows of a unit are brought to one in each period: %s',
  async (design) => {
    const { findings } = await analyze(parseStudy(studyOf(design)), { data: fromRows(rows) });
    expect(findings.find(({ check }) => check === 'rows-without-time')).toMatchObject({
      verdict: 'warn',
      statistic: without,
      says: `${without} rows without week are in no period, and in no estimate.`,
    });
  },
);
