import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bare, hold, labelled, launch } from '../../../test/report/study-result.ts';
import type { StudyResult } from '../../study/result.ts';
import { displayWidth } from '../format/width.ts';
import { flow, wrap } from './layout.ts';
import { terminalSummary } from './terminal-summary.ts';

const outputs = { memo: 'out/memo.md', report: 'out/report.html', results: 'out/results.json' };
const snapshots = '../../../test/report/snapshots';

function renamed(result: StudyResult, name: string): StudyResult {
  const [first, ...rest] = result.study.outcomes;
  return {
    ...result,
    study: { ...result.study, id: name, outcomes: [{ ...first, name }, ...rest] },
    findings: result.findings.map((f) => ({ ...f, says: `${name} ${f.says}` })),
  };
}

describe('the terminal screen', () => {
  it.each(Object.entries({ launch, hold, bare, labelled }))('of %s', async (name, result) => {
    await expect(terminalSummary(result, { color: false, outputs, seconds: 0.83 })).toMatchFileSnapshot(`${snapshots}/terminal-${name}.txt`);
  });

  it('opens with the verdict in words', () => {
    expect(terminalSummary(launch, { color: false })).toMatch(/^LAUNCH {3}rag-support-assistant {2}· {2}12,000 tickets/);
    expect(terminalSummary(hold, { color: false })).toMatch(/^HOLD /);
    expect(terminalSummary(bare, { color: false })).toMatch(/^DO NOT LAUNCH /);
  });

  it('says whom a launch leaves out', () => {
    const says = 'y improves. The launch leaves out those where lang is ar: all numbers are about the others.';
    const partly = { ...launch, study: { ...launch.study, butFor: 'lang is ar' }, decision: { ...launch.decision, says } };
    expect(terminalSummary(partly, { color: false }).replace(/\s+/g, ' ')).toContain(says);
    expect(terminalSummary(launch, { color: false })).not.toContain('leaves out');
  });

  it('says which of several arms to launch', () => {
    const decision = { ...launch.decision, arm: 'rag', says: 'Launch rag. chat would pass too, with less effect.' };
    expect(terminalSummary({ ...launch, decision }, { color: false })).toContain('Launch rag. chat would pass too, with less effect.');
  });

  it('says the same with colour as without', () => {
    const colored = terminalSummary(hold, { color: true, outputs });
    expect(colored).toContain('\u001b[');
    expect(stripVTControlCharacters(colored)).toBe(terminalSummary(hold, { color: false, outputs }));
  });

  it('uses no colour unless asked', () => expect(terminalSummary(hold, { color: false, outputs })).not.toContain('\u001b'));

  it('names why an outcome has no number', () => {
    expect(terminalSummary(launch, { color: false })).toMatch(/helpful +secondary +– +– +– +helpful has 12 human labels/);
  });

  it('breaks a label that is longer than its column, and leaves nothing of it out', () => {
    const lines = terminalSummary(labelled, { color: false }).split('\n');
    const at = lines.findIndex((line) => line.startsWith('  Answers with a claim that no '));
    expect(lines[at]).toMatch(/no +guardrail +0\.97 % +1\.08 % +\+0\.11 pp/);
    expect(lines[at + 1]).toMatch(/^ {2}source supports( |$)/);
    expect(lines.some((line) => line.startsWith('  Tickets resolved '))).toBe(true);
  });

  it('counts the doubts that it leaves to the memo', () => {
    const doubts = Array.from({ length: 7 }, (_, i) => ({ check: 'overlap', about: {}, verdict: 'warn' as const, says: `Doubt ${i}.`, mend: 'Look.' }));
    const text = terminalSummary({ ...launch, findings: doubts }, { color: false });
    expect(text).toContain('! Doubt 3');
    expect(text).not.toContain('Doubt 4');
    expect(text).toContain('! 3 more in the memo');
  });

  it('says what was refused, once', () => {
    const refused = { check: 'segment', about: { column: 'customer' }, verdict: 'refuse' as const, says: 'customer has 900 values.', mend: 'Make bands.' };
    const text = terminalSummary({ ...launch, findings: [...launch.findings, refused] }, { color: false });
    expect(text).toContain('– customer has 900 values');
    expect(text.match(/human labels/g)).toHaveLength(terminalSummary(launch, { color: false }).match(/human labels/g)!.length);
    expect(text).not.toContain('– helpful');
  });

  it('never hides a failing check', () => {
    const fails = Array.from({ length: 9 }, (_, i) => ({ check: 'bad', about: {}, verdict: 'fail' as const, says: `Failure ${i}.`, mend: 'Look.' }));
    const text = terminalSummary({ ...launch, findings: fails }, { color: false });
    for (let i = 0; i < 9; i++) expect(text).toContain(`✗ Failure ${i}`);
  });

  it('fits 110 columns whatever things are called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 200 }), (name) => {
        for (const line of terminalSummary(renamed(hold, name), { color: false, outputs }).split('\n')) expect(displayWidth(line)).toBeLessThanOrEqual(110);
      }),
    );
  });

  it('breaks no line inside a short aside or before a unit', () => {
    const text = 'better, may be less than worthwhile (1 pp)';
    for (let width = 24; width <= 60; width++) expect(wrap(text, width).some((line) => line.includes('(1 pp)'))).toBe(true);
    expect(wrap('lower by 5 % now', 10)).toEqual(['lower by', '5 % now']);
  });

  it('sets no other piece beside the lines of a long one', () => {
    expect(flow(['one', 'a long piece of text', 'two', 'six'], 12, '  ')).toEqual(['one', 'a long', '  piece of', '  text', 'two  six']);
  });

  it('names bounds that hold at every look', () => {
    const early = launch.estimates.map((e) => ({ ...e, interval: { ...e.interval, kind: 'anytime' as const } }));
    expect(terminalSummary({ ...launch, estimates: early }, { color: false })).toMatch(/upper \+0\.41 +95 % anytime/);
  });

  it('shows the means of both arms below their names', () => {
    const [, table] = terminalSummary(launch, { color: false }).split('\n\n');
    const [head, first] = table.split('\n');
    for (const [name, mean] of [
      ['control 0', '49.80 %'],
      ['treatment 1', '54.33 %'],
    ])
      expect(first.indexOf(mean), name).toBe(head.indexOf(name));
  });

  it('counts what passed', () => {
    const text = terminalSummary(launch, { color: false });
    expect(text).toContain(`✓ ${launch.findings.filter(({ verdict }) => verdict === 'pass').length} checks passed`);
    expect(text).not.toContain('sample ratio');
  });

  it('says why it holds in plain words, and that no number is to be read', () => {
    const reasons = [{ ...hold.decision.reasons[0], condition: 'sample-ratio' }];
    const text = terminalSummary({ ...hold, decision: { ...hold.decision, reasons } }, { color: false });
    expect(text).toContain('\n  The arms did not fill as planned. The sample ratio fails');
    expect(text.match(/not to be read/g)?.length).toBeGreaterThanOrEqual(hold.study.outcomes.filter((o) => o.headline).length);
    expect(text).not.toContain('within tolerance');
  });

  it('links the files that it names where it is told to, and nothing else', () => {
    const links = [
      { shown: 'out/report.html', href: 'file:///tmp/out/report.html' },
      { shown: 'out/memo.md', href: 'file:///tmp/\u001b]52;c;x\u0007' },
      { shown: 'out/results.json', href: 'https://example.com/' },
    ];
    const plain = terminalSummary(launch, { color: false, outputs });
    const text = terminalSummary(launch, { color: false, outputs, links });
    expect(text).toBe(plain.replace('out/report.html', '\u001b]8;;file:///tmp/out/report.html\u001b\\out/report.html\u001b]8;;\u001b\\'));
    const forged = renamed(launch, '\u001b]8;;file:///etc/passwd\u001b\\out/report.html\u001b]8;;\u001b\\');
    expect(terminalSummary(forged, { color: false, outputs, links }).split('\u001b]8;;file')).toHaveLength(2);
    expect(terminalSummary(forged, { color: false, outputs, links })).not.toContain('\u001b]8;;file:///etc');
  });

  it('lets no control character of a name through', () => {
    const text = terminalSummary(renamed(launch, 'a\u001b[2J\u0007\r\nb\u202ec'), { color: false });
    expect([...text].filter((c) => c !== '\n' && /[\p{Cc}\u202e]/u.test(c))).toEqual([]);
  });

  it('sets wide characters as wide', () => {
    expect(displayWidth('解決')).toBe(4);
    const [, block] = terminalSummary(renamed(launch, '解決'), { color: false }).split('\n\n');
    const starts = block
      .split('\n')
      .filter((line) => /primary|secondary/.test(line))
      .map((line) => displayWidth(line.slice(0, line.search(/primary|secondary/))));
    expect(starts[0]).toBe(starts[1]);
  });
});
