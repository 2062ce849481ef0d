import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP, saySigned } from '../../estimate/say.ts';
import { column } from '../../expressions/build.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import type { WaldInference } from '../../inference/wald.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { auditedRows, everyJudge, type JudgeOptions, togetherIn } from './audited-rows.ts';
import { type ErrorEffects, errorRegression } from './error-regression.ts';

export interface JudgeErrorsOptions extends JudgeOptions {
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** What the judge may be swayed by: a name and a numeric column each. */
  readonly biases?: Readonly<Record<string, string>>;
  readonly level?: number;
}

/**
 * Where does a judge err: more in one arm, or with what should not sway it?
 *
 * Model   judge less human label on audited rows, by the weights of their sampling: its mean by arm, each against control; then a regression on the columns that
 *         may bias it, with the arms beside them. HC2, t with n - k; by clusters, or by pairs, CR2 with
 *         Bell and McCaffrey's degrees of freedom.
 * Shapes  the audited rows, and again those that have all columns of biases.
 * Errors  none: what cannot be told apart is refused by name.
 * Source  Zheng et al. (2023), NeurIPS; MacKinnon & White (1985).
 */
export const judgeErrors = question<JudgeErrorsOptions>(
  {
    id: 'judge-errors',
    title: 'Errors of a judge, by arm and by what may sway it',
    source: 'Zheng et al. (2023), NeurIPS; MacKinnon & White (1985), Journal of Econometrics 29',
    docs: 'docs/checks/judge-errors.md',
    rounds: { usual: 1, most: 1 },
    plan: (protocol) => {
      const { assignment, analysis } = protocol;
      return assignment ? everyJudge(protocol).map((o) => ({ ...o, assignment: assignment.column, control: assignment.control, level: analysis.level })) : [];
    },
    example: { judge: 'x', human: 'y', assignment: 'z', control: 0, biases: { usage: 'd' } },
  },
  function* (options): Asking<Answer> {
    const { judge, assignment, biases = {}, level = usualLevel } = options;
    const control = canonicalText(options.control);
    const names = Object.keys(biases);
    const swayed = Object.fromEntries(Object.entries(biases).map(([name, of]) => [`bias:${name}`, column(of)]));
    const [byArm, bySway] = yield* all([
      ask(auditedRows(options, {}, [assignment])),
      ...(names.length > 0 ? [ask(auditedRows(options, swayed, [assignment]))] : []),
    ]);
    const arms = errorRegression(byArm, { assignment, control, level, together: togetherIn(byArm, options) });
    const sway = bySway && errorRegression(bySway, { assignment, control, level, biases: names, together: togetherIn(bySway, options) });
    return {
      estimates: [],
      findings: [...armFindings(arms, options, 1 - level), ...(sway ? biasFindings(sway, options, 1 - level) : [])],
      exhibits: sway && !('refused' in sway) ? [figure(sway, judge, names)] : [],
    };
  },
);

function armFindings(found: ErrorEffects, { judge, human, assignment }: JudgeErrorsOptions, alpha: number): readonly Finding[] {
  const check = 'judge-error-by-arm';
  if ('refused' in found)
    return [
      {
        check,
        about: { column: judge },
        verdict: 'refuse',
        says: `The errors of ${judge} by ${assignment} are not told: ${found.refused}.`,
        mend: 'Audit at least two rows of every arm.',
      },
    ];
  return found.arms.map(({ name: arm, inference }) => {
    const pValue = inference.test?.pValue ?? 1;
    const shared = { check, about: { column: judge, arm }, statistic: inference.test?.statistic ?? 0, pValue, threshold: alpha };
    const says = `${judge} less ${human} differs by ${range(inference, found)} between arm ${arm} and control (${sayP(pValue)})`;
    if (pValue >= alpha) return { ...shared, verdict: 'pass', says: `${says}.` };
    return {
      ...shared,
      verdict: 'warn',
      says: `${says}: by the judge alone the effect would be off by as much.`,
      mend: 'Do not decide by the judge alone; the measured outcome takes the error out in each arm.',
    };
  });
}

function biasFindings(found: ErrorEffects, { judge, human, biases = {} }: JudgeErrorsOptions, alpha: number): readonly Finding[] {
  const check = 'judge-bias';
  if ('refused' in found)
    return [
      {
        check,
        about: { column: judge },
        verdict: 'refuse',
        says: `What sways ${judge} is not told: ${found.refused}.`,
        mend: 'Take a column out of biases, or audit more rows.',
      },
    ];
  return found.biases.map(({ name, inference }) => {
    const pValue = inference.test?.pValue ?? 1;
    const shared = { check, about: { column: biases[name] }, statistic: inference.test?.statistic ?? 0, pValue, threshold: alpha };
    const says = `Within an arm ${judge} moves by ${range(inference, found)} beyond ${human} for one more of ${biases[name]} (${name}, ${sayP(pValue)})`;
    if (pValue >= alpha) return { ...shared, verdict: 'pass', says: `${says}.` };
    return {
      ...shared,
      verdict: 'warn',
      says: `${says}.`,
      mend: `Where the change moves ${biases[name]}, the judge takes that for quality: read the measured outcome; or correct by it (by: calibration, using: [${biases[name]}]).`,
    };
  });
}

function range({ interval }: WaldInference, { level }: Exclude<ErrorEffects, { refused: string }>): string {
  const [{ low = 0, high = 0 }] = interval.pieces;
  return `${saySigned((low + high) / 2)} [${saySigned(low)}, ${saySigned(high)}] (${Math.round(100 * level)} %)`;
}

function figure(found: Exclude<ErrorEffects, { refused: string }>, judge: string, names: readonly string[]): Exhibit {
  const says = `Errors of ${judge} for one more of each column, with ${Math.round(100 * found.level)} % intervals: ${names.join(', ')}.`;
  return {
    id: `judge-errors:${judge}`,
    title: `What sways ${judge}`,
    kind: 'intervals',
    says,
    alt: says,
    columns: {
      label: found.biases.map(({ name }) => name),
      value: found.biases.map(({ value }) => value),
      low: found.biases.map(({ inference }) => inference.interval.pieces[0].low),
      high: found.biases.map(({ inference }) => inference.interval.pieces[0].high),
    },
    marks: [{ at: 0, label: 'no bias' }],
  };
}
