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
    const told = { estimate: found.id };
    const { mbar } = found.method.options as { readonly mbar: number };
    const parting = `trends part by ${mbar} times the most that they did before the start`;
    if (worst > 0) return { ...told, status: 'met', says: `The effect on ${name} stands even if ${parting}.` };
    if (best < 0) return { ...told, status: 'not-met', says: `${name} gets worse even if ${parting}.` };
    return { ...told, status: 'not-met', says: `If ${parting}, the effect on ${name} cannot be told from zero.` };
  },
};
