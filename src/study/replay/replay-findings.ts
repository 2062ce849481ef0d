import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber, sayShare } from '../../estimate/say.ts';
import { wilson } from '../../inference/newcombe.ts';
import { normalQuantile } from '../../math/distributions/normal.ts';
import type { ReplayRows } from './replay-rows.ts';
import type { ReplayedDraw } from './replay-task.ts';
import type { Rate, ReplayedOutcome } from './replayed.ts';

/** What may make an analysis err too often, and what to do about it. */
interface Cause {
  readonly says: string;
  readonly mend: string;
}

export interface Judged {
  readonly outcomes: readonly ReplayedOutcome[];
  readonly draws: readonly ReplayedDraw[];
  readonly rows: ReplayRows;
  readonly level: number;
  readonly guardrailLevel: number;
  readonly power: number;
  /** What checks say of the rows themselves, such as that their tails are heavy. */
  readonly tails: readonly Finding[];
}

/** A share is told from what is promised where an interval at 99.8 % leaves it out, so that a sound study is hardly ever accused. */
const surely = normalQuantile(0.999);
const away = ({ count, of }: Rate, promised: number): 'above' | 'below' | undefined => {
  const { low, high } = wilson({ events: count, n: of }, surely);
  return low > promised ? 'above' : high < promised ? 'below' : undefined;
};

/** Does the planned analysis keep what it promises, when nothing changes? And if not, why. */
export function replayFindings(judged: Judged): readonly Finding[] {
  return [
    ...judged.outcomes.flatMap((one) => [
      ...errorFinding(one, judged),
      ...guardrailFinding(one, judged),
      ...spreadFinding(one, judged),
      ...powerFinding(one, judged),
    ]),
    ...stoppedFinding(judged),
  ];
}

function errorFinding({ outcome, arm, role, nothing: { found } }: ReplayedOutcome, judged: Judged): readonly Finding[] {
  if (role !== 'primary') return [];
  const promised = 1 - judged.level;
  const shared = { check: 'replay-errors', about: { column: outcome, arm }, statistic: found.share, threshold: promised };
  const says = `With nothing changed, ${sayShare(found.share)} of ${sayCount(found.of)} draws show an effect on ${outcome}; ${sayShare(promised)} are promised`;
  const side = away(found, promised);
  if (side === 'above') {
    const { says: why, mend } = causeOf(outcome, judged);
    return [{ ...shared, verdict: 'fail', says: `${says}. ${why}`, mend }];
  }
  if (side === 'below' && found.share < promised / 2)
    return [
      {
        ...shared,
        verdict: 'warn',
        says: `${says}: the interval is wider than it need be.`,
        mend: 'Nothing is wrong with it; an adjustment, or arms compared within blocks, may find smaller effects.',
      },
    ];
  return [{ ...shared, verdict: 'pass', says: `${says}.` }];
}

function guardrailFinding({ outcome, arm, nothing: { guardrail } }: ReplayedOutcome, judged: Judged): readonly Finding[] {
  if (!guardrail) return [];
  const promised = 1 - judged.guardrailLevel;
  const shared = { check: 'replay-guardrail', about: { column: outcome, arm }, statistic: guardrail.failed.share, threshold: promised };
  const says = `With nothing changed, the guardrail ${outcome} fails in ${sayShare(guardrail.failed.share)} and is shown to hold in ${sayShare(guardrail.passed.share)} of ${sayCount(guardrail.failed.of)} draws`;
  if (away(guardrail.failed, promised) === 'above') {
    const { says: why, mend } = causeOf(outcome, judged);
    return [{ ...shared, verdict: 'fail', says: `${says}, where it may fail in ${sayShare(promised)}. ${why}`, mend }];
  }
  if (guardrail.passed.share < judged.power)
    return [
      {
        ...shared,
        verdict: 'warn',
        says: `${says}: so few units hardly ever tell it from its tolerance, and hold a launch that does no harm.`,
        mend: 'Plan more units, or a wider tolerance.',
      },
    ];
  return [{ ...shared, verdict: 'pass', says: `${says}.` }];
}

