import { counted } from '../../errors/words.ts';
import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayShare } from '../../estimate/say.ts';
import { measureOf, nameWithUnit, sayEffect } from '../../estimate/unit.ts';
import { type LeftOut, leaveOneOut } from '../../inference/synthetic/leave-one-out.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { checkDonors, type EffectByDonors } from './check-of.ts';
import { unitOf } from './estimate.ts';
import { example, type Launched, type LaunchOptions, primaryWithDonors } from './options.ts';

const source = 'Abadie, Diamond & Hainmueller (2015), American Journal of Political Science 59';

/** The heaviest donors are left out: without one that weighs less nothing moves. */
const mostLeftOut = 50;
const mostShown = 25;

/**
 * Does the effect hang on one donor?
 *
 * Model   the effect without each of the donors that carry weight, one at a time (the 50 heaviest). Warns where it changes its sign without one of them.
 * Shapes  the panel of `launchEffect`.
 * Units   outcome units.
 * Source  Abadie, Diamond & Hainmueller (2015).
 */
export const withoutEachDonor = question<LaunchOptions>(
  {
    id: 'without-each-donor',
    title: 'The effect without each donor',
    source,
    docs: 'docs/checks/without-each-donor.md',
    rounds: { usual: 1, most: 1 },
    plan: primaryWithDonors,
    example,
  },
  (options): Asking<Answer> =>
    checkDonors(options, (of, c) => {
      const left = leaveOneOut(of.asked.panel, of.found.by, of.found.counterfactual.donorWeights, mostLeftOut);
      return { findings: [withoutFinding(left, of, c)], exhibits: left.length === 0 ? [] : [withoutExhibit(left, of, c)] };
    }),
);

function withoutFinding(left: readonly LeftOut[], { found: { value }, asked: { donors } }: EffectByDonors, c: Launched): Finding {
  const unit = unitOf(c);
  const shared = { check: 'without-each-donor', about: { column: c.outcome } } as const;
  const untold = left.filter(({ gap }) => !gap);
  const told = left.flatMap(({ donor, gap }) => (gap ? [{ donor: donors[donor], effect: gap.effect }] : []));
  if (untold.length > 0 || told.length === 0) {
    return {
      ...shared,
      verdict: 'warn',
      says: `Without ${untold.map(({ donor }) => donors[donor]).join(', ') || 'one of the donors'} nothing tells the effect on ${c.outcome}.`,
      mend: 'Bring more donors: the answer hangs on these.',
    };
  }
  const [low, high] = [Math.min(...told.map(({ effect }) => effect)), Math.max(...told.map(({ effect }) => effect))];
  const turned = told.filter(({ effect }) => Math.sign(effect) !== Math.sign(value));
  const says = `Without ${told.length === 1 ? told[0].donor : `each of ${counted(told.length, 'donor')} that ${told.length === 1 ? 'carries' : 'carry'} weight`} the effect on ${c.outcome} goes from ${sayEffect(low, unit)} to ${sayEffect(high, unit)}; with all it is ${sayEffect(value, unit)}.`;
  if (turned.length === 0) return { ...shared, verdict: 'pass', statistic: 0, threshold: 1, says };
  return {
    ...shared,
    verdict: 'warn',
    statistic: turned.length,
    threshold: 1,
    says: `${says} Without ${turned[0].donor} it changes its sign.`,
    mend: `Look at ${turned[0].donor}: what happened there after the launch is in the effect. Bring more donors that are like the treated.`,
  };
}

function withoutExhibit(left: readonly LeftOut[], { found: { value }, asked: { donors } }: EffectByDonors, c: Launched): Exhibit {
  const { factor } = measureOf(unitOf(c));
  const rows = left
    .flatMap(({ donor, weight, gap }) =>
      gap ? [{ label: `without ${donors[donor]}${weight === undefined ? '' : ` (${sayShare(weight)})`}`, value: factor * gap.effect }] : [],
    )
    .slice(0, mostShown);
  const says = `Effects on ${c.outcome} without each of the ${rows.length === 1 ? 'donor' : `${rows.length} donors`} that weigh most.`;
  return {
    id: `without-each-donor:${c.outcome}`,
    title: `The effect without each donor (${nameWithUnit(c.outcome, unitOf(c))})`,
    kind: 'points',
    says,
    alt: says,
    columns: { label: ['with all', ...rows.map(({ label }) => label)], value: [factor * value, ...rows.map((row) => row.value)] },
    marks: [{ at: 0, label: 'no effect' }],
  };
}
