import { fromRows } from '../../src/engines/memory/from-rows.ts';
import { EstimandError } from '../../src/errors/estimand-error.ts';
import { stream } from '../../src/math/random/stream.ts';
import { analyze } from '../../src/study/analyze.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';

type Value = number | string | boolean | null;
export type Row = Readonly<Record<string, Value>>;

export const study = (outcomes: string, more = 'rows: many-per-unit', design = ''): string => `estimand: 1
study: rows
question: Does it help?
data: {file: rows.csv}
unit: user
${more}
design: {kind: randomized, assignment: arm, control: 0${design}}
treatments: {1: {model: b}}
outcomes:
${outcomes}
analysis: {adjust: none}
`;
export const read = (outcomes: string, more?: string, design?: string) => parseStudy(study(outcomes, more, design), 'study.yaml');
export const analyzed = (rows: readonly Row[], outcomes: string, more?: string, design?: string) =>
  analyze(read(outcomes, more, design), { data: fromRows(rows) });
export const messageOf = async (asked: () => unknown): Promise<string> => {
  try {
    await asked();
  } catch (error) {
    if (error instanceof EstimandError) return error.message;
    throw error;
  }
  return 'no error';
};

export const random = stream(73);
/** Users in teams with one to four rows each. */
export const rows: readonly Row[] = Array.from({ length: 300 }, (_, user) => {
  const [arm, level] = [Math.floor(user / 3) % 2, random.normal()];
  return Array.from({ length: 1 + random.integer(4) }, () => ({
    user: `u${user}`,
    team: `t${Math.floor(user / 3)}`,
    arm,
    score: 1 / (1 + Math.exp(-level - 0.3 * arm - random.normal())),
    minutes: Math.exp(1 + random.normal()),
    complaints: Math.max(0, random.integer(6) - 3),
    solved: random.bernoulli(0.4) === 1,
    rating: 1 + random.integer(5),
    change: random.integer(7) - 3,
  }));
}).flat();

export function groupsOf(those: readonly Row[], key: string): readonly (readonly Row[])[] {
  const groups = new Map<Value, Row[]>();
  for (const row of those) groups.set(row[key], [...(groups.get(row[key]) ?? []), row]);
  return [...groups.values()];
}

/** One row a user, of what the rule makes of its values. */
export function units(name: string, rule: (values: readonly number[]) => number | null): readonly Row[] {
  return groupsOf(rows, 'user').map((own) => ({ user: own[0].user, team: own[0].team, arm: own[0].arm, [name]: rule(own.map((row) => Number(row[name]))) }));
}
const total = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
export const rules = {
  total,
  mean: (values: readonly number[]) => total(values) / values.length,
  any: (values: readonly number[]) => Number(values.some((value) => value !== 0)),
} as const;
