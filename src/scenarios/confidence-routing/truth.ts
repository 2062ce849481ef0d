import { gridForSlope } from '../normal-grid.ts';
import type { Truth } from '../scenario.ts';
import {
  type ConfidenceParameters,
  cutoffOf,
  densityAt,
  expectedMinutes,
  languageShares,
  languages,
  logit,
  longShare,
  missChance,
  resolvedChance,
  type Ticket,
  usualLogit,
} from './rules.ts';

const outcomes = { resolved: 'share of tickets that are resolved', minutes: 'mean minutes of a ticket' };
type Effects = readonly [resolved: number, minutes: number];

/** A ticket, or as many as `weight` says, and what the stronger model does to it: where it is, and where its cutoff is. */
export interface KnownTicket {
  readonly ticket: Ticket;
  readonly weight: number;
  readonly here: Effects;
  readonly atCutoff: Effects;
}

interface Average {
  readonly id: string;
  readonly among: string;
  readonly of: 'here' | 'atCutoff';
  readonly counts: (ticket: Ticket, p: ConfidenceParameters) => number;
}

const near = (ticket: Ticket, p: ConfidenceParameters): number => densityAt(ticket, cutoffOf(ticket, p));

const averages: readonly Average[] = [
  { id: 'at-cutoff', among: 'of tickets at the cutoff of their language', of: 'atCutoff', counts: near },
  {
    id: 'decided',
    among: 'of tickets at the cutoff of their language whose model the cutoff decides, which has capacity for them',
    of: 'atCutoff',
    counts: (ticket, p) => near(ticket, p) * (1 - missChance(ticket, p)),
  },
  ...languages.map(
    (name, language): Average => ({
      id: `at-cutoff-${name}`,
      among: `of tickets at the cutoff of ${name}`,
      of: 'atCutoff',
      counts: (ticket, p) => (ticket.language === language ? near(ticket, p) : 0),
    }),
  ),
  { id: 'all', among: 'of all tickets, of which those at the cutoff say nothing', of: 'here', counts: () => 1 },
];

/** Sums over tickets, from which every average follows. */
export interface CutoffTally {
  add(known: KnownTicket): void;
  /** Averages of nothing are left out. */
  truths(): readonly Truth[];
}

export function cutoffTally(p: ConfidenceParameters): CutoffTally {
  const sums = averages.map(() => ({ weight: 0, effects: [0, 0] }));
  return {
    add({ ticket, weight, ...known }) {
      averages.forEach(({ counts, of }, a) => {
        const counted = weight * counts(ticket, p);
        sums[a].weight += counted;
        known[of].forEach((effect, k) => {
          sums[a].effects[k] += counted * effect;
        });
      });
    },
    truths: () =>
      Object.entries(outcomes).flatMap(([outcome, what], k) =>
        averages.flatMap(({ id, among }, a): readonly Truth[] =>
          sums[a].weight > 0
            ? [
                {
                  id: `${id}/${outcome}`,
                  outcome,
                  estimand: `The change of the ${what} caused by the stronger model, ${among}.`,
                  value: sums[a].effects[k] / sums[a].weight,
                },
              ]
            : [],
        ),
      ),
  };
}

/** At the cutoff in closed form, of each kind of ticket by how many lie there; over all tickets on a grid of their confidence. */
export function populationTruth(p: ConfidenceParameters): readonly Truth[] {
  const tally = cutoffTally(p);
  const { points, weights } = gridForSlope(1);
  const effects = (ticket: Ticket, logOdds: number): Effects => [
    resolvedChance(ticket, logOdds, 1, p) - resolvedChance(ticket, logOdds, 0, p),
    expectedMinutes(ticket, logOdds, 1, p) - expectedMinutes(ticket, logOdds, 0, p),
  ];
  for (const [language, share] of languageShares.entries()) {
    for (const long of [0, 1] as const) {
      const ticket: Ticket = { language, long };
      const atCutoff = effects(ticket, logit(cutoffOf(ticket, p)));
      const kind = share * (long === 1 ? longShare : 1 - longShare);
      points.forEach((z, i) => {
        tally.add({ ticket, weight: kind * weights[i], here: effects(ticket, usualLogit(ticket) + z), atCutoff });
      });
    }
  }
  return tally.truths();
}
