import { between, type Limit, share } from '../parameters.ts';
import { sigmoid } from '../sigmoid.ts';

export interface ConfidenceParameters {
  /** Confidence from which on the usual model answers; below it the stronger one does. */
  readonly cutoff: number;
  /** Effect of the stronger model on the log-odds that a short ticket at a confidence of 0.7 is resolved. */
  readonly effect: number;
  /** Minutes that it adds to a short ticket. */
  readonly minutesEffect: number;
  /** Share of the tickets below the cutoff that it has no capacity for: of long ones twice that of short ones. */
  readonly fuzz: number;
  /** Decimals of the logged score; 0 logs it as it was. */
  readonly rounding: number;
  /** Share of the long tickets just below the cutoff that an operator moves as far above it. */
  readonly manipulation: number;
  /** How much lower the cutoff of German is than that of English, and that of Japanese higher. */
  readonly spread: number;
}

export const confidenceParameters: ConfidenceParameters = { cutoff: 0.7, effect: 0.6, minutesEffect: -0.8, fuzz: 0, rounding: 0, manipulation: 0, spread: 0 };

const decimals: Limit = { asked: 'an integer from 0 to 6', holds: (value) => Number.isInteger(value) && value >= 0 && value <= 6 };
export const confidenceLimits: Readonly<Record<keyof ConfidenceParameters, Limit>> = {
  cutoff: between(0.3, 0.8),
  effect: between(-5, 5),
  minutesEffect: between(-100, 100),
  fuzz: between(0, 0.6),
  rounding: decimals,
  manipulation: share,
  spread: between(0, 0.15),
};

export const languages = ['en', 'de', 'ja'] as const;
export const languageShares = [0.5, 0.3, 0.2] as const;
export const longShare = 1 / 3;
export const minutesNoise = 4;
/** An operator looks at tickets whose confidence is no further below the cutoff. */
export const edited = 0.02;

/** What a ticket is before any model has seen it. */
export interface Ticket {
  readonly language: number;
  readonly long: 0 | 1;
}

/** Log-odds of the confidence are normal around this, with a standard deviation of one. */
export const usualLogit = ({ language, long }: Ticket): number => 1.1 - 0.5 * long + [0, -0.1, -0.3][language];

export const cutoffOf = ({ language }: Ticket, p: ConfidenceParameters): number => p.cutoff + [0, -p.spread, p.spread][language];

/** How many of such tickets lie at a confidence, a unit of it. */
export function densityAt(ticket: Ticket, confidence: number): number {
  const z = logit(confidence) - usualLogit(ticket);
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / (confidence * (1 - confidence));
}

export const missChance = ({ long }: Ticket, p: ConfidenceParameters): number => p.fuzz * (long === 1 ? 1.5 : 0.75);

export const logit = (chance: number): number => Math.log(chance / (1 - chance));
const usual = logit(0.7);

/** Of a ticket whose confidence has these log-odds; the less confident the usual model, the more the stronger one does. */
export function resolvedChance({ language, long }: Ticket, logOdds: number, strong: number, p: ConfidenceParameters): number {
  return sigmoid(-0.55 + 0.9 * logOdds - 0.5 * long + [0, -0.1, -0.2][language] + (p.effect + 0.3 * long - 0.4 * (logOdds - usual)) * strong);
}

export function expectedMinutes({ long }: Ticket, logOdds: number, strong: number, p: ConfidenceParameters): number {
  return 16 - 2 * logOdds + 3 * long + p.minutesEffect * (1 + 0.3 * long) * strong;
}
