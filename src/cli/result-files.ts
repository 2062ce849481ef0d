import { armsCsv, estimatesCsv, figureFiles, memo, memoAppendix, reportHtml, resultsJson, ruleFiles } from '../report.ts';
import type { StudyResult } from '../study/result.ts';

export interface ExportFlags {
  /** Also estimates.csv and arms.csv. */
  readonly csv?: boolean;
  /** Also figures/*.svg. */
  readonly figures?: boolean;
}

/** What readers get of a result: name within the output folder, and text. */
export function readerFiles(result: StudyResult, { csv, figures }: ExportFlags): readonly (readonly [name: string, text: string])[] {
  return [
    ['memo.md', memo(result)],
    ['memo-appendix.md', memoAppendix(result)],
    ['report.html', reportHtml(result)],
    ...ruleFiles(result).map(({ name, text }) => [name, text] as const),
    ...(csv
      ? ([
          ['estimates.csv', estimatesCsv(result)],
          ['arms.csv', armsCsv(result)],
        ] as const)
      : []),
    ...(figures ? figureFiles(result).map(({ name, svg }) => [`figures/${name}`, svg] as const) : []),
  ];
}

/** The same, and the numbers themselves. */
export function resultFiles(result: StudyResult, flags: ExportFlags): readonly (readonly [name: string, text: string])[] {
  return [...readerFiles(result, flags), ['results.json', resultsJson(result)]];
}

/** What is written whatever the result: known before any work is done. */
export function fileNames({ csv, figures }: ExportFlags): readonly string[] {
  return [
    'memo.md',
    'memo-appendix.md',
    'report.html',
    'results.json',
    ...(csv ? ['estimates.csv', 'arms.csv'] : []),
    ...(figures ? ['figures/effects.svg'] : []),
  ];
}
