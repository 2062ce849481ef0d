import { stream } from '../../src/math/random/stream.ts';
import { csvText } from '../../src/scenarios/csv-text.ts';
import type { StudyExample } from './study-example.ts';

const users = 400;
const days = 28;
/** The new prompt ran from this day on. */
const launched = 14;

/** A new prompt that does nothing, launched for everybody when a busy season ends: fewer hard tickets come in, and more are resolved. */
function tickets(): string {
  const random = stream(20261129);
  const user_id: string[] = [];
  const period: string[] = [];
  const [dates, resolved, handle_minutes]: readonly number[][] = [[], [], []];
  for (let user = 0; user < users; user++) {
    const skill = 0.4 * random.normal();
    for (let day = 0; day < days; day++) {
      if (random.uniform() > 0.15) continue;
      // What nobody wrote down: tickets get easier as the season ends.
      const hard = random.bernoulli(0.75 - 0.02 * day);
      user_id.push(`U${String(user).padStart(4, '0')}`);
      dates.push(day);
      period.push(day < launched ? 'before' : 'after');
      resolved.push(random.bernoulli(1 / (1 + Math.exp(-(0.6 + skill - 1.4 * hard)))));
      handle_minutes.push(Math.max(1, 18 + 9 * hard - 2 * skill + 5 * random.normal()));
    }
  }
  return csvText({ columns: { user_id, day: dates, period, resolved, handle_minutes } }, 1);
}

const study = `# A prompt that everybody got on day 14. The dashboard says that it works.
estimand: 1
study: new-prompt-for-all
question: Did the new prompt raise the share of tickets that are resolved?
data: {file: tickets.csv}
unit: user_id
design:
  kind: before-after
  period: period
  before: before
  after: after
treatments:
  before: {prompt: draft@7}
  after: {prompt: draft@8}
outcomes:
  resolved: {label: Tickets resolved, role: primary, better: higher, worthwhile: 0.01}
  handle_minutes: {label: Minutes per ticket, role: guardrail, protects: operations, better: lower, unit: minutes, tolerance: 1}
monitoring: {holdout: 0.05, review: 4 weeks}
decide: {launch: [primary-positive, guardrails-hold]}
`;

export const beforeAfterExample: StudyExample = {
  folder: 'examples/before-after',
  inputs: () => ({ 'study.yaml': study, 'tickets.csv': tickets() }),
};
