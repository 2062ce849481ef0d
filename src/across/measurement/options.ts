import type { Expression } from '../../expressions/expression.ts';
import type { Target } from '../../inference/stratified.ts';
import type { Measured } from '../../protocol/measured.ts';

/** What a measurement must know, beside the columns of judge and people. */
export interface MeasurementOptions extends Pick<Measured, 'judges' | 'human'>, Partial<Omit<Measured, 'judges' | 'human'>> {
  /** What the outcome is called. */
  readonly outcome: string;
  readonly assignment: string;
  /** The arms that are measured, as canonical texts, control first. */
  readonly arms: readonly string[];
  /** Column of the clusters that were assigned as a whole: an audit of few of them tells less than its labels are many. */
  readonly cluster?: string;
  /** Column of the blocks within which arms are compared, such as pairs of answers to one item: judge and audit then count by differences within them. */
  readonly blocks?: string;
  /** What blocks stand for, as the blocked effect reads it. */
  readonly target?: Target;
  /** Column of clusters that hold whole blocks: errors are added up by it. */
  readonly within?: string;
  /** Rows that are asked about, such as those that met a trigger. */
  readonly where?: Expression;
}

export type ResolvedMeasurement = MeasurementOptions & Measured;

export const resolved = (o: MeasurementOptions): ResolvedMeasurement => ({ by: 'ppi++', using: [], errors: 'by-arm', biases: {}, ...o });

/** Columns that the measure is made of, beside the human label: known of every unit. */
export const predictorsOf = ({ by, judges, using = [] }: Pick<MeasurementOptions, 'judges' | 'using' | 'by'>): readonly string[] =>
  by === 'calibration' ? [...judges, ...using] : judges;
