import type { StudyResult } from '../../study/result.ts';
import { printed } from '../format/printed.ts';
import { mechanisms } from '../look-up.ts';
import { mechanismNote } from '../words.ts';
import { code, escaped, markdownTable, section } from './markdown.ts';

/** The effect through the mediators and past them; the decision does not read it. */
export function mechanismSection(result: StudyResult): string {
  const shown = mechanisms(result);
  if (shown.length === 0) return '';
  const rows = shown.map((estimate) => {
    const text = printed(estimate);
    return [code(estimate.id), text.effect, `${text.interval}, ${text.level}`, text.pValue, escaped(estimate.estimand.says)];
  });
  return section('How the effect comes about', mechanismNote, markdownTable(['Estimate', 'Effect', 'Interval', 'Test', 'What it is'], rows));
}
