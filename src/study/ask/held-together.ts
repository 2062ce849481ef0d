import type { Across } from './across.ts';
import { armFamilies } from './arm-families.ts';
import { bySidak } from './by-sidak.ts';

/** With several candidates: intervals of what the decision reads hold together. Questions that may speak for an outcome of a family are asked by the family. */
export const heldTogether: Across =
  (plans, { design, speaking }) =>
  (protocol) => {
    const { candidates, together } = design.contrasts(protocol);
    const alone = plans(protocol);
    if (candidates.length < 2) return alone;
    if (together.by === 'sidak') return bySidak(alone, protocol, speaking, { candidates, called: together.called });
    const families = armFamilies(protocol, speaking);
    const speakers = design.speakers(protocol);
    const inFamily = (outcome: string | undefined): boolean => outcome !== undefined && families.some(({ outcomes }) => outcomes.includes(outcome));
    return [...alone.filter((q) => !(speakers.includes(q.id) && inFamily(q.options.outcome))), ...families.map(({ planned }) => planned)];
  };
