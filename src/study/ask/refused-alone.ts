import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Asking } from '../../relation/asking.ts';
import type { Across } from './across.ts';

/** What one outcome can lack while the others are whole: values in an arm, enough of them, or both arms of a block. */
const ofOneOutcome: readonly string[] = ['outcome-missing', 'arm-too-small', 'block-one-arm', 'blocks-missing'] satisfies readonly EstimandError['code'][];

/** An outcome other than the primary that cannot be estimated is refused by itself; the study goes on. */
export const refusedAlone: Across = (plans) => (protocol) => {
  const names = new Set(protocol.outcomes.flatMap(({ name, role }) => (role === 'primary' ? [] : [name])));
  return plans(protocol).map((question) => {
    const { outcome } = question.options;
    if (outcome === undefined || !names.has(outcome)) return question;
    return { ...question, ask: () => refusing(question.ask(), outcome) };
  });
};

function* refusing(asking: Asking<Answer>, outcome: string): Asking<Answer> {
  try {
    return yield* asking;
  } catch (error) {
    if (!(error instanceof EstimandError) || !ofOneOutcome.includes(error.code)) throw error;
    const { what: says, mend } = error;
    return { estimates: [], findings: [{ check: 'outcome', about: { column: outcome }, verdict: 'refuse', says, mend }], exhibits: [] };
  }
}
