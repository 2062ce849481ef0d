import { EstimandError } from '../../errors/estimand-error.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { StudySource } from '../read/parse-study.ts';
import type { Headline } from './headlines.ts';

/** Errors  unit-repeats: a study that says one row a unit is wrong about its data. */
export function expectUnits(answer: Answer, { study, placeOf }: StudySource): void {
  const repeated = answer.findings.find((f) => f.check === 'repeated-units' && f.verdict === 'fail');
  if (!repeated) return;
  const { says, mend = '' } = repeated;
  throw new EstimandError('unit-repeats', { unit: study.unit ?? '', says, mend }, placeOf(['unit']));
}

/** Errors  outcome-constant, primary-refused: without its primary outcome a study has no answer, unless its design says that this is no fault of the study. */
export function expectPrimary(headlines: readonly Headline[], { findings }: Answer, { design, placeOf }: StudySource): void {
  const { unanswerable = [] } = design;
  const excused = (arm: string, name: string): boolean =>
    findings.some((f) => unanswerable.includes(f.check) && f.about.arm === arm && f.about.column === name);
  const missing = headlines.find(({ outcome, arm, estimate }) => outcome.role === 'primary' && !estimate && !excused(arm, outcome.name));
  if (!missing) return;
  const { name } = missing.outcome;
  const why = findings.find((f) => f.verdict === 'refuse' && f.about.column === name);
  const place = placeOf(['outcomes', name]);
  if (why?.check === 'constant-outcome') throw new EstimandError('outcome-constant', { outcome: name, says: why.says }, place);
  throw new EstimandError(
    'primary-refused',
    { outcome: name, says: why?.says ?? 'no method in the plan answers it.', mend: why?.mend ?? 'Check design and analysis.' },
    place,
  );
}
