import type { Wording } from './words.ts';

/** Errors in what a study says that a unit gets of its rows, and of the time of these. */
export interface PerUnitFacts {
  'study-per-idle': { outcome: string; per: string };
  'study-per-ratio': { outcome: string; per: string; parts: readonly [string, string] };
  'study-per-any': { outcome: string; key: string };
  'study-per-last': { outcome: string };
  'study-per-last-judged': { outcome: string };
  'study-per-twice': { column: string; first: string; as: string; second: string; per: string };
  'study-per-value': { mean: string; whole: string };
  'study-maturity-time': { outcome: string };
  'study-time-idle': { key: string };
  'study-maturity-twice': { column: string; first: string; of: string; second: string; maturity: string };
}

export const perUnitWording: Wording<PerUnitFacts> = {
  'study-per-idle': (f) => [
    `"${f.outcome}" says \`per: ${f.per}\`, what a unit gets of its rows, but a unit has one row in this study.`,
    'Write `rows: many-per-unit` where a unit has several, or take per out.',
  ],
  'study-per-ratio': (f) => [
    `"${f.outcome}" is a ratio of totals, ${f.parts[0]} over ${f.parts[1]}, with which \`per: ${f.per}\` does not go.`,
    'Take per out, or make the ratio of each row a column in data.sql.',
  ],
  'study-per-any': (f) => [
    `"${f.outcome}" is whether any row of a unit has it, 0 or 1, with which ${f.key} does not go.`,
    `Take ${f.key} out, or write \`per: total\` or \`per: mean\`.`,
  ],
  'study-per-last': (f) => [
    `"${f.outcome}" is that of the last row of a unit, and the study does not say what orders rows.`,
    'Name the column of their date or time under `time`.',
  ],
  'study-per-last-judged': (f) => [
    `"${f.outcome}" is scored by a judge, with which \`per: last\` does not go.`,
    'Write `per: total` or `per: mean`, or keep the last row of each unit in data.sql.',
  ],
  'study-per-twice': (f) => [
    `"${f.column}" would become two values of a unit: ${f.as} for "${f.first}", ${f.per} for "${f.second}"; without per it is the total.`,
    'Give both the same per, or make a second column of it in data.sql.',
  ],
  'study-per-value': (f) => [
    `The net value would add money of one row, of "${f.mean}" (\`per: mean\`), to money of a whole unit, of "${f.whole}".`,
    'Write `per: mean` for every outcome that has a value, or for none of them.',
  ],
  'study-maturity-time': (f) => [
    `Outcome "${f.outcome}" has a maturity, and the study names no "time".`,
    'Add `time: assigned_at` at the top, the column of when a unit was assigned; its age is counted from there.',
  ],
  'study-time-idle': (f) => [
    `${f.key} is read by outcomes with a \`maturity\`${f.key === 'time' ? ' or `per: last`' : ''}, and none has one.`,
    `Take ${f.key} out, or say how long an outcome takes, such as \`maturity: 7 days\`.`,
  ],
  'study-maturity-twice': (f) => [
    `"${f.column}" is known after ${f.of} for "${f.first}" and ${f.maturity === '' ? 'at once' : `after ${f.maturity}`} for "${f.second}".`,
    'Give both the same maturity, or make a column of its own for one of them in data.sql.',
  ],
};
