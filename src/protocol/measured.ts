import type { CalibrationArtefact } from './calibration.ts';

/** How human labels correct a judge: see docs/judges.md. */
export type MeasuredBy = 'ppi++' | 'ppi' | 'calibration' | 'rogan-gladen';

/** How labels of several people become one: see `labelOf`. */
export type Combine = 'mean' | 'majority';

/** An outcome that is scored by judges on every unit, and by people on a sample of them. Names are columns. */
export interface Measured {
  /** Scores for every unit; several are weighed against each other on the audit. */
  readonly judges: readonly string[];
  /** The label of a person, or what several say together; unknown where nobody looked. */
  readonly human: string;
  /** Where several people label: a column of each. `human` is made of them. */
  readonly annotators?: readonly string[];
  readonly combine?: Combine;
  /** Which units were audited; without it, those that have a human label. */
  readonly audited?: string;
  /** How labels came about: `complaints` are no audit. Default: drawn. */
  readonly labels?: 'drawn' | 'complaints';
  /** With which probability a unit was audited; without it audits are a simple random sample within each arm. */
  readonly sampling?: string;
  readonly by: MeasuredBy;
  /** Of `calibration`: further columns that are known of every unit and tell where the judge errs. */
  readonly using: readonly string[];
  /** Of `rogan-gladen`: sensitivity and specificity of each arm, or of both arms together. */
  readonly errors: 'by-arm' | 'pooled';
  /** What the judge may be swayed by, such as {verbosity: answer_length}. */
  readonly biases: Readonly<Record<string, string>>;
  /** The half-width of the interval that is wanted, in units of the outcome. Audits are planned to reach it. */
  readonly halfWidth?: number;
  readonly version?: string;
  readonly rubric?: string;
  /** Whose outputs are scored, in words. A calibration is valid for these only. */
  readonly population?: string;
  /** An earlier calibration, held against this audit. */
  readonly calibration?: CalibrationArtefact;
}
