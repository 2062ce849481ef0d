import { describe, expect, it } from 'vitest';
import { resolved } from '../../../test/report/estimates.ts';
import { bare, hold, labelled, launch } from '../../../test/report/study-result.ts';
import { code, escaped, prose } from '../text/markdown.ts';
import { memo, memoAppendix } from './memo.ts';

const snapshots = '../../../test/report/snapshots';

const all = Object.entries({ launch, hold, bare, labelled });

describe('the memo', () => {
  it.each(all)('of %s', async (name, result) => {
    await expect(memo(result)).toMatchFileSnapshot(`${snapshots}/memo-${name}.md`);
  });

  it.each(all)('of %s is a page', (_, result) => expect(memo(result).split('\n').length).toBeLessThanOrEqual(60));

  it('has the parts of a causal memo, in this order', () => {
    const titles = [...memo(launch).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      'What was changed, for whom',
      'What happened',
      'What could make this wrong',
      'What this could not tell',
      'Deviations from the plan',
      'What would change our mind',
      'Next step',
    ]);
  });

  it('says the effect in words, with the means of both arms', () => {
    expect(memo(launch)).toContain(
      '`resolved`: between 2.88 and 6.18 more per 100 tickets (95 % interval); seen were 49.80 % in control 0 and 54.33 % in treatment 1.',
    );
  });

  it('says why it waits in words that need no statistics, once what to do, and shows no number as an effect', () => {
    const [reason, ...rest] = hold.decision.reasons;
    const text = memo({ ...hold, decision: { ...hold.decision, reasons: [{ ...reason, condition: 'sample-ratio' }, ...rest] } });
    expect(text).toContain('**HOLD.** The arms did not fill as planned. The sample ratio fails');
    expect(text.match(/Find out why before anybody reads it\./g)).toHaveLength(1);
    expect(text).toContain('## What was seen: not to be read as an effect');
    for (const said of ['✓', 'per 100 tickets', 'Net value', 'change our mind']) expect(text).not.toContain(said);
  });

  it('says nothing twice', () => {
    for (const [, result] of all) {
      const sentences = memo(result)
        .split('\n')
        .filter((line) => line.startsWith('- '));
      expect(new Set(sentences).size).toBe(sentences.length);
    }
  });

  it('says what it could not tell, and counts what it leaves to the appendix', () => {
    const many = Array.from({ length: 9 }, (_, i) => ({ check: 'balance', about: {}, verdict: 'warn' as const, says: `Doubt ${i}.` }));
    const text = memo({ ...launch, findings: many });
    expect(text).toContain('- Doubt 0.\n- Doubt 1.\n- Doubt 2.\n- 6 more in the appendix.');
    expect(text).toContain('- `helpful`: ');
  });

  it('says of a failing check more than of one that warns, and of the primary more than of the file', () => {
    const doubt = (says: string, verdict: 'fail' | 'warn', check: string, column?: string) => ({ check, about: column ? { column } : {}, verdict, says });
    const findings = [
      doubt('Of the file.', 'warn', 'hidden-subgroups'),
      doubt('Of a secondary.', 'warn', 'balance', 'handle_minutes'),
      doubt('Of the primary.', 'warn', 'balance', 'resolved'),
      doubt('It fails.', 'fail', 'balance', 'handle_minutes'),
    ];
    expect(memo({ ...launch, findings })).toContain('- It fails.\n- Of the primary.\n- Of a secondary.\n- 1 more in the appendix.');
  });

  it('tells the number that each condition turns on', () => {
    const text = memo(launch);
    expect(text).toContain('This turns if the interval, [+2.88, +6.18], reaches 0.');
    expect(text).toContain('`unsupported_claim` turns if its upper bound, +0.41 pp, passes the tolerance of 0.5 pp.');
  });

  it.each([
    ['met', 'higher', 'primary-worthwhile', 'reaches 2 pp.'],
    ['met', 'lower', 'primary-worthwhile', 'reaches -2 pp.'],
    ['not-met', 'higher', 'primary-worthwhile', 'lies wholly on the good side of 2 pp.'],
    ['not-met', 'higher', 'primary-positive', 'lies wholly on the good side of 0.'],
    ['violated', 'higher', 'primary-worthwhile', 'reaches 0.'],
    ['not-met', 'higher', 'robust-to', 'moved against it by what such a cause could do, lies wholly on the good side of 0.'],
    ['met', 'higher', 'robust-to', 'moved against it by what such a cause could do, reaches 0.'],
  ] as const)('says how a condition that is %s turns, where %s is better, of %s', (status, better, condition, says) => {
    const [first, ...rest] = launch.study.outcomes;
    const study = { ...launch.study, outcomes: [{ ...first, better }, ...rest], launchWhen: [condition] };
    const decision = { ...launch.decision, reasons: [{ condition, status, estimate: 'resolved', says: 'So it is.' }] };
    expect(memo({ ...launch, study, decision })).toContain(`- So it is. This turns if the interval, [+2.88, +6.18], ${says}\n`);
  });

  it('says in the guardrails which bounds hold at every look', () => {
    const early = launch.estimates.map((e) => ({ ...e, interval: { ...e.interval, kind: 'anytime' as const } }));
    expect(memo({ ...launch, estimates: early })).toContain('upper +0.41 pp, 95 % anytime');
    expect(memo(launch)).not.toContain('anytime');
  });

  it('says when the evidence is a benchmark', () => {
    expect(memo({ ...launch, study: { ...launch.study, evidence: 'benchmark' } })).toContain('The evidence is a benchmark');
    expect(memo(launch)).not.toContain('benchmark');
  });

  it('keeps a table a table whatever an outcome is called', () => {
    const name = 'a|b`c\n## d';
    const [first, ...rest] = launch.study.outcomes;
    const text = memo({ ...launch, study: { ...launch.study, outcomes: [{ ...first, name }, ...rest] } });
    const row = text.split('\n').find((line) => line.includes('c ## d') && line.startsWith('| ')) ?? '';
    expect(row.replaceAll('\\|', '').match(/\|/g)).toHaveLength(7);
    expect(text).not.toMatch(/^## d/m);
  });

  it('keeps a table a table whatever a label says', () => {
    const [first, ...rest] = launch.study.outcomes;
    const text = memo({ ...launch, study: { ...launch.study, outcomes: [{ ...first, label: '*a*|b`c\n## d <i>' }, ...rest] } });
    const row = text.split('\n').find((line) => line.includes('primary)') && line.startsWith('| ')) ?? '';
    expect(row).toContain('| \\*a\\*\\|b\\`c ## d \\<i> (`resolved`, primary) |');
    expect(text).not.toMatch(/^## d/m);
  });

  it('calls outcomes and arms by their labels, and names the column where there is room', () => {
    const text = memo(labelled);
    for (const said of [
      '| Tickets resolved (`resolved`, primary) |',
      '| Outcome | No assistant | Drafting assistant |',
      '- Drafting assistant: model `large-2026-03`',
    ])
      expect(text).toContain(said);
  });

  it('throws when a headline is not among the estimates', () => {
    expect(() => memo({ ...launch, estimates: launch.estimates.slice(1) })).toThrow(/names the estimate "resolved" but does not hold it/);
  });

  it('is told of a result from before arms had their values', () => {
    const { arms: _, ...older } = launch;
    expect(memo(older as typeof launch)).toContain('| `resolved` (primary) | +4.53 pp |');
  });
});

describe('the appendix', () => {
  it.each(all)('of %s', async (name, result) => {
    await expect(memoAppendix(result)).toMatchFileSnapshot(`${snapshots}/memo-appendix-${name}.md`);
  });

  it('has all that the memo rests on, in this order', () => {
    const titles = [...memoAppendix(launch).matchAll(/^## (.*)$/gm)].map(([, title]) => title);
    expect(titles).toEqual([
      'Question and estimands',
      'Design',
      'Versions, and what a change of one means',
      'What is measured, and what the decision does with it',
      'What was seen in each arm',
      'Results',
      'Net value',
      'How the effect comes about',
      'Assumptions and findings',
      'Not to be read causally',
      'Flow of units',
      'Decision rule as declared',
      'Monitoring after launch',
      'Reproduction',
    ]);
  });

  it('says one sentence of many estimates that are alike', () => {
    const levels = Array.from({ length: 30 }, (_, i) => `v${i}`);
    const segments = levels.map((level) => ({ ...resolved, id: `of ${level}`, estimand: { ...resolved.estimand, segment: { column: 'lang', level } } }));
    const text = memoAppendix({ ...launch, estimates: [...launch.estimates, ...segments] });
    const [question] = text.split('## Design');
    expect(question).toContain('- `of v0` (primary): ');
    expect(question).toContain(' 29 more of this kind; results.json has the sentence of each.');
    expect(question).not.toContain('of v1`');
  });

  it('says what to do about every doubt', () => {
    const text = memoAppendix(launch);
    for (const { mend } of launch.findings) if (mend) expect(text).toContain(escaped(mend));
    const [first, ...rest] = launch.findings;
    expect(memoAppendix({ ...launch, findings: [{ ...first, mend: 'Set `looks: anytime`.' }, ...rest] })).toContain('*What to do:* Set `looks: anytime`.');
  });

  it('counts every loss', () => {
    const text = memoAppendix(launch);
    for (const lost of ['| 291 |', '| 140 |', '27 of arm `0` and 25 of arm `1`']) expect(text).toContain(lost);
    expect(memoAppendix(labelled)).toContain('27 of arm No assistant and 25 of arm Drafting assistant');
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
