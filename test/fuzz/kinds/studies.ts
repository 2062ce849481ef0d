import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { planText } from '../../../src/report/terminal/plan-text.ts';
import { printedJson } from '../../../src/report/text/terminal.ts';
import { plan } from '../../../src/study/plan.ts';
import { parseStudy } from '../../../src/study/read/parse-study.ts';
import { corpusOf, type Rows, type Seed } from '../corpus.ts';
import type { Dice } from '../dice.ts';
import { mutatedText } from '../mutate/text.ts';
import { mutatedTree } from '../mutate/tree.ts';
import type { Kind } from './kind.ts';

/** Texts of studies, changed as text or as a tree, read and planned on columns of every study there is. */
export const studies: Kind = {
  id: 'studies',
  limit: 2_000,
  prepare(beside) {
    const seeds = corpusOf(beside);
    const data = fromColumns(columnsOf(seeds), 'rows.csv');
    return (dice) => {
      const text = studyText(dice.pick(seeds), dice.pick(seeds), dice);
      return {
        input: { 'study.yaml': text },
        async run() {
          const planned = await plan(parseStudy(text, 'study.yaml'), { data });
          return { plan: planText(planned), json: printedJson(JSON.stringify(planned)) };
        },
      };
    };
  },
};

function studyText(seed: Seed, other: Seed, dice: Dice): string {
  if (dice.once(3)) return mutatedText(seed.text, other.text, dice);
  const tree = JSON.stringify(mutatedTree(seed.tree, other.tree, dice));
  return dice.once(10) ? mutatedText(tree, other.text, dice) : tree;
}

/** A few rows that have the columns of all studies: what one takes from another is then there. */
function columnsOf(seeds: readonly Seed[]): Rows {
  const merged: Record<string, Rows[string]> = {};
  for (const { rows = {} } of seeds) for (const [name, values] of Object.entries(rows)) merged[name] ??= values.slice(0, 3);
  return merged;
}
