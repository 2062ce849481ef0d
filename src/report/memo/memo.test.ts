import { describe, expect, it } from 'vitest';
import { resolved } from '../../../test/report/estimates.ts';
import { bare, hold, labelled, launch } from '../../../test/report/study-result.ts';
import { code, escaped, prose } from '../text/markdown.ts';
import { memo } from './memo.ts';

const snapshots = '../../../test/report/snapshots';

describe('the memo', () => {
  it.each(Object.entries({ launch, hold, bare, labelled }))('of %s', async (name, result) => {
    await expect(memo(result)).toMatchFileSnapshot(`${snapshots}/memo-${name}.md`);
  });

  it('has the sections of a causal memo, in this order', () => {
    const titles = [...memo(launch).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      'Decision',
      'Intervention',
      'Question and estimands',
      'Design',
      'Results',
      'Guardrails',
      'Net value',
      'How the effect comes about',
      'Assumptions and findings',
      'Not to be read causally',
      'Flow of units',
      'Main risks, and what would change the decision',
      'Decision rule as declared',
      'Monitoring after launch',
      'Reproduction',
    ]);
  });

  it('says one sentence of many estimates that are alike', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `v${i}`);
    const segments = levels.map((level) => ({ ...resolved, id: `of ${level}`, estimand: { ...resolved.estimand, segment: { column: 'lang', level } } }));
    const text = memo({ ...launch, estimates: [...launch.estimates, ...segments] });
    const [question] = text.split('## Design');
    expect(question).toContain('- `of v0` (primary): ');
    expect(question).toContain(' 29 more of this kind; results.json has the sentence of each.');
    expect(question).not.toContain('of v1`');
  });

  it('says why a study that shows less shows less', () => {
    const text = memo(bare);
    expect(text).toContain('The study declares no guardrail: harm was not looked for.');
    expect(text).toContain('No outcome of the study carries a value');
    expect(text).toContain('The study declares no monitoring.');
    expect(text).not.toContain('Not to be read causally');
  });

  it('says what to do about every doubt', () => {
    const text = memo(launch);
    for (const { mend } of launch.findings) if (mend) expect(text).toContain(escaped(mend));
    const [first, ...rest] = launch.findings;
    expect(memo({ ...launch, findings: [{ ...first, mend: 'Set `looks: anytime`.' }, ...rest] })).toContain('*What to do:* Set `looks: anytime`.');
  });

  it('says in the guardrails which bounds hold at every look', () => {
    const early = launch.estimates.map((e) => ({ ...e, interval: { ...e.interval, kind: 'anytime' as const } }));
    expect(memo({ ...launch, estimates: early })).toContain('upper +0.41 pp, 95 % anytime');
    expect(memo(launch)).not.toContain('anytime');
  });

  it('counts every loss', () => {
    const text = memo(launch);
    for (const lost of ['| 291 |', '| 140 |', '27 of arm `0` and 25 of arm `1`']) expect(text).toContain(lost);
  });

  it('says when the evidence is a benchmark', () => {
    expect(memo({ ...launch, study: { ...launch.study, evidence: 'benchmark' } })).toContain('> The evidence is a benchmark');
    expect(memo(launch)).not.toContain('benchmark');
  });

  it('keeps a table a table whatever an outcome is called', () => {
    const name = 'a|b`c\n## d';
    const [first, ...rest] = launch.study.outcomes;
    const text = memo({ ...launch, study: { ...launch.study, outcomes: [{ ...first, name }, ...rest] } });
    const row = text.split('\n').find((line) => line.includes('c ## d') && line.startsWith('| ')) ?? '';
    expect(row.replaceAll('\\|', '').match(/\|/g)).toHaveLength(8);
    expect(text).not.toMatch(/^## d/m);
  });

  it('calls outcomes and arms by their labels, and names the column where there is room', () => {
    const text = memo(labelled);
    for (const said of [
      '| Tickets resolved (`resolved`) | primary |',
      '- Tickets resolved (`resolved`, primary): ',
      'control No assistant (`0`), treatment Drafting assistant (`1`)',
      '| Drafting assistant (`1`) | model |',
      '**Primary effect** (Tickets resolved): ',
      '| Answers with a claim that no source supports | +0.11 pp |',
      '27 of arm No assistant and 25 of arm Drafting assistant',
      'Found helpful could not be estimated',
    ])
      expect(text).toContain(said);
  });

  it('keeps a table a table whatever a label says', () => {
    const [first, ...rest] = launch.study.outcomes;
    const text = memo({ ...launch, study: { ...launch.study, outcomes: [{ ...first, label: '*a*|b`c\n## d <i>' }, ...rest] } });
    const row = text.split('\n').find((line) => line.includes('| primary |')) ?? '';
    expect(row).toContain('| \\*a\\*\\|b\\`c ## d \\<i> (`resolved`) |');
    expect(row.replaceAll('\\|', '').match(/\|/g)).toHaveLength(8);
    expect(text).not.toMatch(/^## d/m);
  });

  it('takes an arm that has only a label for one without versions', () => {
    const text = memo({ ...labelled, study: { ...labelled.study, treatments: { '0': {}, '1': {} } } });
    expect(text).toContain('The study names no versions of its treatment');
    expect(text).toContain('Versions were not declared.');
  });

  it('throws when a headline is not among the estimates', () => {
    expect(() => memo({ ...launch, estimates: launch.estimates.slice(1) })).toThrow(/names the estimate "resolved" but does not hold it/);
  });
});

describe('user text in Markdown', () => {
  it.each([
    ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)>'],
    ['[x](javascript:alert(1))', '[x\\](javascript:alert(1))'],
    ['**bold** `code` ~~no~~', '\\*\\*bold\\*\\* \\`code\\` \\~\\~no\\~\\~'],
    ['http://e.com/x<img src=y>', 'http\\://e.com/x\\<img src=y>'],
    ['www.e.com, a@b.org, judge@4', 'www\\.e.com, a\\@b.org, judge@4'],
    ['# title', '\\# title'],
    ['- item', '\\- item'],
    ['two\nlines', 'two lines'],
    ['a|b', 'a\\|b'],
    ['&lt;b', '\\&lt;b'],
    ['agent_experience _emphasis_', 'agent_experience \\_emphasis\\_'],
    ['p < 0.001, [+2.9, +6.2]', 'p < 0.001, [+2.9, +6.2]'],
    ['back\\slash', 'back\\\\slash'],
  ])('escapes %j', (text, expected) => expect(escaped(text)).toBe(expected));

  it.each([
    ['Use `adjust: lin` to *adjust*.', 'Use `adjust: lin` to \\*adjust\\*.'],
    ['`a|b`, then `<c>`', '`a\\|b`, then `<c>`'],
    ['one ` alone <b>', 'one \\` alone \\<b>'],
    ['two `` at once', 'two \\`\\` at once'],
    ['# a `b`', '\\# a `b`'],
  ])('keeps the code of our own sentences: %j', (text, expected) => expect(prose(text)).toBe(expected));

  it('fences a name with more backticks than it holds', () => {
    expect(code('resolved')).toBe('`resolved`');
    expect(code('a`b``c')).toBe('``` a`b``c ```');
    expect(code('a|b')).toBe('`a\\|b`');
    expect(code('  ')).toBe('–');
  });
});
