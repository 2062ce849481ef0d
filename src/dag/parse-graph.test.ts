import { describe, expect, it } from 'vitest';
import { messageOf } from '../../test/support/small-study.ts';
import { graphOf } from './graph.ts';
import { graphText } from './graph-text.ts';
import { parseGraph } from './parse-graph.ts';

describe('the text of a graph', () => {
  it('joins nodes by arrows in either direction, a line or a semicolon a statement', () => {
    expect(parseGraph('context -> usage; outcome <- usage\nusage <-> outcome # a cause of both\nlatent mood')).toEqual({
      nodes: ['context', 'usage', 'outcome', 'mood'],
      edges: [
        ['context', 'usage'],
        ['usage', 'outcome'],
      ],
      common: [['usage', 'outcome']],
      latent: ['mood'],
    });
  });

  it('takes groups, chains, and what nobody measured', () => {
    expect(parseGraph('{a, b} -> {c d} <-> e [latent] <- f; lonely; latent g h')).toMatchObject({
      edges: [
        ['a', 'c'],
        ['a', 'd'],
        ['b', 'c'],
        ['b', 'd'],
        ['f', 'e'],
      ],
      common: [
        ['c', 'e'],
        ['d', 'e'],
      ],
      latent: ['e', 'g', 'h'],
    });
    expect(parseGraph('{a\n b,\n c} -> d').edges).toHaveLength(3);
  });

  it('takes any name in quotes, and words of any language', () => {
    expect(parseGraph('`time to answer` -> "a->b"; größe -> x.1_y').nodes).toEqual(['time to answer', 'a->b', 'größe', 'x.1_y']);
    expect(parseGraph('latent -> y').edges).toEqual([['latent', 'y']]);
    const odd = graphOf({ edges: [['a b', 'latent']], common: [['c`d', '"']], latent: ['9'] });
    expect(parseGraph(graphText(odd))).toEqual(odd);
  });

  it('draws an arrow once, however often it is written', () => {
    expect(parseGraph('a -> b; b <- a; a -> b; latent u, u')).toMatchObject({ edges: [['a', 'b']], latent: ['u'] });
    expect(parseGraph('a <-> b; b <-> a').common).toHaveLength(1);
  });

  it.each([
    'dag {\nbb="-4,-4,5,5"\nai [exposure,pos="-2.2,-1.5"]\nresolved [outcome,pos="1.4,-1.5"]\n"case mix" [adjusted,pos="0,0"]\nmood [latent,pos="1,1"]\nai -> used\n"case mix" -> resolved\nmood -> {used resolved}\nused -> resolved [pos="0.1,0.2"]\n}\n',
    'dag my_model{ ai [exposure] resolved [outcome] "case mix" [adjusted] mood [unobserved] ai -> used "case mix" -> resolved mood -> {used resolved} used -> resolved [beta=0.5] }',
    'ai [exposure]; resolved [outcome]; "case mix"; mood [latent]; ai -> used; "case mix" -> resolved; mood -> {used resolved}; used -> resolved',
  ])('is read as dagitty writes it (%#)', (text) => {
    expect(parseGraph(text)).toEqual({
      nodes: ['ai', 'resolved', 'case mix', 'mood', 'used'],
      edges: [
        ['ai', 'used'],
        ['case mix', 'resolved'],
        ['mood', 'used'],
        ['mood', 'resolved'],
        ['used', 'resolved'],
      ],
      common: [],
      latent: ['mood'],
    });
  });

  it('takes dag for a name where nothing is opened', () => expect(parseGraph('dag -> y').nodes).toEqual(['dag', 'y']));

  it('says where a block of dagitty is not closed, and what follows one', () => {
    expect(messageOf(() => parseGraph('dag { a -> b'))).toContain('Character 13 of the graph is the end, where } is expected.');
    expect(messageOf(() => parseGraph('dag { a -> b } c'))).toContain('Character 16 of the graph is "c", where the end is expected.');
    expect(messageOf(() => parseGraph('dag { a -- b }'))).toContain('Write an arrow as ->, <- or <->.');
  });

  it('may be empty', () => expect(parseGraph(' \n# nothing yet\n;')).toEqual({ nodes: [], edges: [], common: [], latent: [] }));
});

const example = 'Write arrows between columns, such as assignment -> usage -> outcome; usage <-> outcome.';
const end = 'an arrow (->, <-, <->), a semicolon or the end of the line';
const mend = 'Turn or take out one of these arrows: nothing causes what came before it. What acts back later is a column of its own, such as next_week.';

it.each([
  ['a -> b - c', `Character 8 of the graph is "-", where ${end} is expected. Write an arrow as ->, <- or <->.`],
  ['a b', `Character 3 of the graph is "b", where ${end} is expected. ${example}`],
  ['a -> ', `Character 6 of the graph is the end, where a node or a group such as {a b} is expected. ${example}`],
  ['a ->\nb', `Character 5 of the graph is the end of a line, where a node or a group such as {a b} is expected. ${example}`],
  ['{a b -> c', `Character 6 of the graph is "->", where a node or } is expected. ${example}`],
  ['{} -> c', `Character 2 of the graph is "}", where a node is expected. ${example}`],
  ['a [measured]', `Character 4 of the graph is "measured", where latent is expected. ${example}`],
  ['a -> "b', 'Character 6 of the graph is """, where a node or a group such as {a b} is expected. Close the name with the same mark.'],
  [
    '7d -> b',
    'Character 1 of the graph is "7", where a node or a group such as {a b} is expected. Put a name that begins with a digit or holds other signs in `backquotes`.',
  ],
  ['a -> b; c -> d\nb -> c; d -> a', `The graph goes in a circle: a -> b -> c -> d -> a. ${mend}`],
  ['a -> b <- c; b -> a', `The graph goes in a circle: a -> b -> a. ${mend}`],
  ['a -> a', `"a" causes itself in the graph. ${mend}`],
  ['a <-> a', `"a" causes itself in the graph. ${mend}`],
  [
    Array.from({ length: 201 }, (_, i) => `n${i}`).join(';'),
    'Character 894 of the graph is the end of a graph of 201 nodes, where a smaller one is expected. Draw at most 200 nodes; leave out what bears on nothing.',
  ],
])('%j is refused, with the place and what to do', (text, says) => {
  expect(messageOf(() => parseGraph(text))).toBe(says);
});

it('names the circle of a graph that is made by hand', () => {
  expect(
    messageOf(() =>
      graphOf({
        edges: [
          ['x', 'y'],
          ['y', 'x'],
        ],
      }),
    ),
  ).toContain('x -> y -> x');
});
