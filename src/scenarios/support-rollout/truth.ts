import { normalGrid } from '../../math/normal-grid.ts';
import type { Truth } from '../scenario.ts';
import { expectedCost, expectedMinutes, hitChance, resolutionChance, type SupportParameters, type Ticket, unsupportedChance, usageChance } from './rules.ts';
import { addPoint, emptyTally, truthsOf } from './tally.ts';

const smooth = normalGrid(0.5);

/** The population effects: expectations over the three normals of a ticket, on a product grid. */
export function populationTruth(parameters: SupportParameters): readonly Truth[] {
  const tally = emptyTally(parameters.assignmentShare);
  const steepest = Math.max(3, 0.75 + Math.abs(parameters.usageEffectSlope), Math.abs(parameters.usageByComplexity));
  const fine = normalGrid(0.75 / steepest);
  smooth.points.forEach((experience, i) => {
    fine.points.forEach((complexity, j) => {
      const ticket = { experience, complexity, prePeriod: 0 };
      addPoint(tally, {
        weight: smooth.weights[i] * fine.weights[j],
        usedIfControl: usageChance(ticket, 0, parameters),
        usedIfTreatment: usageChance(ticket, 1, parameters),
        withoutUse: expectedOutcomes(ticket, 0, parameters),
        withUse: expectedOutcomes(ticket, 1, parameters),
      });
    });
  });
  return truthsOf(tally);
}

/** Given experience and complexity, by use; in the order of `tallied`. */
function expectedOutcomes({ experience, complexity }: Omit<Ticket, 'prePeriod'>, used: number, parameters: SupportParameters): readonly number[] {
  const ticket = { experience, complexity, prePeriod: 0 };
  let resolved = 0;
  for (let i = 0; i < smooth.points.length; i++) {
    ticket.prePeriod = smooth.points[i];
    resolved += smooth.weights[i] * resolutionChance(ticket, used, parameters);
  }
  const hit = used * hitChance(ticket);
  const unsupported = hit * unsupportedChance(ticket, used, 1) + (1 - hit) * unsupportedChance(ticket, used, 0);
  return [hit, resolved, expectedMinutes(ticket, used, parameters), unsupported, expectedCost(used)];
}
