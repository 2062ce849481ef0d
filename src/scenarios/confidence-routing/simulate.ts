import { type Random, stream } from '../../math/random/stream.ts';
import type { Simulation } from '../scenario.ts';
import { sigmoid } from '../sigmoid.ts';
import { tabulate } from '../tabulate.ts';
import {
  type ConfidenceParameters,
  cutoffOf,
  edited,
  expectedMinutes,
  languageShares,
  languages,
  logit,
  longShare,
  minutesNoise,
  missChance,
  resolvedChance,
  type Ticket,
  usualLogit,
} from './rules.ts';
import { cutoffTally, type KnownTicket, populationTruth } from './truth.ts';

interface DrawnTicket extends KnownTicket {
  readonly score: number;
  readonly strong: 0 | 1;
  readonly resolved: number;
  readonly minutes: number;
}

const languageAt = (uniform: number): number => (uniform < languageShares[0] ? 0 : uniform < languageShares[0] + languageShares[1] ? 1 : 2);

/** Takes the same number of draws whatever the parameters; what decides a ticket's outcomes is the same with either model, wherever its score lies. */
function drawTicket(random: Random, p: ConfidenceParameters): DrawnTicket {
  const ticket: Ticket = { language: languageAt(random.uniform()), long: random.bernoulli(longShare) };
  const logOdds = usualLogit(ticket) + random.normal();
  const confidence = sigmoid(logOdds);
  const cutoff = cutoffOf(ticket, p);
  const looked = random.bernoulli(p.manipulation) === 1;
  const moved = looked && ticket.long === 1 && confidence < cutoff && confidence >= cutoff - edited;
  const score = moved ? 2 * cutoff - confidence : confidence;
  const missed = random.bernoulli(missChance(ticket, p));
  const strong = score < cutoff && missed === 0 ? 1 : 0;
  const luck = { resolved: random.uniform(), minutes: minutesNoise * random.normal() };
  const resolved = (at: number, by: number): number => (luck.resolved < resolvedChance(ticket, at, by, p) ? 1 : 0);
  const minutes = (at: number, by: number): number => expectedMinutes(ticket, at, by, p) + luck.minutes;
  const effects = (at: number) => [resolved(at, 1) - resolved(at, 0), minutes(at, 1) - minutes(at, 0)] as const;
  return {
    ticket,
    weight: 1,
    here: effects(logOdds),
    atCutoff: effects(logit(cutoff)),
    score,
    strong,
    resolved: resolved(logOdds, strong),
    minutes: minutes(logOdds, strong),
  };
}

export function* simulateConfidence(n: number, seed: number, parameters: ConfidenceParameters, size: number): Simulation {
  const random = stream(seed);
  const tally = cutoffTally(parameters);
  const digits = 10 ** parameters.rounding;
  yield* tabulate(n, size, (i) => {
    const drawn = drawTicket(random, parameters);
    tally.add(drawn);
    const { ticket, score, strong, resolved, minutes } = drawn;
    return {
      ticket_id: `T${String(i + 1).padStart(6, '0')}`,
      language: languages[ticket.language],
      long: ticket.long,
      confidence: parameters.rounding === 0 ? score : Math.round(score * digits) / digits,
      cutoff: cutoffOf(ticket, parameters),
      strong,
      resolved,
      minutes,
    };
  });
  return {
    integers: ['long', 'strong', 'resolved'],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      realised: tally.truths(),
    },
  };
}
