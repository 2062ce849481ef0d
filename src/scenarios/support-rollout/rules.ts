import { between, type Limit, share } from '../parameters.ts';
import { sigmoid } from '../sigmoid.ts';

/** What may be changed about the simulated product. Slopes are per standard deviation of complexity. */
export interface SupportParameters {
  /** Effect of using the assistant on the log-odds that a ticket is resolved. */
  readonly usageEffect: number;
  /** How much that effect grows with the complexity of the case. */
  readonly usageEffectSlope: number;
  /** Minutes that use saves. */
  readonly minutesSaved: number;
  /** How much the saving grows with the complexity of the case. */
  readonly minutesSavedSlope: number;
  /** Effect of the assignment on the log-odds of use. */
  readonly compliance: number;
  /** Effect of the complexity of the case on the log-odds of use: below zero, easy cases use the assistant more. */
  readonly usageByComplexity: number;
  /** Share of tickets assigned to the assistant. */
  readonly assignmentShare: number;
}

export const supportParameters: SupportParameters = {
  usageEffect: 0.36,
  usageEffectSlope: 0,
  minutesSaved: 3.2,
  minutesSavedSlope: 0,
  compliance: 1.8,
  usageByComplexity: -0.8,
  assignmentShare: 0.5,
};

const wide = between(-20, 20);
export const supportLimits: Readonly<Record<keyof SupportParameters, Limit>> = {
  usageEffect: wide,
  usageEffectSlope: wide,
  minutesSaved: wide,
  minutesSavedSlope: wide,
  compliance: wide,
  usageByComplexity: wide,
  assignmentShare: share,
};

/** Net value of a ticket in dollars: what one unit of each outcome is worth. */
export const supportValues: Readonly<Record<string, number>> = { resolved: 14, handle_minutes: -0.8, unsupported_claim: -20, cost_usd: -1 };

/** What is known about a ticket before the assignment: three independent standard normals. */
export interface Ticket {
  readonly experience: number;
  readonly complexity: number;
  readonly prePeriod: number;
}

export const minutesNoise = 6;
export const costNoise = 0.01;

/** Chance that the assistant is used, by assignment. */
export function usageChance(ticket: Ticket, assigned: number, p: SupportParameters): number {
  return sigmoid(-0.6 + p.compliance * assigned + 0.5 * ticket.experience + p.usageByComplexity * ticket.complexity);
}

/** Chance that retrieval finds the right article, given use. */
export function hitChance(ticket: Ticket): number {
  return sigmoid(0.9 - 0.5 * ticket.complexity);
}

/** Chance that the ticket is resolved at first contact, by use. */
export function resolutionChance(ticket: Ticket, used: number, p: SupportParameters): number {
  const effect = p.usageEffect + p.usageEffectSlope * ticket.complexity;
  return sigmoid(-0.1 + effect * used + 0.55 * ticket.experience - 0.75 * ticket.complexity + 0.25 * ticket.prePeriod);
}

/** Expected handling minutes, by use. */
export function expectedMinutes(ticket: Ticket, used: number, p: SupportParameters): number {
  const saved = p.minutesSaved + p.minutesSavedSlope * ticket.complexity;
  return 24 - saved * used - 2.5 * ticket.experience + 5 * ticket.complexity;
}

/** Chance that the answer holds a claim without support: a hit lowers it, use without a hit raises it. */
export function unsupportedChance(ticket: Ticket, used: number, hit: number): number {
  return sigmoid(-3.45 + 0.25 * ticket.complexity + used * (0.3 - 0.4 * hit));
}

/** Expected cost in dollars, by use. */
export function expectedCost(used: number): number {
  return 0.03 + 0.05 * used;
}
