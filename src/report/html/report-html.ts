import type { StudyResult } from '../../study/result.ts';
import { forReaders } from '../for-readers.ts';
import { html } from '../text/html.ts';
import { decisionSign } from '../words.ts';
import { banner } from './banner.ts';
import { partsOf } from './beside-effects.ts';
import { effects } from './effects.ts';
import { evidence } from './evidence.ts';
import { page } from './page.ts';

/**
 * The result as one self-contained page for three readers: the banner for thirty seconds, the effects for three minutes, the evidence for thirty.
 *
 * Units     each number is a look-up by estimate id, rounded by its standard error.
 * Errors    throws when the result names an estimate that it does not hold, or when a number is not finite.
 */
export function reportHtml(given: StudyResult): string {
  const result = forReaders(given);
  const title = `${result.study.id}: ${decisionSign(result.decision.verdict).word.toLowerCase()}`;
  const nav = html`<nav aria-label="On this page"><a href="#effects">Effects</a>${partsOf(result).map(({ part, title }) => html`<a href="#${part}">${title}</a>`)}<a href="#findings">Findings</a><a href="#plan">Plan</a><a href="#flow">Flow of units</a><a href="#evidence">Evidence</a></nav>`;
  return page(title, html`${banner(result)}${nav}${effects(result)}${evidence(result)}`);
}
