import type { Exhibit } from '../../estimate/exhibit.ts';
import type { ArmLabels } from '../../protocol/labels.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';
import type { Decision } from '../result.ts';
import { decisionTable } from './decision-table.ts';
import { paretoExhibit } from './pareto.ts';

/** The arms side by side: what the decision weighs. Nothing with one treatment arm. */
export function manyArmsExhibits(
  protocol: Protocol,
  headlines: readonly Headline[],
  decision: Decision,
  against: string,
  labels: ArmLabels,
): readonly Exhibit[] {
  if (!decision.arms) return [];
  return [decisionTable(headlines, decision.arms, labels), ...paretoExhibit(protocol, headlines, against, labels)];
}
