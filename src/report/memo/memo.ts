import type { StudyResult } from '../../study/result.ts';
import { forReaders } from '../for-readers.ts';
import { code, escaped, joined, type Markdown, md } from '../text/markdown.ts';
import { shortHash } from '../words.ts';
import { monitoringSection, reproductionSection } from './appendix/after.ts';
import { ruleSection } from './appendix/argument.ts';
import { armsSection } from './appendix/arms.ts';
import { asideSection } from './appendix/aside.ts';
import { findingsSection, flowSection } from './appendix/checks.ts';
import { measurementSection, versionsSection } from './appendix/planned.ts';
import { contrastSection, resultsSection, valuesSection } from './appendix/results.ts';
import { designSection, questionSection } from './appendix/subject.ts';
import { benefitPart } from './page/benefit.ts';
import { changedPart } from './page/changed.ts';
import { decisionPart } from './page/decision.ts';
import { doubtsPart } from './page/doubts.ts';
import { happenedPart } from './page/happened.ts';
import { mindPart, nextPart } from './page/next.ts';

const page = [decisionPart, changedPart, happenedPart, benefitPart, doubtsPart, mindPart, nextPart];

const appendix = [
  questionSection,
  designSection,
  versionsSection,
  measurementSection,
  armsSection,
  resultsSection,
  valuesSection,
  asideSection,
  findingsSection,
  contrastSection,
  flowSection,
  ruleSection,
  monitoringSection,
  reproductionSection,
];

/**
 * The causal memo in Markdown, one page to forward: what was decided and why, what happened in both arms, what could make it wrong, and what to do.
 *
 * Units     each number is a look-up by estimate id, rounded by its standard error.
 * Errors    throws when the result names an estimate that it does not hold.
 */
export function memo(given: StudyResult): string {
  const result = forReaders(given);
  const below = md`Plan ${code(shortHash(result.provenance.planHash))}, estimand ${code(result.provenance.estimand)}. Every estimate, check and unit: memo-appendix.md.`;
  return written(md`# ${escaped(result.study.id)}`, [...page.map((part) => part(result)), below]);
}

/** What the memo rests on: every estimate, finding, flow of units, and how to get the same numbers again. */
export function memoAppendix(given: StudyResult): string {
  const result = forReaders(given);
  return written(
    md`# ${escaped(result.study.id)}: appendix`,
    appendix.map((section) => section(result)),
  );
}

const written = (title: Markdown, parts: readonly Markdown[]): string => `${joined([title, ...parts], '\n\n')}\n`;
