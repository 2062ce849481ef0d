import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { quantile } from '../../math/quantile.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkDonors, type EffectByDonors } from './check-of.ts';
import { unitOf } from './estimate.ts';
import { example, type Launched, type LaunchOptions, primaryWithDonors } from './options.ts';

const source = 'Abadie (2021), Journal of Economic Literature 59; Iglewicz & Hoaglin (1993), How to Detect and Handle Outliers';

/** Deviations from the donor in the middle, by the spread of those about it, from which on a donor is one that jumps. */
const far = 6;
/** With fewer donors that spread is itself a guess: where nothing was wrong, 10 of them held 0.8 % of studies at 6, and 15 up to 0.7 %. */
const farAmongFew = 10;
const many = 20;
/** A donor that weighs so much, or more, brings its jump into the effect. */
const heavy = 0.1;
/** Fewer donors say nothing of what is usual among them. */
const fewest = 8;

/**
 * Does a donor jump on the day of the launch? Then the launch touched it, or something else did, and it stands for nothing.
 *
 * Model   each donor's gap since the launch in units of its misfit before, as a distance from the donor in the middle in deviations that outliers do not widen (1.4826 times the median
 *         distance). Warns beyond 6, with fewer than 20 donors beyond 10; fails, and holds, where the donor carries a tenth of the weight or more.
 * Shapes  the panel of `launchEffect`, where one unit stands in at a time: eight donors or more.
 * Units   outcome units.
 * Source  Abadie (2021) on donors that the launch touches; Iglewicz & Hoaglin (1993).
 */
export const donorJumps = question<LaunchOptions>(
  {
    id: 'donor-jumps',
    title: 'Donors that jump on the day of the launch',
    source,
    docs: 'docs/checks/donor-jumps.md',
    rounds: { usual: 1, most: 1 },
    plan: primaryWithDonors,
    example,
  },
  (options): Asking<Answer> => checkDonors(options, (of, c) => ({ findings: jumpFindings(of, c) })),
);

interface Jump {
  readonly donor: string;
  readonly weight: number;
  readonly effect: number;
  readonly distance: number;
}

function jumpsOf({ found: { placebos, counterfactual }, asked: { donors } }: EffectByDonors): readonly Jump[] | undefined {
  const alone = placebos.placebos.flatMap(({ units, found }) =>
    units.length === 1 && found && found.gap.rmspeBefore > 0 ? [{ unit: units[0], gap: found.gap, size: found.gap.effect / found.gap.rmspeBefore }] : [],
  );
  if (alone.length < fewest) return undefined;
  const middle = quantile(
    Float64Array.from(alone, ({ size }) => size),
    0.5,
  );
  const spread =
    1.4826 *
    quantile(
      Float64Array.from(alone, ({ size }) => Math.abs(size - middle)),
      0.5,
    );
  return alone.map(({ unit, gap, size }) => ({
    donor: donors[unit],
    weight: counterfactual.donorWeights?.[unit] ?? 0,
    effect: gap.effect,
    distance: spread > 0 ? Math.abs(size - middle) / spread : 0,
  }));
}

function jumpFindings(of: EffectByDonors, c: Launched): readonly Finding[] {
  const jumps = jumpsOf(of);
  if (!jumps) return [];
  const sorted = [...jumps].sort((a, b) => b.distance - a.distance);
  const threshold = jumps.length < many ? farAmongFew : far;
  const jumping = sorted.filter(({ distance }) => distance > threshold);
  const [first] = sorted;
  const shared = { check: 'donor-jumps', about: { column: c.outcome }, statistic: first.distance, threshold } as const;
  if (jumping.length === 0)
    return [
      {
        ...shared,
        verdict: 'pass',
        says: `No donor jumps on the day of the launch: the farthest, ${first.donor}, is ${first.distance.toFixed(1)} deviations from the one in the middle.`,
      },
    ];
  const unit = unitOf(c);
  const told = jumping.slice(0, 3).map(({ donor, effect, weight }) => `${donor} by ${sayEffect(effect, unit)} (weight ${sayShare(weight)})`);
  const says = `${c.outcome} jumps on the day of the launch in ${jumping.length === 1 ? 'a donor' : `${jumping.length} donors`} too: ${told.join(', ')}${jumping.length > 3 ? ' and more' : ''}.`;
  const mend = `Find out whether the launch, or something else, came to ${jumping[0].donor} as well, and name \`donors\` without it.`;
  return [
    jumping.some(({ weight }) => Math.abs(weight) >= heavy)
      ? { ...shared, verdict: 'fail', identification: true, says, mend }
      : { ...shared, verdict: 'warn', says, mend },
  ];
}
