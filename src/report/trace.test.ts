import { describe, expect, it } from 'vitest';
import { bare, hold, launch } from '../../test/report/study-result.ts';
import { tokensOf, untraced } from '../../test/report/trace.ts';
import type { StudyResult } from '../study/result.ts';
import { memo, memoAppendix } from './memo/memo.ts';
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
