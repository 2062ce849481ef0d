// What a page does that takes a study to its decision: bundled for a browser, and run in Node beside it.
import { fromRows } from '../../src/index.ts';
import { memo, reportHtml, resultsJson } from '../../src/report.ts';
import { supportRollout } from '../../src/scenarios.ts';
import { analyze, defineStudy, parseStudy, planPower } from '../../src/study.ts';

export interface Told {
  readonly verdicts: readonly string[];
  readonly results: string;
  readonly memo: string;
  readonly report: string;
  readonly simulatedPower: number | undefined;
  /** What is said of a study that is read from text and has no rows. */
  readonly refused: string;
}

export async function told(): Promise<Told> {
  const n = 2_000;
  const { columns } = supportRollout.simulate({ n, seed: 3 });
  const rows = Array.from({ length: n }, (_, i) => Object.fromEntries(Object.entries(columns).map(([name, values]) => [name, values[i]])));
  const study = defineStudy({
    estimand: 1,
    study: 'rag-support-assistant',
    question: 'Does access to the assistant raise first-contact resolution?',
    data: { file: 'tickets.csv' },
    unit: 'ticket_id',
    design: { kind: 'randomized', assignment: 'assigned_ai', control: 0, shares: { 0: 0.5, 1: 0.5 }, usage: 'used_ai' },
    treatments: { 1: { model: 'large-2026-03' } },
    covariates: ['agent_experience', 'case_complexity'],
    outcomes: {
      resolved: { role: 'primary', better: 'higher', worthwhile: 0.01, value: 14 },
      handle_minutes: { role: 'secondary', better: 'lower', value: -0.8 },
      unsupported_claim: { role: 'guardrail', better: 'lower', tolerance: 0.01, value: -20 },
    },
  });
  const result = await analyze(study, { data: fromRows(rows) });
  const power = await planPower(study, { data: fromRows(rows), simulate: 60 });
  const text = supportRollout.study('tickets.csv');
  const fromText = await analyze(parseStudy(text, 'study.yaml'), { data: fromRows(rows) });
  const refused = await analyze(parseStudy(text, 'study.yaml')).then(
    () => 'no error',
    ({ message }: Error) => message,
  );
  return {
    verdicts: [result.decision.verdict, fromText.decision.verdict],
    results: resultsJson(result),
    memo: memo(result),
    report: reportHtml(result),
    simulatedPower: power.simulated?.power,
    refused,
  };
}
