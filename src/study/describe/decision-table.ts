import type { Estimate } from '../../estimate/estimate.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import { type ArmLabels, armLabel, outcomeLabel } from '../../protocol/labels.ts';
import type { Headline } from '../ask/headlines.ts';
import type { ArmDecision } from '../result.ts';

/** One row an arm: its verdict, and its effect on every outcome with the interval that the decision reads. */
export function decisionTable(headlines: readonly Headline[], arms: readonly ArmDecision[], labels: ArmLabels): Exhibit {
  const cells = (pick: (e: Estimate) => number | undefined, outcome: string): readonly (number | undefined)[] =>
    arms.map(({ arm }) => {
      const headline = headlines.find((s) => s.arm === arm && s.outcome.name === outcome)?.estimate;
      if (!headline) return undefined;
      const value = pick(headline);
      return value === undefined ? undefined : value * (headline.estimand.unit.kind === 'share' ? 100 : 1);
    });
  const unitOf = (outcome: string): string => {
    const headline = headlines.find((s) => s.outcome.name === outcome && s.estimate)?.estimate;
    return headline?.estimand.unit.kind === 'share' ? ' (pp)' : '';
  };
  const named = new Map(headlines.map(({ outcome }) => [outcome.name, outcomeLabel(outcome)]));
  const called = ({ arm }: ArmDecision): string => armLabel(labels, arm);
  const columns = [...named].flatMap(([outcome, label]): readonly (readonly [string, readonly (number | undefined)[]])[] => [
    [`${label}${unitOf(outcome)}`, cells((e) => e.value, outcome)],
    [`${label}${unitOf(outcome)}, low`, cells((e) => e.interval.pieces[0]?.low, outcome)],
    [`${label}${unitOf(outcome)}, high`, cells((e) => e.interval.pieces.at(-1)?.high, outcome)],
  ]);
  const says = `${arms.map((d) => `${called(d)}: ${d.verdict.replaceAll('-', ' ')}`).join('; ')}.`;
  return {
    id: 'decision-table',
    title: 'The arms against control, outcome by outcome',
    kind: 'table',
    part: 'arms',
    says,
    alt: says,
    columns: { arm: arms.map(called), verdict: arms.map(({ verdict }) => verdict.replaceAll('-', ' ')), ...Object.fromEntries(columns) },
  };
}
