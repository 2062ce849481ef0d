import type { Finding } from '../../../../estimate/finding.ts';
import type { MediatedArms } from '../mediated-arms.ts';
import type { Mediated } from '../options.ts';
import type { ModelKinds } from './expected-outcome.ts';

const aboutModels = ({ mediators: [column] }: Mediated, says: string): Finding => ({ check: 'mediation-models', about: { column }, verdict: 'pass', says });

export type ChosenModels = { readonly kinds?: ModelKinds; readonly findings: readonly Finding[] };

const onlyLinear: ChosenModels = { findings: [] };

/** Which models, and why: linear ones are said only where something holds 0 and 1. */
export function chosenModels(o: Mediated, { binary, binaryMediators }: MediatedArms, asked: 'linear' | 'logistic' | undefined): ChosenModels {
  const { c, mediators } = o;
  if (asked === 'linear' || (!binary && asked === undefined)) return onlyLinear;
  const names = mediators.join(', ');
  if (mediators.length > 1) {
    if (!binary) return onlyLinear;
    return {
      findings: [aboutModels(o, `${c.outcome} holds 0 and 1 only; it is modelled by linear regression all the same, since ${names} are taken together.`)],
    };
  }
  const [binaryMediator] = binaryMediators;
  if (!binary && !binaryMediator)
    return { findings: [aboutModels(o, `Neither ${c.outcome} nor ${names} holds 0 and 1 only: both are modelled by linear regression.`)] };
  const one = (logistic: boolean): ModelKinds['outcome'] => (logistic ? 'logistic' : 'linear');
  const kind = (name: string, logistic: boolean, normal: string): string =>
    logistic ? `${name} holds 0 and 1 only and is modelled by logistic regression` : `${name} holds other values and is modelled by linear regression${normal}`;
  const says = `Within arms, ${kind(c.outcome, binary, '')}; ${kind(names, binaryMediator, ' with normal errors')}. Effects are averages of what both predict.`;
  return { kinds: { outcome: one(binary), mediator: one(binaryMediator) }, findings: [aboutModels(o, says)] };
}

/** The models that were chosen cannot be had. */
export const notStandardised = (o: Mediated, why: string): Finding => ({
  ...aboutModels(o, `${o.c.outcome} and ${o.mediators[0]} are modelled by linear regression though logistic regression would suit them: ${why}.`),
  verdict: 'warn',
  mend: 'Leave out covariates that repeat each other within an arm, or take fewer; linear models of shares are off where shares are near 0 or 1.',
});
