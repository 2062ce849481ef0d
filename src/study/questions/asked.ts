import type { Protocol } from '../../protocol/protocol.ts';
import type { PlannedQuestion } from '../../protocol/question.ts';
import * as catalogue from '../catalogue.ts';
import { speaks } from '../headlines.ts';
import { plannedMeasured } from '../measured/planned-measured.ts';
import { armFamilies } from './arm-families.ts';
import { policiesTogether } from './policies-together.ts';
import { segmented } from './segmented.ts';

/** Every method and check, by id: the order of a module's exports is the loader's affair. */
const questions = Object.values(catalogue).sort((a, b) => (a.id < b.id ? -1 : 1));

/** Everything that the study asks. Methods that may speak for an outcome whose arms are compared as a family are asked by the family. */
export function planOf(protocol: Protocol): readonly PlannedQuestion[] {
  const single = plannedMeasured(protocol, (alone) => questions.flatMap((question) => question.planned(alone)));
  const families = armFamilies(protocol, headlinesOf);
  const alone = single.filter((q) => !(speaks(q.id, protocol) && families.some(({ outcomes }) => outcomes.includes(outcomeOf(q)))));
  return [...policiesTogether(alone, protocol, headlinesOf), ...families.map(({ planned }) => planned), ...segmented(protocol, headlinesOf)];
}

/** The methods that may speak for the outcomes of a protocol. */
function headlinesOf(protocol: Protocol): readonly PlannedQuestion[] {
  const speaking = questions.filter(({ id }) => speaks(id, protocol));
  return plannedMeasured(protocol, (alone) => speaking.flatMap((question) => question.planned(alone)));
}

function outcomeOf({ options }: PlannedQuestion): string {
  return 'outcome' in options ? String(options.outcome) : '';
}
