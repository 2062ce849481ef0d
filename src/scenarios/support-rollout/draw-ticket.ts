import type { Random } from '../../math/random/stream.ts';
import {
  costNoise,
  expectedCost,
  expectedMinutes,
  hitChance,
  minutesNoise,
  resolutionChance,
  type SupportParameters,
  type Ticket,
  unsupportedChance,
  usageChance,
} from './rules.ts';
import type { Point } from './tally.ts';

/** One simulated ticket: what is observed of it, and the potential outcomes that are not. */
export interface DrawnTicket extends Point {
  readonly language: string;
  readonly ticket: Ticket;
  readonly assigned: number;
  readonly used: number;
}

/** What decides a ticket's outcomes besides what is known of it: the same under every assignment and use, so assignment never takes use away. */
interface Chances {
  readonly hit: number;
  readonly resolution: number;
  readonly minutes: number;
  readonly claim: number;
  readonly cost: number;
}

/** Takes the same number of draws whatever the parameters, so two simulations with one seed differ only by what the parameters change. */
export function drawTicket(random: Random, parameters: SupportParameters): DrawnTicket {
  const language = languageAt(random.uniform());
  const ticket = { experience: random.normal(), complexity: random.normal(), prePeriod: random.normal() };
  const assigned = random.bernoulli(parameters.assignmentShare);
  const usage = random.uniform();
  const chances = {
    hit: random.uniform(),
    resolution: random.uniform(),
    minutes: minutesNoise * random.normal(),
    claim: random.uniform(),
    cost: costNoise * (random.exponential() - 1),
  };
  const usedIfControl = usage < usageChance(ticket, 0, parameters) ? 1 : 0;
  const usedIfTreatment = usage < usageChance(ticket, 1, parameters) ? 1 : 0;
  return {
    language,
    ticket,
    assigned,
    used: assigned === 1 ? usedIfTreatment : usedIfControl,
    weight: 1,
    usedIfControl,
    usedIfTreatment,
    withoutUse: outcomes(ticket, 0, chances, parameters),
    withUse: outcomes(ticket, 1, chances, parameters),
  };
}

/** In the order of `tallied`. */
function outcomes(ticket: Ticket, used: 0 | 1, chances: Chances, parameters: SupportParameters): readonly number[] {
  const hit = used === 1 && chances.hit < hitChance(ticket) ? 1 : 0;
  return [
    hit,
    chances.resolution < resolutionChance(ticket, used, parameters) ? 1 : 0,
    expectedMinutes(ticket, used, parameters) + chances.minutes,
    chances.claim < unsupportedChance(ticket, used, hit) ? 1 : 0,
    expectedCost(used) + chances.cost,
  ];
}

function languageAt(uniform: number): string {
  if (uniform < 0.55) return 'en';
  if (uniform < 0.75) return 'de';
  return uniform < 0.9 ? 'es' : 'ja';
}
