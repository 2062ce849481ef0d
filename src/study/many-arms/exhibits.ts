import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Spoken } from '../headlines.ts';
import type { ArmLabels } from '../labels.ts';
import type { Decision } from '../result.ts';
import { decisionTable } from './decision-table.ts';
import { paretoExhibit } from './pareto.ts';

/** The arms side by side: what the decision weighs. Nothing with one treatment arm. */
export function manyArmsExhibits(protocol: Protocol, spoken: readonly Spoken[], decision: Decision, labels: ArmLabels): readonly Exhibit[] {
  if (!decision.arms) return [];
  return [decisionTable(spoken, decision.arms, labels), ...paretoExhibit(protocol, spoken, labels)];
}
