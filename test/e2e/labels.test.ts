import { describe, expect, it } from 'vitest';
import { memo, reportHtml, terminalSummary } from '../../src/report.ts';
import { analyze, parseStudy, type StudyResult } from '../../src/study.ts';
import { cases, labelledArms, labelledSupport, supportTickets, withoutLabels } from '../support/labelled-study.ts';

const analyzed = (text: string, data: ReturnType<typeof cases>): Promise<StudyResult> => analyze(parseStudy(text), { data });
const [support, plain, arms] = await Promise.all([
  analyzed(labelledSupport, supportTickets()),
  analyzed(withoutLabels(labelledSupport), supportTickets()),
  analyzed(labelledArms, cases()),
]);

describe('a study with labels', () => {
  it('has them beside the names', () => {
    expect(support.study.design.labels).toEqual({ 0: 'No assistant', 1: 'Drafting assistant' });
    expect(support.study.outcomes.map(({ name, label }) => [name, label])).toEqual([
      ['resolved', 'Tickets resolved'],
      ['handle_minutes', undefined],
      ['unsupported_claim', 'Answers with a claim | that no source supports'],
      ['cost_usd', undefined],
    ]);
    expect(support.study.treatments).toMatchObject({ 0: {}, 1: { model: 'large-2026-03' } });
    expect(support.study.treatments[1]).not.toHaveProperty('label');
  });

  it('has the numbers of the same study without', () => {
    expect(support.estimates).toEqual(plain.estimates);
    expect(support.findings).toEqual(plain.findings);
    expect(support.decision.guardrails.map(({ says: _, ...rest }) => rest)).toEqual(plain.decision.guardrails.map(({ says: _, ...rest }) => rest));
  });

  it('shows them in the memo, on the screen and on the page', () => {
    expect(support.decision.says).toBe('The effect on Tickets resolved cannot be told from zero.');
    const text = memo(support);
    for (const said of ['Tickets resolved: between', '| Tickets resolved (`resolved`, primary) |', '- Drafting assistant: model `large-2026-03`'])
      expect(text).toContain(said);
    expect(text).not.toContain('label');
    expect(terminalSummary(support, { color: false })).toMatch(/^ {2}Tickets resolved +primary/m);
    expect(reportHtml(support)).toContain('<div class="name">Tickets resolved <span class="own">resolved</span></div>');
  });

  it('names the arms in the decision and in what is drawn of them', () => {
    expect(arms.decision.says).toMatch(/^None meets every condition; Answers with cited policies comes nearest\./);
    expect(arms.decision.arm).toBe('rag');
    const shown = (id: string): string => JSON.stringify(arms.exhibits.find((e) => e.id === id));
    for (const id of ['decision-table', 'pareto', 'best-arm:net value', 'comparison:task_success']) {
      expect(shown(id)).toContain('Agent that plans and calls tools');
      expect(shown(id)).not.toMatch(/"agent"|\bagent against\b/);
    }
    expect(memo(arms)).toContain('· Agent that plans and calls tools (`task_success · agent`, primary) |');
  });
});

it('a study without labels has none in its results', () => {
  expect(JSON.stringify(plain.study)).not.toMatch(/"labels?":/);
  expect(memo(plain)).toContain('| `resolved` (primary) |');
});
