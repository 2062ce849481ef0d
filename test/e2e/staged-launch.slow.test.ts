import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fromColumns } from '../../src/engines/memory/from-rows.ts';
import { csvText } from '../../src/scenarios/csv-text.ts';
import { type LaunchParameters, mondayOf } from '../../src/scenarios/staged-launch/rules.ts';
import { stagedLaunch } from '../../src/scenarios/staged-launch/staged-launch.ts';
import { analyze } from '../../src/study/analyze.ts';
import { withFiles } from '../../src/study/read/files/with-files.ts';
import { parseStudy } from '../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../src/study/result.ts';
import { expectDeepClose } from '../support/deep-close.ts';

const folder = mkdtempSync(join(tmpdir(), 'estimand-staged-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Four weeks, in two of which the first wave has the assistant: of all twenty an event study has 26 intervals to hold together. */
const within = (week: string): boolean => week >= mondayOf(4) && week <= mondayOf(7);

function rowsOf(n: number, changed: Partial<LaunchParameters> = {}) {
  const { columns } = stagedLaunch.simulate({ n, seed: 7, ...changed });
  const kept = Array.from((columns.week as readonly string[]).entries()).flatMap(([i, week]) => (within(week) ? [i] : []));
  return Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, kept.map((i) => values[i])])) as Record<
    string,
    (string | number | undefined)[]
  >;
}

/** Dates as an application holds them. */
function inMemory(rows: ReturnType<typeof rowsOf>) {
  const dates = (name: string) => rows[name].map((text) => (text === undefined ? null : new Date(`${text}T00:00:00Z`)));
  return fromColumns({ ...rows, week: dates('week'), reached: dates('reached') });
}

const text = stagedLaunch.study('data.csv');
function studyWith(...changes: readonly (readonly [string, string])[]) {
  const changed = changes.reduce((file, [from, to]) => {
    expect(file).toContain(from);
    return file.replace(from, () => to);
  }, text);
  return parseStudy(changed, join(folder, 'study.yaml'));
}

const estimate = ({ estimates }: StudyResult, id: string) => estimates.find((e) => e.id === id)!;
const finding = ({ findings }: StudyResult, check: string) => findings.find((f) => f.check === check)!;

describe('a study of the staged launch', () => {
  const rows = rowsOf(2_400);

  it('finds the effects by week, from a file as from memory', async () => {
    writeFileSync(join(folder, 'data.csv'), csvText({ columns: rows as never }));
    const [file, memory] = await Promise.all([analyze(withFiles(studyWith())), analyze(studyWith(), { data: inMemory(rows) })]);
    for (let week = 6; week <= 7; week++) {
      const { value, standardError } = estimate(memory, `cohort-effects:resolved_rate:period week of ${mondayOf(week)}`);
      const truth = stagedLaunch.truth().find(({ id }) => id === `week-${mondayOf(week)}/resolved_rate`)!;
      expect(Math.abs(value - truth.value), mondayOf(week)).toBeLessThan(4 * standardError!);
    }
    expect(file.findings.map(({ check, verdict }) => [check, verdict])).toEqual(memory.findings.map(({ check, verdict }) => [check, verdict]));
    expect(file.estimates.map(({ id }) => id)).toEqual(memory.estimates.map(({ id }) => id));
    for (const { id, value, standardError } of memory.estimates) {
      const found = estimate(file, id);
      expectDeepClose([found.value, found.standardError], [value, standardError], 1e-9, id);
    }
    expect(finding(memory, 'pre-trends').verdict).toBe('pass');
  });

  it('reads events as their mean by workspace and week', async () => {
    const many = ['outcomes:', 'rows: many-per-unit\noutcomes:'] as const;
    const perMean = text.match(/^ {2}(?:resolved_rate|handle_minutes|cost_usd): .*$/gm)!.map((line) => [line, line.replace('{', '{per: mean, ')] as const);
    const events = rowsOf(2_400, { rowsPerWeek: 3 });
    const summed = new Map<string, { row: number; sums: number[] }>();
    const names = ['resolved_rate', 'handle_minutes', 'cost_usd'];
    for (let i = 0; i < events.week.length; i++) {
      const key = `${events.workspace_id[i]} ${events.week[i]}`;
      const own = summed.get(key) ?? { row: i, sums: [0, 0, 0] };
      summed.set(key, own);
      for (const [k, name] of names.entries()) own.sums[k] += (events[name][i] as number) / 3;
    }
    const weekly = Object.fromEntries(
      Object.entries(events).map(([name, values]) => [
        name,
        Array.from(summed.values(), ({ row, sums }) => (names.includes(name) ? sums[names.indexOf(name)] : values[row])),
      ]),
    ) as typeof events;
    const [one, other] = await Promise.all([
      analyze(studyWith(many, ...perMean), { data: inMemory(events) }),
      analyze(studyWith(), { data: inMemory(weekly) }),
    ]);
    for (const name of names) {
      const [from, to] = [one, other].map((result) => estimate(result, `staged-effect:${name}`));
      expectDeepClose([from.value, from.standardError], [to.value, to.standardError], 1e-9, name);
    }
  });

  it('does not launch what does nothing', async () => {
    const none = await analyze(studyWith(), { data: inMemory(rowsOf(2_400, { rateEffect: 0, minutesEffect: 0, costEffect: 0 })) });
    expect(none.decision.verdict).not.toBe('launch');
  });

  it('holds where waves parted before they were reached', async () => {
    const parted = await analyze(studyWith(), { data: inMemory(rowsOf(2_400, { trend: 0.06 })) });
    expect(finding(parted, 'pre-trends').verdict).toBe('fail');
    expect(parted.decision.verdict).toBe('hold');
  });
});
