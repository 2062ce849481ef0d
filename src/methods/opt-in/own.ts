import type { Target } from '../../inference/observed/observed-units.ts';
import type { PropensityModel } from '../../inference/observed/propensity.ts';
import type { Own, Protocol } from '../../protocol/protocol.ts';
import type { OptInKeys } from './declared/keys.ts';

/** The part of a protocol that only methods of opt-in features read. */
export interface OptIn extends Own {
  readonly kind: 'opt-in';
  /** Column that says who took the feature, its value where they did not, and the version that is compared with it. */
  readonly choice: string;
  readonly control: string;
  readonly treatment: string;
  /** Column by which errors are added up: it may hold units of both. */
  readonly cluster?: string;
  readonly estimand: Target;
  readonly estimator: OptInKeys['estimator'];
  readonly propensity: { readonly model: PropensityModel; readonly terms: 'main' | 'interactions' | 'splines' };
  /** How the outcome depends on the covariates in each arm: by default straight lines. */
  readonly regression?: { readonly link: 'identity' | 'logit'; readonly ridge?: number };
  /** Units whose chance of treatment is nearer to zero or one than this are left out. */
  readonly trim?: number;
  /** Column of what moved the choice, and nothing else: a number. */
  readonly instrument?: string;
  /** Columns that the feature cannot have changed. */
  readonly negativeControls?: readonly string[];
  /** How units are matched; by default each with the nearest by its chance, with replacement, what is left unequal taken out by regression. */
  readonly matching?: {
    readonly on?: 'chance' | 'covariates';
    readonly neighbours?: number;
    readonly replace?: boolean;
    readonly biasAdjusted?: boolean;
  };
  /** How far a match may lie: standard deviations of the logit of the chance, or of covariates. */
  readonly caliper?: number;
  /** Covariates in which matches are equal. */
  readonly exactOn?: readonly string[];
  /** Parts of the units, each predicted by the others; one: no unit is left out of what predicts it. Absent: as many as the units allow. */
  readonly folds?: number;
  /** So many times as strong as the strongest covariate is the hidden cause that a launch must stand; default 1, and 0 asks for none. */
  readonly robustTo?: number;
  /** How often units are dealt out to folds. */
  readonly repeats: number;
  /** Units of the whole study, where they are many: segments of them are many together. */
  readonly units?: number;
}

export const optInIn = ({ own }: Protocol): OptIn | undefined => (own.kind === 'opt-in' ? (own as OptIn) : undefined);
