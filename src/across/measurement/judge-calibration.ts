import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import type { CalibrationArtefact } from '../../protocol/calibration.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { refusing } from '../refusing.ts';
import { type CalibrationOptions, calibrationArtefact, expiryFindings } from './calibration-artefact.ts';

export interface JudgeCalibrationOptions extends CalibrationOptions {
  /** An earlier calibration: has it expired? */
  readonly against?: CalibrationArtefact;
}

/**
 * The calibration of a judge as JSON to keep, and whether an earlier one still holds on this audit.
 *
 * Model   as `calibrationArtefact` and `calibrationExpiry`.
 * Shapes  the audited rows, once.
 * Errors  none of its own: an audit that cannot calibrate is refused.
 * Source  Carroll, Ruppert, Stefanski & Crainiceanu (2006), Measurement Error in Nonlinear Models, chapter 4; Chow (1960), Econometrica 28.
 */
export const judgeCalibration = question<JudgeCalibrationOptions>(
  {
    id: 'judge-calibration',
    title: 'Calibration of a judge',
    source: 'Carroll, Ruppert, Stefanski & Crainiceanu (2006), Measurement Error in Nonlinear Models; Chow (1960), Econometrica 28',
    docs: 'docs/checks/judge-calibration.md',
    rounds: { usual: 1, most: 1 },
    // A calibration is valid for versions: without them there is none to keep.
    plan: ({ outcomes }) =>
      outcomes.flatMap(({ measured: m }) => {
        if (m?.judges.length !== 1 || m.version === undefined || m.rubric === undefined) return [];
        const { human, using, version, rubric, population = '' } = m;
        const audit = { ...(m.audited !== undefined && { audited: m.audited }), ...(m.sampling !== undefined && { sampling: m.sampling }) };
        return [{ judge: m.judges[0], human, using, version, rubric, population, ...audit, ...(m.calibration && { against: m.calibration }) }];
      }),
    example: { judge: 'x', human: 'y', version: 'judge@1', rubric: 'rubric@1', population: 'all' },
  },
  (options) => refusing(calibrated(options), 'judge-calibration', { column: options.judge }, options.judge),
);

function* calibrated({ against, ...o }: JudgeCalibrationOptions): Asking<Answer> {
  const artefact = yield* calibrationArtefact(o);
  return { estimates: [], findings: against ? expiryFindings(against, artefact) : [kept(artefact)], exhibits: [asTable(artefact)] };
}

/** Beyond these an engine's order of summing shows. */
const twelveDigits = (_: string, value: unknown): unknown => (typeof value === 'number' ? Number(value.toPrecision(12)) : value);

const lineOf = ({ terms, coefficients }: CalibrationArtefact): string =>
  coefficients.map((b, j) => (j === 0 ? b.toPrecision(3) : `${b.toPrecision(3)} ${terms[j]}`)).join(' + ');

function kept(artefact: CalibrationArtefact): Finding {
  const { judge, human, version, rubric, audited } = artefact;
  return {
    check: 'judge-calibration',
    about: { column: judge },
    verdict: 'pass',
    statistic: audited,
    says: `By ${sayCount(audited)} labels ${human} is ${lineOf(artefact)}, for ${version} and ${rubric}.`,
  };
}

function asTable(artefact: CalibrationArtefact): Exhibit {
  const says = `${artefact.human} is ${lineOf(artefact)} by ${sayCount(artefact.audited)} labels: keep the JSON, and give it to later studies as measured.calibration.`;
  return {
    id: `judge-calibration:${artefact.judge}`,
    title: `Calibration of ${artefact.judge}, as JSON`,
    kind: 'table',
    says,
    alt: says,
    columns: { calibration: [JSON.stringify(artefact, twelveDigits)] },
  };
}
