import { fromColumns } from '../../../src/engines/memory/from-rows.ts';
import { printedJson } from '../../../src/report/text/terminal.ts';
import { memo, memoAppendix, reportHtml, resultsJson, terminalSummary } from '../../../src/report.ts';
import { analyze } from '../../../src/study/analyze.ts';
import { namedColumns } from '../../../src/study/read/expect-columns.ts';
import { parseStudy, type StudySource } from '../../../src/study/read/parse-study.ts';
import type { StudyResult } from '../../../src/study/result.ts';
import { combined, corpusOf, type Rows, type Seed } from '../corpus.ts';
import type { Dice } from '../dice.ts';
import type { Outputs } from '../judge.ts';
import { mutatedRows } from '../mutate/rows.ts';
import { mutatedTree, withOtherNumbers } from '../mutate/tree.ts';
import type { Kind } from './kind.ts';

/** Sound studies, or nearly so, of spoiled rows in memory: analysed and told in every medium. */
export const analyses: Kind = {
  id: 'analyses',
  limit: 5_000,
  prepare(beside) {
    const seeds = withRows(corpusOf(beside));
    return (dice) => {
      const [seed = dice.pick(seeds)] = dice.once(3) ? withRows([combined(dice)]) : [];
      const text = studyText(seed, dice.pick(seeds), dice);
      const rows = mutatedRows(seed.rows, seed.named, dice);
      const drawn = dice.once(16);
      return {
        input: { 'study.yaml': text, 'rows.json': jsonOf(rows) },
        async run() {
          const data = fromColumns(rows, 'rows.csv');
          return told(await analyze(parseStudy(text, 'study.yaml'), { data }), drawn);
        },
      };
    };
  },
};

function studyText(seed: Seed, other: Seed, dice: Dice): string {
  if (dice.once(6)) return JSON.stringify(mutatedTree(seed.tree, other.tree, dice));
  return dice.once(4) ? JSON.stringify(withOtherNumbers(seed.tree, dice)) : seed.text;
}

export const told = (result: StudyResult, drawn: boolean): Outputs => ({
  memo: memo(result),
  appendix: memoAppendix(result),
  results: printedJson(resultsJson(result)),
  terminal: terminalSummary(result, { color: false, outputs: { memo: 'memo.md', report: 'report.html', results: 'results.json' }, seconds: 1 }),
  ...(drawn && { report: reportHtml(result) }),
});

export interface SeedWithRows extends Seed {
  readonly rows: Rows;
  readonly named: readonly string[];
  readonly source: StudySource;
}

/** Those that have rows, and can be read: some cases are there for their errors. */
export function withRows(seeds: readonly Seed[]): readonly SeedWithRows[] {
  return seeds.flatMap((seed): readonly SeedWithRows[] => {
    const { rows, text } = seed;
    const source = rows && read(text);
    return rows && source ? [{ ...seed, rows, source, named: [...new Set(namedColumns(source).map(({ column }) => column))] }] : [];
  });
}

function read(text: string): StudySource | undefined {
  try {
    return parseStudy(text, 'study.yaml');
  } catch {
    return undefined;
  }
}

/** Minus zero and the like must come back as they were. */
const jsonOf = (rows: Rows): string => JSON.stringify(rows, (_, value: unknown) => (Object.is(value, -0) ? '-0' : value)).replaceAll('"-0"', '-0');
