import { counted } from '../../errors/words.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayAmount } from '../../estimate/unit.ts';
import { periodNoun } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkDonors, type EffectByDonors } from './check-of.ts';
import { unitOf } from './estimate.ts';
import { example, type Launched, type LaunchOptions, withDonors } from './options.ts';
import { worstMisfit } from './refusals.ts';

const source = 'Abadie, Diamond & Hainmueller (2010), JASA 105; Abadie (2021), Journal of Economic Literature 59';

/** From so many times the usual misfit on the interval is as wide as it is for that, and the path may be off by more. */
const doubtfulMisfit = 2;

/**
 * Do donors go as the treated went before the launch?
 *
 * Model   root of the mean square gap before the launch, by that of the donor in the middle when each stands in for the treated. Warns from 2 on; from 5 on, and where a path is off by its
 *         level, `launchEffect` refuses.
 * Shapes  the panel of `launchEffect`.
 * Units   outcome units.
 * Source  Abadie, Diamond & Hainmueller (2010).
 */
export const fitBefore = question<LaunchOptions>(
  {
    id: 'fit-before',
    title: 'How well donors go as the treated before the launch',
    source,
    docs: 'docs/checks/fit-before.md',
    rounds: { usual: 1, most: 1 },
    plan: withDonors,
    example,
  },
  (options): Asking<Answer> => checkDonors(options, (of, c) => ({ findings: [fitFinding(of, c)] })),
);

function fitFinding({ found: { gap, misfit }, asked: { panel } }: EffectByDonors, c: Launched): Finding {
  const off = sayAmount(gap.rmspeBefore, unitOf(c));
  const says = `Over ${counted(panel.before, periodNoun(c.launch.period))} before the launch the path of ${c.outcome} is off by ${off}, ${misfit.toFixed(2)} times as much as for the donor in the middle.`;
  const shared = { check: 'fit-before', about: { column: c.outcome }, statistic: misfit, says } as const;
  if (misfit < doubtfulMisfit) return { ...shared, verdict: 'pass', threshold: doubtfulMisfit };
  return {
    ...shared,
    verdict: 'warn',
    threshold: worstMisfit,
    mend: 'The interval is wider for it; bring donors that are more alike, or compare over a time that is.',
  };
}
