import type { Random } from '../../math/random/stream.ts';
import { stream } from '../../math/random/stream.ts';
import { expectRows } from '../parameters.ts';
import type { Simulated, Simulation } from '../scenario.ts';
import { drawTicket } from './draw-ticket.ts';
import type { SupportParameters } from './rules.ts';
import { addPoint, emptyTally, tallied, truthsOf } from './tally.ts';
import { populationTruth } from './truth.ts';

/** Draws tickets one after the other, each with its potential outcomes; keeps what would be observed and tallies what would not. */
export function* simulateSupport(n: number, seed: number, parameters: SupportParameters, size: number): Simulation {
  expectRows(n);
  const random = stream(seed);
  const tally = emptyTally(parameters.assignmentShare);
  for (let from = 0; from < n; from += size) yield drawn(from, Math.min(size, n - from), random, parameters, tally);
  return {
    integers: ['assigned_ai', 'used_ai', 'retrieval_hit', 'resolved', 'unsupported_claim'],
    truth: {
      get population() {
        return populationTruth(parameters);
      },
      // Few tickets may hold no complier, or nobody who did not use it.
      realised: truthsOf(tally).filter(({ value }) => Number.isFinite(value)),
    },
  };
}

/** Some tickets after the other. */
function drawn(from: number, rows: number, random: Random, parameters: SupportParameters, tally: ReturnType<typeof emptyTally>): Simulated['columns'] {
  const numbers = () => new Float64Array(rows);
  const columns = {
    ticket_id: [] as string[],
    language: [] as string[],
    agent_experience: numbers(),
    case_complexity: numbers(),
    pre_period_resolution: numbers(),
    assigned_ai: numbers(),
    used_ai: numbers(),
    retrieval_hit: numbers(),
    resolved: numbers(),
    handle_minutes: numbers(),
    unsupported_claim: numbers(),
    cost_usd: numbers(),
  };
  const outcomes = tallied.map((outcome) => columns[outcome]);
  for (let i = 0; i < rows; i++) {
    const drawn = drawTicket(random, parameters);
    columns.ticket_id.push(`T${String(from + i + 1).padStart(6, '0')}`);
    columns.language.push(drawn.language);
    columns.agent_experience[i] = drawn.ticket.experience;
    columns.case_complexity[i] = drawn.ticket.complexity;
    columns.pre_period_resolution[i] = drawn.ticket.prePeriod;
    columns.assigned_ai[i] = drawn.assigned;
    columns.used_ai[i] = drawn.used;
    const observed = drawn.used === 1 ? drawn.withUse : drawn.withoutUse;
    for (let k = 0; k < outcomes.length; k++) outcomes[k][i] = observed[k];
    addPoint(tally, drawn);
  }
  return columns;
}
