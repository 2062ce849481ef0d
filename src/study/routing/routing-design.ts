import type { StudyFile } from '../schema/study-file.ts';

export type RoutingDesign = Extract<StudyFile['design'], { readonly kind: 'routing' }>;
export type DeclaredPolicy = RoutingDesign['policies'][string];
export type Rules = Extract<DeclaredPolicy, readonly unknown[]>;

export const isRules = (policy: DeclaredPolicy): policy is Rules => Array.isArray(policy);

export const routingDesign = ({ design }: StudyFile): RoutingDesign | undefined => (design.kind === 'routing' ? design : undefined);

/** The actions that the study names; undefined when it leaves them to the log. */
export function declaredActions({ candidates, probabilities }: RoutingDesign): readonly string[] | undefined {
  if (Array.isArray(candidates)) return candidates;
  // Where candidates name columns, the other actions could always be taken.
  return probabilities && [...new Set([...Object.keys(probabilities), ...Object.keys(candidates ?? {})])];
}
