import type { StudyResult } from '../../study/result.ts';
import { outOfJson } from '../out-of-json.ts';
import { escaped, joined, md } from '../text/markdown.ts';
import { monitoringSection, reproductionSection } from './after.ts';
import { decisionSection, risksSection, ruleSection } from './argument.ts';
import { findingsSection, flowSection } from './checks.ts';
import { mechanismSection } from './mechanism.ts';
import { contrastSection, guardrailsSection, netValueSection, resultsSection } from './results.ts';
import { designSection, interventionSection, questionSection } from './subject.ts';

const sections = [
  decisionSection,
  interventionSection,
  questionSection,
  designSection,
  resultsSection,
  guardrailsSection,
  netValueSection,
  mechanismSection,
  findingsSection,
  contrastSection,
  flowSection,
  risksSection,
  ruleSection,
  monitoringSection,
  reproductionSection,
];

/**
 * The causal memo in Markdown: what was decided and why, on what evidence, and what would change it.
 *
 * Units     each number is a look-up by estimate id, rounded by its standard error.
 * Errors    throws when the result names an estimate that it does not hold.
 */
export function memo(given: StudyResult): string {
  const result = outOfJson(given);
  return `${joined([md`# ${escaped(result.study.id)}`, ...sections.map((render) => render(result))], '\n\n')}\n`;
}
