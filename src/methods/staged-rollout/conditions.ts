import type { DesignCondition } from '../../protocol/design.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import { honestId } from './honest-bounds.ts';

/** Waves are no coin: an effect launches when it stands although trends part, as far as the study allows them to. */
export const standsIfTrendsPart: DesignCondition = {
  id: 'honest-bounds',
  asks: 'of a staged rollout: the effect at the horizon under design.honest stands although trends may part as far as it allows; always asked',
  always: true,
  judge(_, { estimates }, outcome) {
    const found = estimates.find(({ id }) => id === honestId(outcome.name));
    const name = outcomeLabel(outcome);
    const piece = found?.interval.pieces[0];
    if (!found || !piece || piece.low === undefined || piece.high === undefined)
      return { status: 'not-met', says: `Nothing says how far trends of ${name} may part: no period before the start, or none at the horizon, was seen.` };
    const [worst, best] = outcome.better === 'higher' ? [piece.low, piece.high] : [-piece.high, -piece.low];
    if (worst > 0) return { status: 'met', says: `The effect on ${name} stands although trends may part as they did before.` };
    if (best < 0) return { status: 'not-met', says: `${name} gets worse, although trends may part as they did before.` };
    return { status: 'not-met', says: `If trends of ${name} part as they did before the start, its effect cannot be told from zero.` };
  },
};
