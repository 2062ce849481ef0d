import { drawnPart, type PartOf } from './drawn-parts.ts';
import { averageOf, directEffect, indirectEffect, totalEffect } from './effects.ts';
import { byDraws } from './even-draws.ts';
import type { MediatedArms } from './mediated-arms.ts';
import { type Part, type PartsTold, waldOf } from './mediation-estimates.ts';
import type { Mediated } from './options.ts';
import type { Quantity } from './parameters.ts';

/** What linear regressions tell: slopes times shifts, whose product is drawn. */
export function linearParts(o: Mediated, m: MediatedArms, at: number): PartsTold {
  const { models, errors } = m;
  const [total, indirect] = [totalEffect(models, at), indirectEffect(models, at)];
  const drawn = (of: Quantity, slopesOf: readonly number[], part: PartOf) => {
    const byT = waldOf(m, of, o);
    return o.interval === 'wald' ? byT : { ...byDraws(byT, drawnPart(m, at, slopesOf, part), o.c), details: { byT: byT.interval } };
  };
  const parts: Readonly<Record<Part, () => ReturnType<PartsTold['of']>>> = {
    total: () => waldOf(m, total, o),
    direct: () => drawn(directEffect(models, at), [at], (all, [own]) => all - own),
    indirect: () => drawn(indirect, [at], (_, [own]) => own),
    'direct-at-treatment': () => drawn(directEffect(models, at, 0), [0], (all, [other]) => all - other),
    'indirect-at-control': () => drawn(indirectEffect(models, at, 0), [0], (_, [other]) => other),
    'direct-average': () => drawn(averageOf(directEffect(models, at), directEffect(models, at, 0)), [at, 0], (all, [own, other]) => all - (own + other) / 2),
    'indirect-average': () => drawn(averageOf(indirect, indirectEffect(models, at, 0)), [at, 0], (_, [own, other]) => (own + other) / 2),
  };
  return {
    of: (part) => parts[part](),
    variances: { indirect: errors.covariance(indirect, indirect), total: errors.covariance(total, total), covariance: errors.covariance(indirect, total) },
    df: { indirect: errors.df(indirect), total: errors.df(total) },
  };
}
