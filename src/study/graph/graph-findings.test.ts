import { describe, expect, it } from 'vitest';
import { messageOf, smallStudy } from '../../../test/support/small-study.ts';
import { dSeparated } from '../../dag/separation.ts';
import { parseStudy } from '../read/parse-study.ts';
import { defaultGraph } from './default-graph.ts';
import { graphExhibit } from './graph-exhibit.ts';
import { graphFindings } from './graph-findings.ts';

const parse = (text: string) => parseStudy(text, 'study.yaml');
/** The small study with a graph, and with changes before that. */
const drawn = (dag: string, ...changes: readonly (readonly [from: string, to: string])[]) => {
  const held = ['experience', 'complexity'].filter((covariate) => dag.includes(covariate));
  const study = smallStudy.replace('[experience, complexity]', `[${held.join(', ')}]`);
  const changed = changes.reduce((text, [from, to]) => text.replace(from, () => to), study);
  return parse(`${changed}dag: |\n${dag.replaceAll(/^/gm, '  ')}\n`);
};
const verdicts = (...of: Parameters<typeof drawn>): readonly string[] =>
  graphFindings(drawn(...of)).map(({ verdict, identification, says }) => `${verdict}${identification ? '!' : ''} ${says}`);

const context = '{experience complexity} -> {handoff resolved harm}';

describe('a graph of a randomized study', () => {
  it('passes where covariates lie before the assignment and nothing causes it', () => {
    expect(verdicts(`${context}\nai -> handoff -> {resolved harm}; ai -> resolved`)).toEqual([
      'pass By the graph 2 covariates lie before ai, and nothing causes ai.',
    ]);
  });

  it('fails a covariate that the assignment causes, and only warns when nothing is adjusted for', () => {
    const [says, ...rest] = verdicts('ai -> handoff -> {resolved harm}; handoff -> complexity; experience -> resolved');
    expect(rest).toEqual([]);
    expect(says).toBe(
      'fail! By the graph complexity lies after ai (ai -> handoff -> complexity), but the study names it a covariate: adjusting for it takes away what the treatment does through it, and may open a way that was closed.',
    );
    const unadjusted = drawn('ai -> handoff -> {resolved harm}; handoff -> complexity', ['{level: 0.95}', '{adjust: none}']);
    expect(graphFindings(unadjusted)).toEqual([expect.objectContaining({ verdict: 'warn', about: { column: 'complexity' } })]);
    expect(graphFindings(unadjusted)[0].identification).toBeUndefined();
  });

  it('warns of a mediator that nothing moves, or that moves nothing', () => {
    expect(verdicts('ai -> {resolved harm}; handoff -> resolved')).toEqual([
      'warn By the graph ai does not act on handoff, but the study names it a mediator.',
    ]);
    expect(verdicts('ai -> {resolved harm handoff}')).toEqual(['warn By the graph handoff acts on no outcome, but the study names it a mediator.']);
  });

  it('fails an open back door, and says which column closes it', () => {
    const findings = graphFindings(drawn(`ai -> {resolved harm handoff}; handoff -> resolved; day -> {ai resolved}`));
    expect(findings.map(({ verdict, says }) => `${verdict} ${says}`)).toEqual([
      'fail By the graph the way ai <- day -> resolved is open: the difference in resolved is not the effect of ai alone.',
      'warn By the graph day bears on ai, but in a randomized design chance alone decides it.',
    ]);
    expect(findings[0].mend).toBe('Add day to covariates.');
    expect(findings[0].identification).toBe(true);
  });

  it('sees that a covariate opens what was closed', () => {
    const [open] = graphFindings(drawn(`ai -> {resolved handoff}; handoff -> resolved; u -> {ai complexity}; v -> {complexity resolved}; latent u v`));
    expect(open.says).toBe(
      'By the graph the way ai <- u -> complexity <- v -> resolved is open with complexity adjusted for: the difference in resolved is not the effect of ai alone.',
    );
    expect(open.mend).toBe('Take complexity out of covariates: adjusting for what two causes meet in opens the way between them.');
  });

  it('says when no measured set closes the back door', () => {
    const [open] = graphFindings(drawn('ai -> {resolved handoff}; handoff -> resolved; ai <-> resolved'));
    expect(open.mend).toBe('No set of measured columns closes every back door: measure what is latent, or randomize.');
  });

  it('lets blocks decide the arms', () => {
    const study = drawn('day -> {ai resolved}; ai -> {resolved handoff}; handoff -> resolved', ['  control: 0\n', '  control: 0\n  blocks: day\n']);
    expect(graphFindings(study).map(({ verdict, says }) => `${verdict} ${says}`)).toEqual(['pass By the graph every back door is closed to ai.']);
  });

  it('warns where assignment is no instrument for usage', () => {
    const usage = ['  control: 0\n', '  control: 0\n  usage: used\n'] as const;
    expect(verdicts('ai -> used -> handoff -> {resolved harm}; used <-> resolved', usage)).toEqual(['pass By the graph nothing causes ai.']);
    expect(verdicts('ai -> used -> handoff -> {resolved harm}; ai -> harm; used <-> resolved', usage)).toEqual([
      'warn By the graph ai is joined to harm past used (ai -> harm), so there it is no instrument and the complier effect is not identified.',
    ]);
  });
});

