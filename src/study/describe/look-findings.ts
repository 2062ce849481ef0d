import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayShare } from '../../estimate/say.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { spentBy } from '../../inference/sequential/spending.ts';
import { normalQuantile, normalTail } from '../../math/distributions/normal.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import type { AnytimeLook, SpendingLook, SpentLook } from '../../protocol/look.ts';
import type { Protocol, UnplannedLook } from '../../protocol/protocol.ts';
import type { Headline } from '../ask/headlines.ts';
import { criticalAt, leastError } from '../ask/look-levels.ts';
import type { LookRecord } from '../result.ts';

interface Seen {
  /** A size was planned, or cannot be. */
  readonly isPlanned: boolean;
  readonly record: LookRecord | undefined;
  readonly headlines: readonly Headline[];
}

/** What the time of the look does to the error rate, where the size of a study can be planned, and which of several looks it is. */
export function lookFindings({ early, late, look, analysis }: Protocol, { isPlanned, record, headlines }: Seen): readonly Finding[] {
  if (early) return [earlyFinding(early)];
  if (late) return [lateFinding(late)];
  if (!record || !look) return isPlanned ? [] : [unplannedSize];
  if (look.kind === 'spent') return [spentFinding(look)];
  if (look.kind === 'anytime') return [anytimeFinding(look, analysis.level)];
  return [spendingFinding(look, record, analysis.level), ...unplannedLook(look, record), ...headlines.flatMap(stoppedFinding)];
}

/** Five looks, evenly spaced, each at the usual 5 %: Armitage, McPherson & Rowe (1969), JRSS A 132. */
const unplannedSize: Finding = {
  check: 'planned-size',
  about: {},
  verdict: 'warn',
  statistic: 0.142,
  threshold: 0.05,
  says: 'No size was planned: the intervals are right for one look; of studies without an effect that are read five times while units come in, 14 % show one.',
  mend: 'Write the size that was planned as plannedUnits under analysis; `estimand power` finds it.',
};

function lateFinding({ units, planned }: UnplannedLook): Finding {
  return {
    check: 'late-look',
    about: {},
    verdict: 'warn',
    statistic: units,
    threshold: planned,
    says: `${sayCount(units)} units are in and ${sayCount(planned)} were planned: a study that is read on to twice its plan would show an effect that is not there on one side in 8 % of cases instead of 2.5 %, so the intervals shown hold at every look.`,
    mend: 'Analyse the units that were planned, such as the first by time of assignment, for the intervals of one look.',
  };
}

function earlyFinding({ units, planned }: UnplannedLook): Finding {
  return {
    check: 'early-look',
    about: {},
    verdict: 'fail',
    statistic: units,
    threshold: planned,
    says: `${sayCount(units)} of ${sayCount(planned)} planned units are in: the intervals shown hold at every look, and the decision waits.`,
    mend: 'Wait for the planned size; looking earlier and stopping on a good day finds effects that are not there. A study that is to be read while it runs says so: `looks` under analysis.',
  };
}

const shareOfPlan = (units: number, planned: number): string => `${sayCount(units)} of ${sayCount(planned)} planned units (${sayShare(units / planned)})`;

/** How much wider than one of a single look. */
const timesAsWide = (critical: number, level: number): string => (critical / normalQuantile((1 + level) / 2)).toFixed(2);

function anytimeFinding(look: AnytimeLook, level: number): Finding {
  const critical = criticalAt(look, (1 - level) / 2);
  return {
    check: 'look',
    about: {},
    verdict: 'pass',
    statistic: look.units / look.planned,
    says: `With ${shareOfPlan(look.units, look.planned)} the intervals hold at this and at every other time; they are ${timesAsWide(critical, level)} times as wide as those of a study that is read once.`,
  };
}

function spendingFinding(look: SpendingLook, { looks, taken }: LookRecord, level: number): Finding {
  const alpha = (1 - level) / 2;
  const critical = criticalAt(look, alpha);
  const { planned } = taken[taken.length - 1];
  const spent = spentBy(look.spending, look.spentAt[look.spentAt.length - 1], alpha) / alpha;
  const which = planned === undefined ? 'A look that was not planned' : `Look ${planned} of ${looks.length}`;
  const rest = look.isLast ? 'all of the error is spent' : `${sayShare(spent)} of the error is spent`;
  if (normalTail(critical) <= leastError)
    return {
      check: 'look',
      about: {},
      verdict: 'pass',
      says: `${which}, at ${shareOfPlan(look.units, look.planned)}: so early that hardly any of the error is spent, and nothing is said yet.`,
    };
  const before = look.assumed ? ' The looks before are taken for those of the plan: no earlier result tells what was seen at them.' : '';
  return {
    check: 'look',
    about: {},
    verdict: 'pass',
    statistic: critical,
    threshold: look.fractions[look.fractions.length - 1],
    says: `${which}, at ${shareOfPlan(look.units, look.planned)}: an effect is shown beyond ${critical.toFixed(2)} standard errors (the intervals are ${timesAsWide(critical, level)} times as wide as those of one look), and ${rest}.${before}`,
  };
}

function unplannedLook({ units, planned }: SpendingLook, { taken }: LookRecord): readonly Finding[] {
  if (taken[taken.length - 1].planned !== undefined) return [];
  return [
    {
      check: 'unplanned-look',
      about: {},
      verdict: 'warn',
      statistic: units / planned,
      says: `No look was planned at ${sayShare(units / planned)} of the units. It takes its share of the error, which is right as long as nobody chose its time by the results.`,
      mend: 'Keep results.json: the next analysis goes on from the looks that it holds, in the same folder or by `estimand analyze --after`.',
    },
  ];
}

function spentFinding({ units, planned }: SpentLook): Finding {
  return {
    check: 'looks-spent',
    about: {},
    verdict: 'fail',
    identification: true,
    statistic: units / planned,
    says: `The last look has been taken, and with ${shareOfPlan(units, planned)} there is no error left that another could spend: nothing can be said of the effect.`,
    mend: 'Decide by the last look; to read on, plan a new study with units of its own.',
  };
}

function stoppedFinding({ outcome, arm, estimate }: Headline): readonly Finding[] {
  if (!estimate?.afterStopping) return [];
  const { value, interval } = estimate.afterStopping;
  const { unit } = estimate.estimand;
  return [
    {
      check: 'after-stopping',
      about: { column: outcome.name, arm, estimate: estimate.id },
      verdict: 'pass',
      statistic: value,
      says: `A study that stops when an effect shows finds it larger than it is. If this one stops here, the effect on ${outcomeLabel(outcome)} corrected for that is ${sayEffect(value, unit)} (${sayEffect(interval.low, unit)} to ${sayEffect(interval.high, unit)}), in place of ${sayEffect(estimate.value, unit)}.`,
    },
  ];
}
