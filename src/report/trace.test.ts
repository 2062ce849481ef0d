import { describe, expect, it } from 'vitest';
import { between, resolved } from '../../test/report/estimates.ts';
import { bare, hold, labelled, launch } from '../../test/report/study-result.ts';
import { tokensOf, untraced, untracedWords } from '../../test/report/trace.ts';
import type { Estimate, Unit } from '../estimate/estimate.ts';
import type { StudyResult } from '../study/result.ts';
import { memo, memoAppendix } from './memo/memo.ts';
import { primaryInWords } from './primary-in-words.ts';
import { terminalSummary } from './terminal/terminal-summary.ts';

const studies = { launch, hold, bare } as const;

/** The rows of the first table under a heading, by the name in their first cell. */
function rowsUnder(text: string, heading: RegExp): ReadonlyMap<string, string> {
  const section = text.split(heading).at(-1)?.split(/\n#+ /)[0] ?? '';
  const rows = [...section.matchAll(/^\| `([^`]+)`(?: \([\w: ]+\))? \|(.*)$/gm)];
  return new Map(rows.map(([, name, cells]) => [name, cells]));
}

function screenRows(result: StudyResult): ReadonlyMap<string, string> {
  const block = terminalSummary(result, { color: false }).split('\n\n')[1] ?? '';
  return new Map([...block.matchAll(/^ {2}(\S+|net value) {2,}(.*)$/gm)].map(([, name, cells]) => [name === 'net value' ? 'net-value' : name, cells]));
}

/** Rows that carry numbers; a refused outcome carries a reason instead. */
function estimatedRows(rows: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...rows].filter(([name]) => name !== 'helpful');
}

describe.each(Object.entries(studies))('every number of %s', (_, result) => {
  it('in the rows of the screen is a look-up', () => {
    const rows = estimatedRows(screenRows(result));
    expect(rows.length).toBe(result.study.outcomes.filter((o) => o.headline).length + (result.estimates.some((e) => e.id === 'net-value') ? 1 : 0));
    for (const [name, cells] of rows) {
      expect(tokensOf(cells).length).toBeGreaterThan(1);
      expect(untraced(cells, result, name), name).toEqual([]);
    }
  });

  it.each([
    ['the memo', memo(result), /^## What (happened|was seen.*)$/m],
    ['the appendix', memoAppendix(result), /^## Results$/m],
    ['the appendix', memoAppendix(result), /^### Also estimated$/m],
  ])('in %s is a look-up', (_, text, heading) => {
    for (const [name, cells] of estimatedRows(rowsUnder(text, heading))) expect(untraced(cells, result, name), name).toEqual([]);
  });
});

/** The sentences of the memo that say numbers in words, by what each is about. */
function sentencesOf(result: StudyResult): readonly (readonly [name: string, text: string])[] {
  const text = memo(result);
  const said = (start: string) => text.split('\n').filter((line) => line.startsWith(start));
  const shown = (name: string): string => result.study.outcomes.find((o) => o.name === name)?.label ?? `\`${name}\``;
  const primary = result.study.outcomes.find(({ role }) => role === 'primary')!.name;
  const turns = result.decision.reasons.flatMap(({ says, estimate }) =>
    estimate === undefined ? [] : said(`- ${says} This turns`).map((line) => [estimate, line.slice(2 + says.length)] as const),
  );
  const outcomeOf = (id: string): string => result.study.outcomes.find(({ headline }) => headline === id)?.name ?? id;
  return [
    ...said(`${shown(primary)}: `).map((line) => [primary, line] as const),
    ...said('**Net value** ').map((line) => ['net-value', line] as const),
    ...turns.map(([id, line]) => [outcomeOf(id), line] as const),
    ...result.decision.guardrails.flatMap(({ outcome }) =>
      said(`- ${shown(outcome)} turns`).map((line) => [outcome, line.slice(2 + shown(outcome).length)] as const),
    ),
  ];
}

describe('numbers in words', () => {
  it.each<[string, StudyResult, number]>([
    ['launch', launch, 6],
    ['labelled', labelled, 6],
    ['bare', bare, 2],
    ['hold', hold, 0],
  ])('of the memo of %s are look-ups', (_, result, sentences) => {
    const said = sentencesOf(result);
    expect(said).toHaveLength(sentences);
    for (const [name, text] of said) {
      expect(tokensOf(text).length, text).toBeGreaterThan(0);
      expect(untracedWords(text, result, name), text).toEqual([]);
    }
  });

  const units: readonly Unit[] = [
    { kind: 'share' },
    { kind: 'money', currency: 'USD' },
    { kind: 'money', currency: 'SEK' },
    { kind: 'named', name: 'minutes' },
    { kind: 'ratio' },
    { kind: 'plain' },
  ];
  const ends = [
    [0.0114, 0.0436],
    [-0.0436, -0.0114],
    [-0.0372, 0.0714],
    [0, 0.0714],
    [1234.5, 1266.25],
  ] as const;

  /** The result with the primary effect in that unit and between those ends. */
  function primaryAs(unit: Unit, low: number, high: number): StudyResult {
    const [value, standardError] = [(low + high) / 2, (high - low) / 4];
    const e: Estimate = { ...resolved, estimand: { ...resolved.estimand, unit }, value, standardError, interval: between(low, high) };
    return { ...launch, estimates: [e, ...launch.estimates.slice(1)] };
  }

  it.each(units.flatMap((unit) => ends.filter(([low]) => unit.kind !== 'share' || low < 1).map(([low, high]) => [unit, low, high] as const)))(
    'of an effect in %j between %d and %d are look-ups',
    (unit, low, high) => {
      const result = primaryAs(unit, low, high);
      const { effect } = primaryInWords(result)!;
      expect(tokensOf(effect).length).toBeGreaterThanOrEqual(2);
      expect(untracedWords(effect, result, 'resolved'), effect).toEqual([]);
      const moved = primaryAs(unit, low + 0.31 * (high - low), high + 0.31 * (high - low));
      expect(untracedWords(effect, moved, 'resolved'), 'a number of another result').not.toEqual([]);
    },
  );

  it('say the direction that the interval has', () => {
    const said = (low: number, high: number): string => primaryInWords(primaryAs({ kind: 'share' }, low, high))!.effect;
    expect(said(0.0114, 0.0436)).toMatch(/^between 1\.14 and 4\.36 more per 100 tickets /);
    expect(said(-0.0436, -0.0114)).toMatch(/^between 1\.14 and 4\.36 fewer per 100 tickets /);
    expect(said(-0.0372, 0.0714)).toMatch(/^between 3\.7 fewer and 7\.1 more per 100 tickets /);
  });
});

describe('the check itself', () => {
  it('sees the tables that it reads', () => {
    for (const [text, heading] of [
      [memo(launch), /^## What happened$/m],
      [memoAppendix(launch), /^## Results$/m],
    ] as const)
      expect([...rowsUnder(text, heading).keys()]).toEqual(launch.study.outcomes.map((o) => o.name));
  });

  it('notices a number that no estimate holds', () => {
    const moved: StudyResult = { ...launch, estimates: launch.estimates.map((e) => (e.id === 'resolved' ? { ...e, value: e.value + 0.0071 } : e)) };
    const [row] = [...screenRows(moved)].filter(([name]) => name === 'resolved');
    expect(untraced(row[1], launch, 'resolved')).toEqual(['+5.24']);
  });

  it('notices a number in the wrong row', () => {
    const cells = screenRows(launch).get('resolved') ?? '';
    expect(untraced(cells, launch, 'handle_minutes').length).toBeGreaterThan(0);
  });
});