/** From this ratio on, beyond what so few draws leave open, errors are told wrongly. */
const offBy = 0.1;

function spreadFinding({ outcome, arm, nothing: { ratio, found } }: ReplayedOutcome, judged: Judged): readonly Finding[] {
  if (ratio === undefined) return [];
  const chance = 3 / Math.sqrt(2 * found.of);
  const shared = { check: 'replay-spread', about: { column: outcome, arm }, statistic: ratio, threshold: 1 };
  const says = `Estimates of ${outcome} spread ${sayNumber(ratio)} times as far as their standard errors say`;
  if (ratio > 1 + offBy + chance) {
    const { says: why, mend } = causeOf(outcome, judged);
    return [{ ...shared, verdict: 'warn', says: `${says}. ${why}`, mend }];
  }
  return [{ ...shared, verdict: 'pass', says: `${says}.` }];
}

function powerFinding({ outcome, arm, role, planted }: ReplayedOutcome, { power, rows }: Judged): readonly Finding[] {
  if (!planted || role !== 'primary') return [];
  const { better, effect } = planted;
  const shared = { check: 'replay-power', about: { column: outcome, arm }, statistic: better.share, threshold: power };
  const says = `An effect of ${sayNumber(effect)} on ${outcome} is found in ${sayShare(better.share)} of ${sayCount(better.of)} draws of these ${sayCount(rows.n)} units`;
  if (better.high < power)
    return [
      {
        ...shared,
        verdict: 'warn',
        says: `${says}, less than ${sayShare(power)}.`,
        mend: 'Take more units than these rows are, or a covariate that explains the outcome; `estimand power` says how many.',
      },
    ];
  return [{ ...shared, verdict: 'pass', says: `${says}.` }];
}

function stoppedFinding({ draws }: Judged): readonly Finding[] {
  const stopped = draws.filter((d) => d.stopped !== undefined);
  if (stopped.length === 0) return [];
  return [
    {
      check: 'replay-stopped',
      about: {},
      verdict: 'warn',
      statistic: stopped.length,
      says: `In ${sayCount(stopped.length)} of ${sayCount(draws.length)} draws the analysis stops with ${stopped[0].stopped}: such an assignment cannot be analysed.`,
      mend: 'Take out what only some assignments can do with, such as a covariate that is rarely other than zero.',
    },
  ];
}

/** The likeliest cause, by what checks see: rows of what was drawn that repeat, few clusters, few events, heavy tails. */
function causeOf(outcome: string, { rows, draws, tails }: Judged): Cause {
  const doubted = (check: string): boolean => draws.filter(({ doubts }) => doubts.includes(check)).length > draws.length / 10;
  if (rows.repeated !== undefined && rows.repeated !== rows.protocol.cluster)
    return {
      says: `${rows.repeated} is drawn as a whole and has several rows, and the analysis takes each row for a unit.`,
      mend: `Write \`rows: many-per-unit\`, or design.randomizedBy: ${rows.repeated}.`,
    };
  if (doubted('cluster-freedom') || doubted('few-freedom'))
    return {
      says: 'Few clusters are drawn, so that errors are hardly known.',
      mend: 'Draw more clusters, or ask for `randomization` under analysis, which holds with few.',
    };
  const tail = tails.find(({ about }) => about.column === outcome);
  if (tail) return { says: tail.says, mend: tail.mend ?? 'Winsorize the outcome, or ask for a quantile of it.' };
  if (doubted('few-events')) return { says: `${outcome} has few events.`, mend: 'Wait for more units, or name an outcome that happens more often.' };
  return {
    says: 'No check of these rows says why.',
    mend: 'Look whether units share something that is drawn together (a team, a day, a queue), and name it under design.randomizedBy.',
  };
}
