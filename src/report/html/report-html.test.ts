import { createHash } from 'node:crypto';
import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { attack, hostile } from '../../../test/report/hostile.ts';
import { bare, hold, labelled, launch } from '../../../test/report/study-result.ts';
import { palette, seriesColors } from '../figures/palette.ts';
import { memo } from '../memo/memo.ts';
import { escapeHtml } from '../text/html.ts';
import { reportHtml } from './report-html.ts';
import { dark, light } from './style-colors.ts';

const empty = new Set(['meta', 'br', '!doctype']);

/** Names of tags that are opened and not closed, or closed and not opened, in order. */
function unbalanced(page: string): readonly string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, closing, name, selfClosing] of page.matchAll(/<(\/?)([a-z!][a-z0-9]*)\b(?:"[^"]*"|[^">])*?(\/?)>/gi)) {
    if (selfClosing || empty.has(name.toLowerCase())) continue;
    if (!closing) open.push(name);
    else if (open.pop() !== name) wrong.push(name);
  }
  return [...wrong, ...open];
}

const all = Object.entries({ launch, hold, bare, labelled, hostile: hostile(labelled) });

describe.each(all)('the page of %s', (_, result) => {
  const page = reportHtml(result);
  const { document } = parseHTML(page);
  const every = (selector: string) => [...document.querySelectorAll(selector)];

  it('is well formed', () => expect(unbalanced(page)).toEqual([]));

  it('loads nothing and runs nothing', () => {
    const links = page.replaceAll('http://www.w3.org/2000/svg', '').replaceAll(/&lt;.*?&gt;/g, '');
    expect(links).not.toMatch(/https?:|\/\/[a-z]|url\(|@import/i);
    expect(every('script, link, iframe, img, object, embed, form, base')).toEqual([]);
    for (const anchor of every('a')) expect(document.querySelector(anchor.getAttribute('href') ?? '')).not.toBeNull();
  });

  it('forbids everything but its own style sheet, and keeps to that', () => {
    const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content') ?? '';
    const [style] = page.match(/(?<=<style>)[\s\S]*?(?=<\/style>)/) ?? [];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(
      `style-src 'sha256-${createHash('sha256')
        .update(style ?? '')
        .digest('base64')}'`,
    );
    expect(policy).not.toContain('unsafe');
    expect(every('style')).toHaveLength(1);
    for (const element of every('*')) for (const { name } of [...element.attributes]) expect(name).not.toMatch(/^(style|on.*|src)$/);
  });

  it('gives every drawing an alternative text and a table', () => {
    for (const svg of every('svg')) {
      expect(svg.getAttribute('role')).toBe('img');
      expect((svg.getAttribute('aria-label') ?? '').length).toBeGreaterThan(10);
      expect(svg.closest('figure')?.querySelector('table')).toBeTruthy();
    }
    for (const figure of every('figure')) expect(figure.querySelectorAll('table').length).toBeGreaterThan(0);
  });

  it('never says a verdict by colour alone', () => {
    const signs = every('.sign');
    expect(signs.length).toBeGreaterThan(0);
    for (const sign of signs) {
      expect(sign.textContent).toMatch(/[✓!✗·–]/);
      expect((sign.parentElement?.textContent ?? '').replace(sign.textContent ?? '', '').trim()).toMatch(/\p{L}/u);
    }
  });

  it('prints no number that is none', () => expect(document.body.textContent).not.toMatch(/NaN|Infinity|undefined|\[object|-0\.0+\b(?!\d)/));
});

describe('the page', () => {
  const page = reportHtml(launch);
  const { document } = parseHTML(page);

  it('is the same page for the same result', () => expect(reportHtml(launch)).toBe(page));

  it('opens with the verdict and three numbers', () => {
    expect(document.querySelector('h1')?.textContent).toContain('Launch');
    expect([...document.querySelectorAll('.numbers .number')].map((n) => n.textContent)).toEqual(['+4.53 pp', '+0.11 pp', '+$0.61']);
  });

  it('puts the guardrail with the worst verdict into the banner', () => {
    const numbers = parseHTML(reportHtml(hold)).document.querySelectorAll('.numbers dt');
    expect([...numbers].map((n) => n.textContent)).toContain('Worst guardrail · latency_seconds');
  });

  it('warns above the effects, and shows no good news, while identification fails', () => {
    const held = parseHTML(reportHtml(hold)).document;
    for (const note of ['#effects .note', '.banner .note']) expect(held.querySelector(note)?.textContent).toMatch(/Read none of these numbers as an effect/);
    expect(held.querySelector('.banner .note')?.textContent).toMatch(/What to do: Find out why/);
    expect([...held.querySelectorAll('.numbers .sign')].map((s) => s.classList.contains('quiet'))).toEqual([true, true, true]);
    expect(document.querySelector('#effects .note')).toBeNull();
    expect(memo(hold)).toContain('**Read none of these numbers as an effect.** **What to do:** Find out why');
  });

  it('gives each outcome a strip against zero, or the reason why it has none', () => {
    const strips = [...document.querySelectorAll('.strip')];
    expect(strips.map((s) => s.querySelector('.name')?.textContent)).toEqual([...launch.study.outcomes.map((o) => o.name), 'net value']);
    expect(strips.filter((s) => !s.querySelector('svg')).map((s) => s.textContent)).toEqual([expect.stringContaining('helpful has 12 human labels')]);
    expect(strips[0].querySelector('svg')?.getAttribute('aria-label')).toBe(
      'resolved: +4.53 pp, 95 % interval [+2.88, +6.18]; above the worthwhile effect (2 pp).',
    );
  });

  it('calls outcomes and arms by their labels, the column small behind', () => {
    const page = parseHTML(reportHtml(labelled)).document;
    const names = [...page.querySelectorAll('.strip .name')].map((name) => name.textContent);
    expect(names[0]).toBe('Tickets resolved resolved');
    expect(names.at(-2)).toBe('Found helpful helpful');
    expect(page.querySelector('.strip .own')?.textContent).toBe('resolved');
    expect(page.querySelector('.strip svg')?.getAttribute('aria-label')).toMatch(/^Tickets resolved: /);
    expect(page.querySelector('.numbers dt')?.textContent).toBe('Primary effect · Tickets resolved');
    const text = page.body.textContent ?? '';
    for (const said of ['control No assistant 0, treatment Drafting assistant 1', 'PartDrafting assistant', 'Drafting assistant against No assistant, over'])
      expect(text).toContain(said);
    expect(document.querySelector('.own')).toBeNull();
  });

  it('shows a label that is an attack as the text that it is', () => {
    const [first, ...rest] = launch.study.outcomes;
    const study = { ...launch.study, outcomes: [{ ...first, label: attack }, ...rest] };
    const page = parseHTML(reportHtml({ ...launch, study })).document;
    expect(page.querySelectorAll('img, script')).toHaveLength(0);
    expect(page.querySelector('.strip .name')?.textContent).toContain('<img src=x onerror=alert(1)>');
  });

  it('shades what matters where it was declared', () => {
    const texts = [...document.querySelectorAll('.strip svg')].map((svg) => svg.textContent);
    expect(texts.filter((t) => t?.includes('worthwhile 2 pp'))).toHaveLength(1);
    expect(texts.filter((t) => t?.includes('tolerance'))).toHaveLength(2);
  });

  it('says the unit of each axis', () => {
    const texts = [...document.querySelectorAll('.strip')].map(
      (s) => [s.querySelector('.name')?.textContent, s.querySelector('svg')?.textContent ?? ''] as const,
    );
    const units = { resolved: 'pp', handle_minutes: 'min', unsupported_claim: 'pp', latency_seconds: '% of control', cost_usd: '$', 'net value': '$' };
    for (const [name, unit] of Object.entries(units)) expect(new Map(texts).get(name), name).toContain(unit);
  });

  it('names the column in each cell of a table that is too wide for a telephone', () => {
    const cells = [...document.querySelectorAll('table.wide td')];
    expect(cells.length).toBeGreaterThan(0);
    for (const cell of cells) {
      const index = [...(cell.parentElement?.children ?? [])].indexOf(cell);
      expect(cell.getAttribute('data-label')).toBe(cell.closest('table')?.querySelectorAll('th')[index]?.textContent);
    }
  });

  it('names the bounds of guardrails that hold at every look', () => {
    const early = launch.estimates.map((e) => ({ ...e, interval: { ...e.interval, kind: 'anytime' as const } }));
    expect(parseHTML(reportHtml({ ...launch, estimates: early })).document.body.textContent).toContain('upper +0.41\u00a0pp, 95\u00a0% anytime');
  });

  it('shows every estimate, option, statement and finding', () => {
    const text = document.body.textContent ?? '';
    for (const e of launch.estimates) expect(text).toContain(e.estimand.says);
    for (const e of launch.estimates) expect(text).toContain(e.method.source);
    for (const f of launch.findings) expect(text).toContain(f.says);
    for (const sql of launch.provenance.statements) expect(text).toContain(sql);
    for (const name of ['varianceReduction', 'covariance', 'usage']) expect(text).toContain(name);
  });

  it('defines every colour for light and for dark', () => {
    for (const color of [...Object.values(palette), ...seriesColors]) {
      const [variable] = color.match(/--[a-z0-9-]+/) ?? [];
      if (!variable) continue;
      expect(light).toContain(`${variable}:`);
      expect(dark).toContain(`${variable}:`);
    }
    expect(page).toContain('@media (prefers-color-scheme:dark)');
    expect(page).toContain('@media print');
  });

  it('shows an attack as the text that it is', () => {
    const study = { ...launch.study, id: '<img src=x onerror=alert(1)>' };
    expect(parseHTML(reportHtml({ ...launch, study })).document.querySelector('.id')?.textContent).toBe('<img src=x onerror=alert(1)>');
    expect(escapeHtml(`<a b="c" d='e'>&`)).toBe('&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;');
  });

  it('agrees with the memo on the numbers of the banner', () => {
    const text = memo(launch);
    for (const number of document.querySelectorAll('.numbers .number')) expect(text).toContain(number.textContent);
  });

  it('throws rather than print what is not a number', () => {
    const [first, ...rest] = launch.estimates;
    expect(() => reportHtml({ ...launch, estimates: [{ ...first, value: Number.NaN }, ...rest] })).toThrow(/NaN reached the report/);
    expect(() => reportHtml({ ...launch, estimates: [{ ...first, details: { f: Infinity } }, ...rest] })).toThrow(/Infinity reached the report/);
  });
});
