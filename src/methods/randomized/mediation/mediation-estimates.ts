import type { Estimate } from '../../../estimate/estimate.ts';
import { deltaVariance, ratioSet } from '../../../inference/ratio-set.ts';
import { quantileOf, waldInference } from '../../../inference/wald.ts';
import type { Arms } from '../contrast.ts';
import { estimandOf, sizesOf } from '../contrast.ts';
import { directEffect, indirectEffect, totalEffect } from './effects.ts';
import type { MediatedArms } from './mediated-arms.ts';
import type { Coefficient } from './naive.ts';
import { type Mediated, mediatedEcho, through } from './options.ts';
import type { Quantity } from './parameters.ts';

/** `natural-direct:resolved:retrieval_hit`; with several treatment arms `...:B`. */
export function partId(part: string, { c, mediators }: Mediated, arm: string, arms: Arms): string {
  const id = `${part}:${c.outcome}:${through(mediators)}`;
  return arms.treatments.length > 1 ? `${id}:${arm}` : id;
}

/** What every estimate of one arm has in common. */
export function estimateBase(o: Mediated, { arms, binary }: MediatedArms, at: number, method: { readonly id: string; readonly source: string }) {
  const treatment = arms.treatments[at - 1];
  const [arm] = treatment.key;
  return (part: string, says: string): Pick<Estimate, 'id' | 'role' | 'estimand' | 'sizes' | 'method'> => ({
    id: partId(part, o, arm, arms),
    role: 'mechanism',
    estimand: estimandOf(o.c, arm, binary, says),
    sizes: sizesOf([arms.control, treatment]),
    method: { ...method, options: mediatedEcho(o) },
  });
}

/** Its inference from its own degrees of freedom. */
export function waldOf({ errors }: MediatedArms, of: Quantity, { c }: Mediated) {
  return { value: of.value, ...waldInference(of.value, Math.sqrt(errors.covariance(of, of)), { kind: 't', df: errors.df(of) }, c) };
}

export interface Parts {
  readonly total: Estimate;
  readonly direct: Estimate;
  readonly indirect: Estimate;
  /** Absent where the total effect cannot be told from zero. */
  readonly share?: Estimate;
  readonly naive?: Estimate;
}

/** The effect of one arm and what it is made of. */
export function partsOf(o: Mediated, m: MediatedArms, at: number, naive: Coefficient | undefined, method: { id: string; source: string }): Parts {
  const { c, mediators } = o;
  const { models, errors } = m;
  const base = estimateBase(o, m, at, method);
  const { arm } = models.arms[at];
  const [names, they] = [mediators.join(', '), mediators.length === 1 ? 'it' : 'they'];
  const [total, direct, indirect] = [totalEffect(models, at), directEffect(models, at), indirectEffect(models, at)];
  const details = { arms: [0, at].map((i) => armDetails(models.arms[i], mediators)) };
  const assigned = `of assigning ${arm} rather than ${c.control} (${c.assignment}) on ${c.outcome}`;
  const whole = {
    ...base('mediation-total', `Average effect ${assigned}, by whatever way, among units that have ${names}.`),
    ...waldOf(m, total, o),
    details,
  };
  const pair = {
    numerator: indirect.value,
    denominator: total.value,
    numeratorVariance: errors.covariance(indirect, indirect),
    denominatorVariance: errors.covariance(total, total),
    covariance: errors.covariance(indirect, total),
  };
  const reference = { kind: 't', df: errors.df(total) } as const;
  const told = whole.test !== undefined && whole.test.pValue < 1 - c.level;
  const share = base('proportion-mediated', `The indirect effect through ${names} as a share of the total effect of ${arm} on ${c.outcome}.`);
  return {
    total: whole,
    direct: {
      ...base(
        'natural-direct',
        `Average effect ${assigned} if ${names} stayed what ${they} would be under ${c.control}: the part of the effect that goes another way.`,
      ),
      ...waldOf(m, direct, o),
    },
    indirect: {
      ...base(
        'natural-indirect',
        `Average effect on ${c.outcome} under ${arm} of ${names} being what ${they} would be under ${arm} rather than under ${c.control}: the part of the effect that goes through ${mediators.length === 1 ? 'it' : 'them'}.`,
      ),
      ...waldOf(m, indirect, o),
    },
    ...(told && {
      share: {
        ...share,
        estimand: { ...share.estimand, unit: { kind: 'plain' } as const },
        value: indirect.value / total.value,
        standardError: Math.sqrt(deltaVariance(pair)),
        interval: { pieces: ratioSet(pair, quantileOf(reference, (1 + c.level) / 2)), level: c.level, side: 'two-sided', kind: 'pointwise', reference },
      },
    }),
    ...(naive && {
      naive: {
        ...base(
          'mediator-adjusted',
          `Coefficient of ${arm} (${c.assignment}) in a regression of ${c.outcome} that holds ${names} like a covariate: neither the effect of assignment nor, unless nothing else moves both, an effect with ${names} held.`,
        ),
        role: 'contrast-only' as const,
        value: naive.value,
        ...waldInference(naive.value, naive.standardError, { kind: 't', df: naive.df }, c),
      },
    }),
  };
}

function armDetails(arm: MediatedArms['models']['arms'][number], mediators: readonly string[]): object {
  return {
    arm: arm.arm,
    n: arm.n,
    outcome: arm.adjusted[0],
    ...Object.fromEntries(
      mediators.flatMap((name, j) => [
        [`mean of ${name}`, arm.adjusted[1 + j]],
        ...(arm.onMediators ? [[`slope of ${name}`, arm.onMediators.slopes[j]] as const] : []),
      ]),
    ),
  };
}
