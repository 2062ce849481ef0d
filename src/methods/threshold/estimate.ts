import type { Estimate, Piece, Role, Unit } from '../../estimate/estimate.ts';
import type { Analysed } from './analysed.ts';
import type { FoundAtCutoff, InferenceKind } from './found.ts';
import { type AtThreshold, recordOf } from './options.ts';
import type { Threshold } from './own.ts';

/** What stands beside an effect at a cutoff. */
export interface ThresholdDetails {
  readonly inference: InferenceKind;
  /** At the cutoff, control first: what the outcome tends to on either side. */
  readonly arms: readonly { readonly arm: string; readonly mean: number; readonly rows: number }[];
  /** Rows within the bandwidth or window, and how far it reaches. */
  readonly near: { readonly below: number; readonly above: number };
  readonly reach: { readonly below: number; readonly above: number };
  readonly firstStage?: { readonly value: number; readonly standardError: number };
}

/** What the method says of itself. */
export interface Way {
  readonly id: string;
  readonly source: string;
  readonly role?: Role;
  /** How it compares, such as `by local lines, their bias taken out`. */
  readonly says: string;
}

/** The estimate of what was found: of the side that has the treatment less the other. */
export function thresholdEstimate(found: FoundAtCutoff, analysed: Analysed, c: AtThreshold, way: Way): Estimate<ThresholdDetails> {
  const { threshold, outcome, level, boundsLevel } = c;
  const { treated, control, side, running, decision } = threshold;
  const turned = isTurned(threshold);
  const sign = turned ? -1 : 1;
  const value = sign * found.value;
  const bounds = found.bounds(boundsLevel);
  const { dropped, nearest } = analysed;
  const sides = side === 'above' ? ({ treated: 'above', control: 'below' } as const) : ({ treated: 'below', control: 'above' } as const);
  const whom = decision === undefined ? '' : `, whose ${decision} the cutoff decides`;
  const at = cutoffText(analysed, c);
  return {
    id: `${way.id}:${outcome}`,
    role: way.role ?? c.role,
    estimand: {
      contrast: { treatment: treated, control },
      population: `rows at the cutoff of ${running}${whom}`,
      outcome,
      unit: unitAt(analysed, c),
      says: `Average effect of ${treated} rather than ${control} on ${outcome}, of rows whose ${running} is ${at}${whom}; nothing is said of other scores; ${way.says}.${c.perUnit === undefined ? '' : ` What is compared is the ${c.perUnit}.`}`,
    },
    value,
    ...(found.standardError !== undefined && { standardError: found.standardError }),
    interval: { pieces: turnedPieces(found.pieces(level), turned), level, side: 'two-sided', kind: 'pointwise', reference: found.reference },
    ...(bounds && { bounds: { level: boundsLevel, low: turned ? -bounds.high : bounds.low, high: turned ? -bounds.low : bounds.high } }),
    test: { null: 0, alternative: 'two-sided', statistic: found.standardError === undefined ? value : value / found.standardError, pValue: found.pValue },
    sizes: {
      units: found.near.below + found.near.above,
      perArm: { [control]: found.near[sides.control], [treated]: found.near[sides.treated] },
      ...(found.clusters !== undefined && { clusters: found.clusters }),
      dropped: { [control]: dropped[sides.control], [treated]: dropped[sides.treated] },
    },
    method: {
      id: way.id,
      options: recordOf(c, { inference: found.kind, ...(nearest > 0 && { leftOutNearest: nearest }), ...found.details }),
      source: way.source,
    },
    details: {
      inference: found.kind,
      arms: (['control', 'treated'] as const).map((arm) => ({
        arm: arm === 'control' ? control : treated,
        mean: found.levels[sides[arm]],
        rows: found.near[sides[arm]],
      })),
      near: found.near,
      reach: found.reach,
      ...(found.firstStage && { firstStage: found.firstStage }),
      ...found.details,
    },
  };
}

/** Is what is told the other way round than from below the cutoff to above it? Of a logged decision both jumps turn round, and their ratio stays. */
export const isTurned = ({ side, decision }: Threshold): boolean => side === 'below' && decision === undefined;

/** What an effect on the outcome is counted in. */
export const unitAt = ({ binary }: Analysed, { unit }: AtThreshold): Unit => unit ?? { kind: binary ? 'share' : 'plain' };

export const turnedPieces = (pieces: readonly Piece[], turned: boolean): readonly Piece[] =>
  turned ? pieces.map(({ low, high }) => ({ ...(high !== undefined && { low: -high }), ...(low !== undefined && { high: -low }) })).reverse() : pieces;

/** The cutoff as readers see it: the number, or how many there are. */
const cutoffText = ({ cutoffs }: Pick<Analysed, 'cutoffs'>, { threshold: { cutoff } }: AtThreshold): string =>
  typeof cutoff === 'number' ? String(cutoff) : cutoffs.length === 1 ? String(cutoffs[0].cutoff) : `at one of ${cutoffs.length} cutoffs (${cutoff})`;

/** Where a check looks: `at 0.85`. */
export function atCutoff(of: Pick<Analysed, 'cutoffs'>, c: AtThreshold): string {
  const text = cutoffText(of, c);
  return of.cutoffs.length > 1 ? text : `at ${text}`;
}
