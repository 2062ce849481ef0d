import { isDeepStrictEqual } from 'node:util';
import { adjustmentSets } from '../../../src/dag/back-door.ts';
import { frontDoorSets } from '../../../src/dag/front-door.ts';
import { graphText } from '../../../src/dag/graph-text.ts';
import { testableImplications } from '../../../src/dag/implications.ts';
import { instruments } from '../../../src/dag/instruments.ts';
import { parseGraph } from '../../../src/dag/parse-graph.ts';
import { openPath } from '../../../src/dag/separation.ts';
import { printedJson } from '../../../src/report/text/terminal.ts';
import { type Dice, times } from '../dice.ts';
import { Wrong } from '../judge.ts';
import { mutatedText } from '../mutate/text.ts';
import { wordFrom } from '../mutate/values.ts';
import type { Kind } from './kind.ts';

/** Graphs in our words and in dagitty's, sound ones and spoiled ones: read, written and read again, and asked what they say. */
export const graphs: Kind = {
  id: 'graphs',
  limit: 2_000,
  prepare: () => (dice) => {
    const sound = written(dice);
    const text = dice.once(3) ? sound : mutatedText(sound, written(dice), dice);
    return {
      input: { 'graph.txt': text },
      run() {
        const graph = parseGraph(text);
        const told = graphText(graph);
        if (graph.nodes.every(canBeWritten) && !isDeepStrictEqual(sorted(parseGraph(told)), sorted(graph))) throw new Wrong('reads back as another graph');
        const [treatment, outcome] = [graph.nodes[0], graph.nodes.at(-1)];
        if (treatment === undefined || outcome === undefined || treatment === outcome) return {};
        const said = {
          adjusted: adjustmentSets(graph, { treatment, outcome, limit: 20 }),
          front: frontDoorSets(graph, { treatment, outcome, tries: 500 }),
          instruments: instruments(graph, { treatment, outcome, limit: 20 }),
          path: openPath(graph, treatment, outcome) ?? '',
          implied: graph.nodes.length > 40 ? [] : testableImplications(graph),
        };
        return { said: printedJson(JSON.stringify(said)) };
      },
    };
  },
};

const canBeWritten = (name: string): boolean => !/[\r\n\u2028\u2029]/.test(name) && ['`', '"', "'"].some((mark) => !name.includes(mark));

function sorted({ nodes, edges, common, latent }: ReturnType<typeof parseGraph>): unknown {
  const texts = (list: readonly unknown[]): readonly string[] => list.map((item) => JSON.stringify(item)).sort();
  return [nodes, edges, common, latent].map(texts);
}

const names = ['a', 'b', 'c', 'd', 'e', 'f', 'usage', 'arm', 'y', 'x.1', '`two words`', '"q"', "'r'", 'latent', 'dag'];

function written(dice: Dice): string {
  const most = dice.once(200) ? dice.pick([100, 1_000]) : 8;
  const node = (): string => (dice.once(30) ? wordFrom(dice) : most > 8 ? `n${dice.below(most)}` : dice.pick(names));
  const group = (): string => (dice.once(8) ? `{${times(dice.below(4), node).join(dice.once(10) ? ';' : ' ')}}` : node());
  const role = (): string =>
    dice.once(20) ? ` [${dice.pick(['exposure', 'outcome', 'latent', 'adjusted', 'pos="1,2"', 'unobserved', 'beta=0.3', 'latent,pos="0,1"'])}]` : '';
  const arrow = (): string => (dice.once(25) ? dice.pick(['--', '- >', '=>', '@->', '']) : dice.pick(['->', '->', '->', '<-', '<->']));
  const statement = (): string => {
    if (dice.once(10)) return `latent ${times(1 + dice.below(3), node).join(', ')}`;
    if (dice.once(12)) return dice.pick(['# why', '', 'bb="0,0,1,1"', '// no', ';']);
    return `${group()}${role()}${times(dice.below(4), () => ` ${arrow()} ${group()}${role()}`).join('')}`;
  };
  const text = times(1 + dice.below(most), statement).join(dice.pick(['\n', '; ', ' ;\n']));
  return dice.once(4) ? `dag ${dice.once(4) ? 'name ' : ''}{\n${text}\n}` : text;
}
