import { blockedDifference } from '../../../methods/arms/blocked/difference.ts';
import { chosen, strataOf } from '../../../methods/arms/blocked/strata.ts';
import { usualLevel } from '../../../protocol/defaults.ts';
import { type ErrorPart, freedomOfSum } from '../freedom.ts';
import type { ResolvedMeasurement } from '../options.ts';

import type { ComparedArm, InBlocks } from './in-blocks.ts';
import { label } from './parts.ts';

interface Expanded {
  readonly variance: number;
  readonly df: number;
}

/** How the effect errs by labels alone. */
export interface LabelsAlone extends Expanded {
  /** Compared as they lie in blocks; else each is expanded to its arm, also where the other arm of its block has none. */
  readonly asTheyLie: boolean;
  readonly expanded: Expanded;
}

/** Fewer blocks with labels of both arms hardly tell how these vary. */
const enough = 10;

/** By how much another way must seem more precise before it is taken: to pick the smaller of two variances would claim too much. */
export const clearly = 0.5;

/**
 * Labels as they lie in blocks, which needs labels that were drawn alike and blocks that have them in both arms. Where many lie in blocks without the other arm,
 * and blocks differ little, labels that are expanded to their arms tell more: they are taken at half the variance, or where few blocks have both.
 */
export function labelsAlone(
  one: ComparedArm,
  labels: InBlocks['labels'],
  { audits, torn, complete }: { readonly audits: readonly ErrorPart[]; readonly torn: boolean; readonly complete: number },
  o: ResolvedMeasurement,
): LabelsAlone {
  const expanded = { variance: audits.reduce((sum, { variance }) => sum + variance, 0), df: freedomOfSum(audits) };
  const asExpanded = { ...expanded, asTheyLie: false, expanded };
  if (o.sampling !== undefined || (torn && complete < enough)) return asExpanded;
  const found = asTheyLie(one, labels, o);
  if (found === undefined || !(found.standardError > 0)) return asExpanded;
  const variance = found.standardError ** 2;
  return torn && expanded.variance < clearly * variance ? asExpanded : { variance, df: found.df, asTheyLie: true, expanded };
}

/** What the blocked effect is on the labels; undefined where no block has labels of both arms, or too few have. */
function asTheyLie({ arm, control, clusterOf }: ComparedArm, labels: InBlocks['labels'], { assignment, blocks = '', within, target }: ResolvedMeasurement) {
  const withLabels = (name: string): readonly string[] => labels.filter((c) => c.arm === name && c.group.moments.n > 0).map(({ block }) => block);
  const treated = new Set(withLabels(arm));
  if (!withLabels(control).some((block) => treated.has(block))) return undefined;
  const { strata } = strataOf(labels, { outcome: label, assignment, control }, arm, blocks);
  const one = chosen(strata, within === undefined ? target : 'blocks');
  const observations = new Set(one.strata.map(({ block }) => clusterOf?.get(block) ?? block)).size;
  if (one.strata.length === 0 || (one.target === 'blocks' && observations < 2)) return undefined;
  return blockedDifference(one, usualLevel, clusterOf).difference;
}

/** Labels are one column for all arms: where those of one treatment are expanded, those of all are. */
export function alike<Errors extends { readonly alone: LabelsAlone }>(errors: readonly Errors[]): readonly Errors[] {
  if (errors.every(({ alone }) => alone.asTheyLie)) return errors;
  return errors.map((one) => ({ ...one, alone: { ...one.alone, ...one.alone.expanded, asTheyLie: false } }));
}
