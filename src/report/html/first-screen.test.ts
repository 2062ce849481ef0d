import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { arms, cells, complexity, eventStudy, exhibits, fitted, timing } from '../../../test/report/exhibits.ts';
import { hold, launch } from '../../../test/report/study-result.ts';
import type { StudyResult } from '../../study/result.ts';
import { memo } from '../memo/memo.ts';
import { outcomeRows } from '../outcome-rows.ts';
import { reportHtml } from './report-html.ts';

describe('the page, read from its top', () => {
  const page = reportHtml(launch);
  const { document } = parseHTML(page);

  it('begins the effects with the means of both arms beside the effect', () => {
    const table = document.querySelector('#effects table');
    expect([...(table?.querySelectorAll('th') ?? [])].map((h) => h.textContent)).toEqual([
      'Outcome',
      'control 0',
      'treatment 1',
      'Effect',
      'Interval or bound',
      'So',
    ]);
    const rows = outcomeRows(launch).map(({ arms, effect, limits }) => [...arms, effect, limits]);
    expect(
      [...(table?.querySelectorAll('tbody tr') ?? [])].map((row) => [...row.children].slice(1, -1).map((cell) => cell.textContent.replaceAll('\u00a0', ' '))),
    ).toEqual(rows);
  });

  it('says the effect in words and both means on its first screen, and neither while no number may be read', () => {
    expect(document.querySelector('.banner .words')?.textContent).toBe(
      'resolved: between 2.88 and 6.18 more per 100 tickets (95\u00a0% interval); seen were 49.80\u00a0% in control 0 and 54.33\u00a0% in treatment 1.',
    );
    const held = parseHTML(reportHtml(hold)).document;
    expect(held.querySelector('.banner .words')).toBeNull();
    const reasons = [{ ...hold.decision.reasons[0], condition: 'sample-ratio', status: 'violated' as const }];
    const plain = parseHTML(reportHtml({ ...hold, decision: { ...hold.decision, reasons } })).document;
    expect(plain.querySelector('.banner .why')?.textContent).toBe(`The arms did not fill as planned. ${hold.decision.says}`);
    expect([...held.querySelectorAll('#effects')].every((section) => section.classList.contains('unread'))).toBe(true);
    expect(document.querySelector('.unread')).toBeNull();
  });

  it('says what to do next, and how a judge was held against people, before anything else', () => {
    const said = (result: StudyResult): readonly string[] =>
      [...parseHTML(reportHtml(result)).document.querySelectorAll('.banner .words')].map((line) => line.textContent.replaceAll('\u00a0', ' '));
    expect(said(launch).at(-1)).toBe('Next: Launch, and watch. Declared for that: holdout: 0.05, review: 4 weeks.');
    expect(said(hold)).toEqual([]);
    const measured = { judges: ['llm_score'], human: 'label', by: 'ppi++', version: 'judge@4' } as const;
    const outcomes = launch.study.outcomes.map((o) => (o.role === 'primary' || o.role === 'secondary' ? { ...o, measured } : o));
    const findings = [{ check: 'judge-agreement', about: { column: 'llm_score' }, verdict: 'pass', says: 'They agree by 0.83 [0.80, 0.86].' }] as const;
    const judged = { ...launch, study: { ...launch.study, outcomes }, findings };
    const sentence = 'Scored by llm_score (version judge@4), corrected by what people say in label (ppi++). They agree by 0.83 [0.80, 0.86].';
    expect(said(judged).filter((line) => line.startsWith('How '))).toEqual([`How resolved is measured: ${sentence}`]);
    expect(memo(judged).split('\n## ')[0]).toContain(`How \`resolved\` is measured: ${sentence}`);
  });

  it('says what a guardrail says once', () => {
    const guardrails = launch.decision.guardrails.map((guardrail, i) => ({ ...guardrail, says: `What guardrail ${i} says.` }));
    const told = { ...launch.decision.reasons[1], says: guardrails[0].says };
    const text = parseHTML(reportHtml({ ...launch, decision: { ...launch.decision, guardrails, reasons: [told] } })).document.querySelector(
      '#effects',
    )?.textContent;
    for (const { says } of guardrails) expect(text?.split(says), says).toHaveLength(2);
  });

  it('folds what passed into a line by kind', () => {
    const kinds = new Set(launch.findings.filter(({ verdict }) => verdict === 'pass').map(({ check }) => check));
    const lines = [...document.querySelectorAll('.passed > details')];
    expect(lines).toHaveLength(kinds.size);
    expect(lines.some((line) => line.hasAttribute('open'))).toBe(false);
  });

  it('shows what went on over time, arms and segments right after the effects, and leads there', () => {
    const parted = exhibits.map((e, i) =>
      i === 0 ? { ...e, part: 'segments' as const } : i === 1 ? { ...e, part: 'arms' as const } : i === 2 ? { ...e, part: 'time' as const } : e,
    );
    const page = parseHTML(reportHtml({ ...launch, exhibits: parted })).document;
    expect([...page.querySelectorAll('section')].map(({ id }) => id).slice(0, 4)).toEqual(['effects', 'time', 'arms', 'segments']);
    expect([...page.querySelectorAll('nav a')].map((a) => a.getAttribute('href')).slice(0, 4)).toEqual(['#effects', '#time', '#arms', '#segments']);
    expect(page.querySelector('#evidence')?.textContent).not.toContain(parted[1].says);
    expect(document.querySelector('#time, #arms, #segments')).toBeNull();
  });

  it('begins what went on over time with the effect, and goes on with who was reached when', () => {
    const over = [arms, cells, timing, eventStudy].map((e) => ({ ...e, part: 'time' as const }));
    const page = parseHTML(reportHtml({ ...launch, exhibits: over })).document;
    expect([...page.querySelectorAll('#time figcaption .title')].map((t) => t.textContent)).toEqual(
      [eventStudy, timing, arms, cells].map(({ title }) => title),
    );
  });

  it('begins what was seen at a cutoff with means of outcomes, and goes on with how many rows there are', () => {
    const scores = { ...complexity, kind: 'fitted', columns: { is: ['bar'], x: [0.5], y: [9], from: [0], to: [1] } } as const;
    const page = parseHTML(reportHtml({ ...launch, exhibits: [scores, fitted].map((e) => ({ ...e, part: 'cutoff' as const })) })).document;
    expect([...page.querySelectorAll('#cutoff figcaption .title')].map((t) => t.textContent)).toEqual([fitted, scores].map(({ title }) => title));
    expect([...page.querySelectorAll('section')].map(({ id }) => id).slice(0, 2)).toEqual(['effects', 'cutoff']);
  });

  it('folds a table that nobody reads whole, and keeps the letters of a drawing that is broad', () => {
    const numbers = (n: number) => Array.from({ length: n }, (_, i) => i + 0.123);
    const long = (n: number) => ({ ...arms, id: `rows ${n}`, columns: { x: numbers(n) } });
    const [names, reached] = [numbers(20).map((i) => `month ${i}`), Array(20).fill('one')];
    const broad = { ...cells, columns: { row: reached, column: names, value: numbers(20), since: numbers(20) } };
    const page = parseHTML(reportHtml({ ...launch, exhibits: [long(40), long(41), cells, broad] })).document;
    const figures = [...page.querySelectorAll('#evidence figure')];
    expect(figures.map((figure) => figure.querySelector('details summary')?.textContent)).toEqual([
      undefined,
      'The table (41 rows)',
      'The table behind it',
      'The table behind it',
    ]);
    expect(figures.map((figure) => figure.classList.contains('broad'))).toEqual([false, false, false, true]);
    expect(figures[3].querySelector('.scroll > svg')?.parentElement?.getAttribute('tabindex')).toBe('0');
  });

  it('lists what was seen in each arm among the evidence', () => {
    const table = [...document.querySelectorAll('#evidence table')].find((one) => one.textContent.includes('Events'));
    expect(table?.querySelectorAll('tbody tr')).toHaveLength(launch.arms.length);
  });

  it('cuts a statement that nobody reads, and says where it is whole', () => {
    const long = `select ${'x + '.repeat(20_000)}1`;
    const text = reportHtml({ ...launch, provenance: { ...launch.provenance, statements: [long] } });
    expect(text.length).toBeLessThan(page.length + 20_000);
    expect(text).toContain('results.json has the whole statement');
  });

  it('ends on paper at the flow of units, and unfolds nothing', () => {
    const [, paper = ''] = page.split('@media print');
    expect(paper).toMatch(/#evidence[^{]*\{display:none\}/);
    expect(paper).toContain('details>:not(summary){display:none}');
    expect([...document.querySelectorAll('main > section')].at(-1)?.id).toBe('evidence');
    for (const sql of document.querySelectorAll('pre')) expect(sql.closest('#evidence')).not.toBeNull();
  });
});
