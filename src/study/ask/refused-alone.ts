import { EstimandError } from '../../errors/estimand-error.ts';
import type { Facts } from '../../errors/facts.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Across } from './across.ts';

/** What one outcome can lack while the others are whole: values in an arm or in enough clusters, both arms of a block, a scale or a ratio that exists. */
const ofOneOutcome: readonly string[] = [
  'outcome-missing',
  'arm-too-small',
  'block-one-arm',
  'blocks-missing',
  'cluster-too-few',
  'no-freedom',
  'covariates-collinear',
  'denominator-not-positive',
  'log-of-nonpositive',
  'limits-estimated',
  'magnitude-outside',
] satisfies readonly EstimandError['code'][];

/** The finding in place of an outcome that cannot be estimated; undefined where the study itself is wrong. */
export function refusalOf(error: unknown, outcome: string): Finding | undefined {
  if (!(error instanceof EstimandError) || !ofOneOutcome.includes(error.code)) return undefined;
  const { what: says, mend } = error;
  return { check: 'outcome', about: { column: outcome }, verdict: 'refuse', says, mend };
}

/**
 * An outcome other than the primary that cannot be estimated is refused by itself; the study goes on. So it does where chance alone makes an adjustment that cannot be
 * fitted, such as a level of a factor that no treated unit has: in a randomized design the unadjusted effect stands.
 */
export const refusedAlone: Across = (plans) => (protocol) => {
  const names = new Set(protocol.outcomes.flatMap(({ name, role }) => (role === 'primary' ? [] : [name])));
  return plans(protocol).map((question) => {
    const { outcome } = question.options;
    if (outcome === undefined) return question;
    const instead = (error: unknown): Finding | undefined =>
      (protocol.drawn === 'by-chance' ? unadjusted(error, outcome) : undefined) ?? (names.has(outcome) ? refusalOf(error, outcome) : undefined);
    return { ...question, ask: () => refusing(question.ask(), instead) };
  });
};

/** In place of an adjusted effect; undefined where a covariate follows the assignment, and so was not measured before it, or says the same of all units: the study is wrong about these. */
function unadjusted(error: unknown, outcome: string): Finding | undefined {
  if (!(error instanceof EstimandError) || error.code !== 'covariates-collinear') return undefined;
  const { what, mend, facts } = error;
  const { why, arm } = facts as Facts['covariates-collinear'];
  if (why === 'assignment' || (why === 'constant' && arm === undefined)) return undefined;
  return {
    check: 'adjustment',
    about: { column: outcome },
    verdict: 'refuse',
    says: `The effect on ${outcome} is not adjusted: ${what}`,
    mend: `The unadjusted effect stands. ${mend}`,
  };
}

function* refusing(asking: Asking<Answer>, instead: (error: unknown) => Finding | undefined): Asking<Answer> {
  try {
    return yield* asking;
  } catch (error) {
    const refusal = instead(error);
    if (!refusal) throw error;
    return { estimates: [], findings: [refusal], exhibits: [] };
  }
}
