import { flowId, rowsOfStudy, sayFlow } from '../../diagnostics/unit-flow.ts';
import { counted, quotedList } from '../../errors/words.ts';
import type { Answer } from '../../estimate/answer.ts';
import { type Exhibit, ofArm } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { periodNoun, periodText } from '../../protocol/periods.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { type AskedPanel, askPanel } from './ask-panel.ts';
import { example, type Launched, type LaunchOptions, launchedOf, primaryLaunchOf } from './options.ts';
import { arms } from './own.ts';
import { stillDonors } from './refusals.ts';

const source = 'Abadie (2021), Journal of Economic Literature 59';

/** A larger share of donors that lack periods is said as a warning. */
const manyLost = 0.05;
/** So many donors that are left out are named. */
const mostNamed = 3;

/**
 * Who is in the comparison, and what of the data is not: units that are neither treated nor donors, donors that lack periods or the outcome, rows without a period; and donors in which nothing
 * goes on.
 *
 * Shapes  the panel of `launchEffect`; the rest was seen before the plan.
 * Source  Abadie (2021).
 */
export const launchUnits = question<LaunchOptions>(
  {
    id: 'launch-units',
    title: 'Units of a launch',
    source,
    docs: 'docs/checks/launch-units.md',
    rounds: { usual: 1, most: 1 },
    plan: primaryLaunchOf,
    example,
  },
  function* (options): Asking<Answer> {
    const c = launchedOf(options);
    const asked = yield* askPanel(c);
    return {
      estimates: [],
      findings: [...lostRows(c), unitsFinding(asked, c), ...stillFinding(asked, c)],
      exhibits: c.launch.unit === undefined ? [] : [flow(asked, c)],
    };
  },
);

function lostRows({ launch: { timeless, time } }: Launched): readonly Finding[] {
  if (timeless === 0) return [];
  return [
    {
      check: 'launch-rows',
      about: { column: time },
      verdict: 'warn',
      statistic: timeless,
      says: `${counted(timeless, 'row')} without ${time} ${timeless === 1 ? 'is' : 'are'} in no estimate.`,
      mend: `Find out where ${time} gets lost, and join it again.`,
    },
  ];
}

function unitsFinding({ donors, lacking }: AskedPanel, c: Launched): Finding {
  const { launch, outcome } = c;
  const { treated, gapped, others, periods, before, period, anticipation, unit } = launch;
  const noun = periodNoun(period);
  const span = `${counted(before, noun)} before the launch and ${counted(periods.length - before, noun)} since it (${periodText(periods[0], period)} to ${periodText(periods.at(-1)!, period)})${anticipation === 0 ? '' : `; the last ${counted(anticipation, noun)} before it ${anticipation === 1 ? 'is' : 'are'} left out`}`;
  const lost = gapped.length + lacking.length;
  const needed = launch.predictors === undefined ? outcome : `${outcome} or a predictor`;
  const shared = { check: 'launch-units', about: { column: unit ?? launch.time }, statistic: lost } as const;
  if (unit === undefined) return { ...shared, verdict: 'pass', says: `One series of ${outcome}: ${span}.` };
  const parts = [
    ...(gapped.length > 0 ? [`${counted(gapped.length, 'donor')} without rows in some ${noun} (${quotedList(gapped, mostNamed)})`] : []),
    ...(lacking.length > 0 ? [`${counted(lacking.length, 'donor')} without ${needed} in some ${noun} (${quotedList(lacking, mostNamed)})`] : []),
    ...(others > 0 ? [`${sayCount(others)} that the study does not name`] : []),
  ];
  const says = `${counted(treated.length, 'unit')} got the launch, ${counted(donors.length, 'donor')} did not: ${span}.${parts.length === 0 ? '' : ` Left out: ${parts.join(', ')}.`}`;
  const share = lost / (lost + donors.length);
  if (lost === 0 || share <= manyLost) return { ...shared, verdict: 'pass', says };
  return {
    ...shared,
    verdict: 'warn',
    says,
    mend: 'Bring their rows, or write zeros where nothing happened: donors that come and go may be others than those that stay.',
  };
}

/** What stays at one value is met exactly, or by nothing: such a stand-in for the treated speaks for every effect, and a few leave an interval without ends. */
function stillFinding({ panel, donors }: AskedPanel, { launch, outcome }: Launched): readonly Finding[] {
  const still = stillDonors(panel).map((donor) => donors[donor]);
  if (launch.estimator === 'state-space' || still.length === 0 || still.length === donors.length) return [];
  return [
    {
      check: 'still-donors',
      about: { column: outcome },
      verdict: 'warn',
      statistic: still.length,
      says: `${counted(still.length, 'donor stays', 'donors stay')} at one value of ${outcome} before the launch (${quotedList(still, mostNamed)}), and ${still.length === 1 ? 'tells' : 'tell'} nothing of what chance does: the interval is wider for it, or has no ends.`,
      mend: `Name \`donors\` without ${still.length === 1 ? 'it' : 'them'}, if the value is no error.`,
    },
  ];
}

/** Rows, and from there on units, step by step. */
function flow({ donors, lacking }: AskedPanel, { launch, outcome }: Launched): Exhibit {
  const { treated, gapped, others, period, rows, timeless, time } = launch;
  const noun = periodNoun(period);
  const named = donors.length + lacking.length + gapped.length;
  const ofRows = [
    { step: rowsOfStudy, units: rows + timeless, lost: 0, reason: '' },
    ...(timeless > 0 ? [{ step: `with ${time}`, units: rows, lost: timeless, reason: `${time} missing` }] : []),
  ].map((step) => ({ ...step, donors: '', treated: '' }));
  const ofUnits = [
    { step: `units (${launch.unit})`, donors: named + others, lost: '', reason: '' },
    ...(others > 0 ? [{ step: 'that got the launch, or may stand for those', donors: named, lost: others, reason: 'not named as donors' }] : []),
    ...(gapped.length > 0
      ? [{ step: `with rows in every ${noun}`, donors: named - gapped.length, lost: gapped.length, reason: `no row in some ${noun}` }]
      : []),
    {
      step: `with ${outcome} in every ${noun}`,
      donors: donors.length,
      lost: lacking.length,
      reason: lacking.length > 0 ? `${outcome} is not known in some ${noun}` : '',
    },
  ].map((step) => ({ ...step, units: step.donors + treated.length, treated: treated.length }));
  const steps = [...ofRows, ...ofUnits];
  const says = sayFlow(donors.length + treated.length, named + others + treated.length, outcome);
  return {
    id: flowId(outcome),
    title: `Flow of units to ${outcome}`,
    kind: 'flow',
    says,
    alt: says,
    columns: {
      step: steps.map(({ step }) => step),
      units: steps.map(({ units }) => units),
      lost: steps.map(({ lost }) => lost),
      reason: steps.map(({ reason }) => reason),
      [`${ofArm}${arms.untreated}`]: steps.map((s) => s.donors),
      [`${ofArm}${arms.treated}`]: steps.map((s) => s.treated),
    },
  };
}
