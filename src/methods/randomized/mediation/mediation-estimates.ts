import type { Estimate } from '../../../estimate/estimate.ts';
import { clustersOf } from '../../../inference/arms/clustered/cluster-findings.ts';
import { type Arms, estimandOf, sizesOf } from '../../../inference/arms/contrast.ts';
import { waldInference } from '../../../inference/wald.ts';
import type { ArmModel } from './arm-models.ts';
import type { MediatedArms } from './mediated-arms.ts';
import type { Coefficient } from './naive.ts';
import { type Mediated, mediatedEcho, through } from './options.ts';
import type { Quantity } from './parameters.ts';

/** `natural-direct:resolved:retrieval_hit`; with several treatment arms `...:B`. */
function partId(part: string, { c, mediators }: Mediated, arm: string, arms: Arms): string {
  const id = `${part}:${c.outcome}:${through(mediators)}`;
  return arms.treatments.length > 1 ? `${id}:${arm}` : id;
}

type Base = Pick<Estimate, 'id' | 'role' | 'estimand' | 'sizes' | 'method'>;
export type Method = Pick<Estimate['method'], 'id' | 'source'>;

/** What all estimates of one arm share. */
export function estimateBase(o: Mediated, { arms, binary, errors }: MediatedArms, at: number, method: Method): (part: string, says: string) => Base {
  const treatment = arms.treatments[at - 1];
  const [arm] = treatment.key;
  return (part, says) => ({
    id: partId(part, o, arm, arms),
    role: 'mechanism',
    estimand: estimandOf(o.c, arm, binary, says),
    sizes: sizesOf([arms.control, treatment], clustersOf(errors.clusters, [arms.control, treatment])),
    method: { ...method, options: mediatedEcho(o) },
  });
}

/** With inference from its own degrees of freedom. */
export function waldOf({ errors }: MediatedArms, of: Quantity, { c }: Mediated): Pick<Estimate, 'value' | 'standardError' | 'interval' | 'bounds' | 'test'> {
  return { value: of.value, ...waldInference(of.value, Math.sqrt(errors.covariance(of, of)), { kind: 't', df: errors.df(of) }, c) };
}

/** What an effect is made of: at the mediators of treatment or of control, and the mean of both. */
export type Part = 'total' | 'direct' | 'indirect' | 'direct-at-treatment' | 'indirect-at-control' | 'direct-average' | 'indirect-average';

/** What models tell of the parts of one arm's effect. */
export interface PartsTold {
  readonly of: (part: Part) => Pick<Estimate, 'value' | 'standardError' | 'interval' | 'bounds' | 'test' | 'details'>;
  /** Of the indirect effect and the total one, by t. */
  readonly variances: { readonly indirect: number; readonly total: number; readonly covariance: number };
  readonly df: { readonly indirect: number; readonly total: number };
  /** Which models, where they are not linear. */
  readonly models?: object;
}

export interface MediationParts {
  readonly total: Estimate;
  readonly direct: Estimate;
  readonly indirect: Estimate;
  /** With the slopes of control, and the mean of both; absent where control cannot tell its slopes. */
  readonly others: readonly Estimate[];
  readonly naive?: Estimate;
}

/** The effect of one arm, what it is made of, and the coefficient that is often taken for a part of it. */
export function partsOf(o: Mediated, m: MediatedArms, at: number, told: PartsTold, naive: Coefficient | undefined, method: Method): MediationParts {
  const { c, mediators } = o;
  const { models } = m;
  const base = estimateBase(o, m, at, method);
  const { arm } = models.arms[at];
  const [names, they, them] = [mediators.join(', '), ...(mediators.length === 1 ? ['it', 'it'] : ['they', 'them'])];
  const assigned = `of assigning ${arm} rather than ${c.control} (${c.assignment}) on ${c.outcome}`;
  const part = (id: string, says: string, of: Part): Estimate => {
    const found = base(id, says);
    const { method: by } = found;
    return { ...found, ...told.of(of), ...(told.models && { method: { ...by, options: { ...by.options, models: told.models } } }) };
  };
  const when = (arm: string): string => `if ${names} stayed what ${they} would be under ${arm}: the part that goes another way.`;
  const moved = `of ${names} being what ${they} would be under ${arm} rather than under ${c.control}: the part that goes through ${them}`;
  const total = part('mediation-total', `Average effect ${assigned}, by whatever way, among units that have ${names}.`, 'total');
  return {
    total: { ...total, details: { ...total.details, arms: [0, at].map((i) => armDetails(models.arms[i], mediators)) } },
    direct: part('natural-direct', `Average effect ${assigned} ${when(c.control)}`, 'direct'),
    indirect: part('natural-indirect', `Average effect on ${c.outcome} under ${arm} ${moved}.`, 'indirect'),
    others: models.arms[0].onMediators
      ? [
          part('natural-direct-at-treatment', `Average effect ${assigned} ${when(arm)}`, 'direct-at-treatment'),
          part('natural-indirect-at-control', `Average effect on ${c.outcome} under ${c.control} ${moved}.`, 'indirect-at-control'),
          part(
            'natural-direct-average',
            `Mean of the natural direct effects ${assigned}, with ${names} as under ${c.control} and as under ${arm}.`,
            'direct-average',
          ),
          part(
            'natural-indirect-average',
            `Mean of the natural indirect effects on ${c.outcome}, under ${arm} and under ${c.control}, ${moved}.`,
            'indirect-average',
          ),
        ]
      : [],
    ...(naive && {
      naive: {
        ...base(
          'mediator-adjusted',
          `Coefficient of ${arm} (${c.assignment}) in a regression of ${c.outcome} that holds ${names} like a covariate. It leaves out what goes through ${them}, and compares units that differ in whatever else moves ${them}: no effect of assignment, and an effect with ${names} held only if nothing else moves both.`,
        ),
        role: 'contrast-only',
        value: naive.value,
        ...waldInference(naive.value, naive.standardError, { kind: 't', df: naive.df }, c),
      },
    }),
  };
}

function armDetails({ arm, n, adjusted, onMediators }: ArmModel, mediators: readonly string[]): object {
  return {
    arm,
    n,
    outcome: adjusted[0],
    ...Object.fromEntries(
      mediators.flatMap((name, j) => [[`mean of ${name}`, adjusted[1 + j]], ...(onMediators ? [[`slope of ${name}`, onMediators.slopes[j]] as const] : [])]),
    ),
  };
}
