import { eventsIn } from '../../../inference/arms/binary.ts';
import { contrastsOf } from '../../../inference/arms/contrast.ts';
import { question } from '../../../protocol/question.ts';
import { type BinaryRatioOptions, ratioOfArms } from './ratio-of-arms.ts';

export interface OddsRatioOptions extends BinaryRatioOptions {}

const source = 'Woolf (1955), Annals of Human Genetics 19';

/**
 * Odds of an event under treatment over the odds under control, among all units assigned.
 *
 * Model   log of (a d) / (b c) with variance 1/a + 1/b + 1/c + 1/d, for events and non-events of both arms; normal; interval and bounds are
 *         exponentials of its limits.
 * Shapes  one `Moments` an arm over [outcome], 0 or 1.
 * Units   times: 1 is no effect.
 * Errors  arm-missing, arm-too-small, outcome-missing. Refused with an empty cell, and for outcomes that are not binary.
 * Source  Woolf (1955), Annals of Human Genetics 19. Parity: statsmodels Table2x2.
 */
export const oddsRatio = question<OddsRatioOptions>(
  {
    id: 'odds-ratio',
    title: 'Odds ratio of a binary outcome',
    source,
    docs: 'docs/methods/odds-ratio.md',
    rounds: { usual: 1, most: 2 },
    clusteredRounds: { usual: 2, most: 3 },
    // The unadjusted companion of the odds ratio that a logistic regression gives.
    plan: (protocol) =>
      protocol.analysis.adjust === 'logistic' && protocol.blocks === undefined
        ? contrastsOf(protocol, (o) => o.role === 'primary').map((o) => ({ ...o, role: 'secondary', otherwise: 'nothing' }))
        : [],
    example: { outcome: 'b', assignment: 'z', control: 0 },
  },
  (options) =>
    ratioOfArms(
      {
        id: 'odds-ratio',
        name: 'odds ratio',
        source,
        logOf: (share) => ({ value: Math.log(share / (1 - share)), slope: 1 / (share * (1 - share)) }),
        lacking: (arm, outcome) => {
          const events = eventsIn(arm.moments, outcome);
          if (events === 0) return `Arm ${arm.key[0]} has no events of ${outcome}`;
          return events === arm.moments.n ? `Every unit of arm ${arm.key[0]} has ${outcome}` : undefined;
        },
        says: (arm, c) => `Odds of ${c.outcome} when assigned ${arm}, over the odds when assigned ${c.control} (${c.assignment}), among all units assigned.`,
      },
      options,
    ),
);
