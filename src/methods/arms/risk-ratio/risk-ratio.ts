import { eventsIn } from '../../../inference/arms/binary.ts';
import { contrastsOf } from '../../../inference/arms/contrast.ts';
import { question } from '../../../protocol/question.ts';
import { type BinaryRatioOptions, ratioOfArms } from './ratio-of-arms.ts';

export interface RiskRatioOptions extends BinaryRatioOptions {}

const source = 'Katz, Baptista, Azen & Pike (1978), Biometrics 34';

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
    source,
    docs: 'docs/methods/risk-ratio.md',
    rounds: { usual: 1, most: 2 },
    clusteredRounds: { usual: 2, most: 3 },
    // A study that judges a harm in percent of control wants to see it as a ratio.
    // Across blocks with other shares it would be biased.
    plan: (protocol) =>
      (protocol.blocks === undefined ? contrastsOf(protocol, (o) => o.tolerance?.relative === true) : []).map((o) => ({
        ...o,
        role: 'secondary',
        otherwise: 'nothing',
      })),
    example: { outcome: 'b', assignment: 'z', control: 0 },
  },
  (options) =>
    ratioOfArms(
      {
        id: 'risk-ratio',
        name: 'risk ratio',
        source,
        logOf: (share) => ({ value: Math.log(share), slope: 1 / share }),
        lacking: (arm, outcome) => (eventsIn(arm.moments, outcome) === 0 ? `Arm ${arm.key[0]} has no events of ${outcome}` : undefined),
        says: (arm, c) =>
          `Share with ${c.outcome} when assigned ${arm}, over the share when assigned ${c.control} (${c.assignment}), among all units assigned.`,
      },
      options,
    ),
);