it('says which covariates and usage it does not hold', () => {
  const study = parse(`${smallStudy}dag: "ai -> {resolved handoff harm}; handoff -> resolved"\n`);
  expect(graphFindings(study).map(({ verdict, says }) => `${verdict} ${says}`)).toEqual([
    'warn The study names experience, complexity, which the graph does not contain: it says nothing about them.',
  ]);
});

describe('the default graph', () => {
  const study = parse(
    `${smallStudy.replace('  control: 0\n', '  control: 0\n  usage: used\n').replace('analysis:', '  helpful: {role: secondary, better: higher, measured: {judge: j, human: h}}\nanalysis:')}dag: default\n`,
  );
  const graph = defaultGraph(study);

  it('holds every column that plays a part, and what nobody measured', () => {
    expect([...graph.nodes].sort()).toEqual(
      ['ai', 'used', 'experience', 'complexity', 'handoff', 'resolved', 'harm', 'helpful', 'j', 'h', 'unmeasured context', 'future data'].sort(),
    );
    expect(graph.latent).toEqual(['unmeasured context', 'future data', 'helpful']);
  });

  it('has assignment depend on nothing, act through usage, and judge and human read the outcome', () => {
    expect(dSeparated(graph, ['ai'], ['experience', 'complexity', 'unmeasured context'])).toBe(true);
    expect(dSeparated(graph, ['ai'], ['resolved'], ['used'])).toBe(false); // used is where assignment and context meet
    expect(dSeparated(graph, ['ai'], ['resolved'], ['used', 'experience', 'complexity', 'unmeasured context'])).toBe(true);
    expect(dSeparated(graph, ['j'], ['h'])).toBe(false);
    expect(dSeparated(graph, ['j'], ['h'], ['helpful'])).toBe(true);
  });

  it('leaves the study nothing to correct', () => expect(graphFindings(study).map(({ verdict }) => verdict)).toEqual(['pass']));

  it('is shown with the part of each node', () => {
    const [{ columns, title, says }] = graphExhibit(study, graphFindings(study));
    expect(title).toBe('What causes what: the default graph of an AI deployment');
    expect(says).toBe('By the graph 2 covariates lie before ai, and nothing causes ai.');
    const rows = columns.from.map((from, i) => [from, columns['from is'][i], columns.arrow[i], columns.to[i], columns['to is'][i]].join(' '));
    expect(rows).toContain('ai assignment → used usage');
    expect(rows).toContain('helpful outcome → j judge');
    expect(rows).toContain('unmeasured context unobserved → resolved outcome');
  });

  it('takes the context to decide the action in a log of routed requests', () => {
    const routing = parse(
      smallStudy
        .replace(/design:\n( {2}.*\n)+/, 'design: {kind: routing, action: action, probability: p, policies: {careful: [{otherwise: human}]}}\n')
        .replace(/(treatments:\n .*|mediators: .*)\n/g, '')
        .concat('dag: default\n'),
    );
    expect(defaultGraph(routing).edges).toContainEqual(['complexity', 'action']);
    expect(graphFindings(routing).map(({ verdict, says }) => `${verdict} ${says}`)).toEqual([
      'pass By the graph 2 covariates lie before action, and every back door is closed to action.',
    ]);
  });
});

it('says nothing without a graph', () => {
  expect(graphFindings(parse(smallStudy))).toEqual([]);
  expect(graphExhibit(parse(smallStudy), [])).toEqual([]);
});

describe('a graph that does not fit its study', () => {
  const circle = 'Turn or take out one of these arrows: nothing causes what came before it. What acts back later is a column of its own, such as next_week.';
  it.each([
    ['dag: [ai]', 'study.yaml:19:1  dag is a list of 1 value. It must be default, or arrows between columns, such as "assignment -> usage -> outcome".'],
    [
      'dag: ai => resolved',
      'study.yaml:19:9  Character 4 of the graph is "=", where an arrow (->, <-, <->), a semicolon or the end of the line is expected. Write an arrow as ->, <- or <->.',
    ],
    ['dag: "ai -> resolved; resolved -> handoff -> ai"', `study.yaml:19:46  The graph goes in a circle: ai -> resolved -> handoff -> ai. ${circle}`],
    [
      'dag: |\n  ai -> handoff # first\n  handoff -> resolved\n  resolved -> handoff',
      `study.yaml:22:15  The graph goes in a circle: handoff -> resolved -> handoff. ${circle}`,
    ],
    ['dag: defualt', 'study.yaml:19:6  dag is "defualt". It must be "default".'],
    ['dag: ia -> resolved', 'study.yaml:19:6  The graph has no node "ai", the assignment. Add its arrows; the nodes are "ia" and "resolved".'],
    [
      'dag: ai -> resolve',
      'study.yaml:19:6  The graph has no node "resolved", the primary outcome. It has "resolve": write "resolved" for it, if that is meant.',
    ],
    [
      'dag: |\n  ai -> resolved\n  latent mood, handoff',
      'study.yaml:21:16  "handoff" is latent in the graph, but it is a column of the study: mediator. Take it out of the latent nodes: it is measured.',
    ],
  ])('%j is told at its place', (dag, says) => expect(messageOf(() => parse(`${smallStudy}${dag}\n`))).toBe(says));
});
