import type { Answer } from '../../../estimate/answer.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import { type Levels, quantileOf, upperTail } from '../../../inference/wald.ts';
import { question } from '../../../protocol/question.ts';
import { type Asking, ask } from '../../../relation/asking.ts';
import { type Group, moments } from '../../../relation/requests.ts';
import { eventsIn } from '../binary.ts';
import { comparison } from '../comparison.ts';
import { type Arms, type Contrast, type ContrastOptions, contrastOf, contrastsOf, echoOf, estimandOf, estimateId, sizesOf } from '../contrast.ts';

export interface RiskRatioOptions extends ContrastOptions {
  /** What to answer for an outcome that is not binary: a refusal (default), or nothing. */
  readonly otherwise?: 'refuse' | 'nothing';
}

const reference = { kind: 'normal' } as const;

/**
 * Share of events under treatment over the share under control, among all units assigned.
 *
 * Model   log ratio with variance (1 - p1)/(n1 p1) + (1 - p0)/(n0 p0), normal; interval and bounds are exponentials of its limits.
 * Shapes  one `Moments` an arm over [outcome], 0 or 1.
 * Units   times: 1 is no effect.
 * Errors  arm-missing, arm-too-small, outcome-missing. Refused without events in an arm, and for outcomes that are not binary.
 * Source  Katz, Baptista, Azen & Pike (1978), Biometrics 34. Parity: statsmodels Table2x2.
 */
export const riskRatio = question<RiskRatioOptions>(
  {
    id: 'risk-ratio',
    title: 'Risk ratio of a binary outcome',
    source: 'Katz, Baptista, Azen & Pike (1978), Biometrics 34',
    docs: 'docs/methods/risk-ratio.md',
    rounds: { usual: 1, most: 2 },
    // A study that judges a harm in percent of control wants to see it as a ratio.
    plan: (protocol) => contrastsOf(protocol, (o) => o.tolerance?.relative === true).map((o) => ({ ...o, role: 'secondary', otherwise: 'nothing' })),
    example: { outcome: 'b', assignment: 'z', control: 0 },
  },
  function* (options): Asking<Answer> {
    const c = contrastOf({ ...options, unit: { kind: 'ratio' } });
    const reply = yield* ask(moments({ columns: { [c.outcome]: c.measure }, by: [c.assignment] }));
    const compared = yield* comparison(reply, c);
    if ('refused' in compared) return compared.refused;
    const { arms, binary } = compared;
    const nothing: Answer = { estimates: [], findings: [], exhibits: [] };
    if (!binary && options.otherwise === 'nothing') return nothing;
    if (!binary) return { ...nothing, findings: [refusal(c, `${c.outcome} is not binary, so it has no risk ratio.`, 'Ask for the difference in means.')] };
    const withoutEvents = [arms.control, ...arms.treatments].find((arm) => eventsIn(arm.moments, c.outcome) === 0);
    if (withoutEvents) {
      const says = `Arm ${withoutEvents.key[0]} has no events of ${c.outcome}, so the risk ratio has no interval.`;
      return { ...nothing, findings: [refusal(c, says, 'Read the difference of shares, whose score interval holds without events.')] };
    }
    return { ...nothing, estimates: arms.treatments.map((arm) => estimateOf(arm, arms, c)) };
  },
);

function estimateOf(arm: Group, arms: Arms, c: Contrast): Estimate {
  const [log1, log0] = [arm, arms.control].map((group) => logShare(group, c.outcome));
  const log = log1.value - log0.value;
  const standardError = Math.sqrt(log1.variance + log0.variance);
  const statistic = log / standardError;
  return {
    id: estimateId('risk-ratio', c, arm.key[0], arms),
    role: c.role,
    estimand: estimandOf(
      c,
      arm.key[0],
      true,
      `Share with ${c.outcome} when assigned ${arm.key[0]}, over the share when assigned ${c.control} (${c.assignment}), among all units assigned.`,
    ),
    value: Math.exp(log),
    ...limits(log, standardError, c),
    ...(standardError > 0 && { test: { null: 1, alternative: 'two-sided', statistic, pValue: Math.min(1, 2 * upperTail(reference, Math.abs(statistic))) } }),
    sizes: sizesOf([arms.control, arm]),
    method: { id: 'risk-ratio', options: echoOf(c), source: riskRatio.source },
    details: { logRatio: log, logStandardError: standardError },
  };
}

function logShare({ moments: m }: Group, outcome: string): { value: number; variance: number } {
  const share = eventsIn(m, outcome) / m.n;
  return { value: Math.log(share), variance: (1 - share) / (m.n * share) };
}

function limits(log: number, standardError: number, { level, boundsLevel }: Levels): Pick<Estimate, 'interval'> & Pick<Required<Estimate>, 'bounds'> {
  const at = (p: number): number => Math.exp(log + quantileOf(reference, p) * standardError);
  return {
    interval: { pieces: [{ low: at((1 - level) / 2), high: at((1 + level) / 2) }], level, side: 'two-sided', kind: 'pointwise', reference },
    bounds: { level: boundsLevel, low: at(1 - boundsLevel), high: at(boundsLevel) },
  };
}

function refusal({ outcome }: Contrast, says: string, mend: string): Answer['findings'][number] {
  return { check: 'risk-ratio', about: { column: outcome, estimate: `risk-ratio:${outcome}` }, verdict: 'refuse', says, mend };
}
