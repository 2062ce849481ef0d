import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount, sayNumber, sayShare } from '../../estimate/say.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import type { AskedRows } from './ask-rows.ts';
import { checkRows } from './check-of.ts';
import { loggedThresholdOf } from './first-stage.ts';
import { type AtThreshold, loggedExample, roundsOn, type ThresholdOptions } from './options.ts';
import { gridStepOf } from './score-grid.ts';

const source = 'Hahn, Todd & van der Klaauw (2001), Econometrica 69; Dong (2015), Journal of Applied Econometrics 30';

/** So many scores are named. */
const mostNamed = 5;
/** A smaller share would be told as none. */
const leastShare = 0.0005;

/**
 * Which rows have a logged decision that their score and the declared side contradict? Where they all have one score next to the cutoff, scores were rounded after the decision.
 *
 * Model   a count. Warns where there is one.
 * Shapes  all rows with a score and a decision. Nothing is asked where no decision was logged.
 * Source  Dong (2015), of rounded scores.
 */
export const decisionByScore = question<ThresholdOptions>(
  {
    id: 'decision-by-score',
    title: 'Logged decisions that the score contradicts',
    source,
    docs: 'docs/checks/decision-by-score.md',
    rounds: { usual: 1, most: 1 },
    roundsOn,
    plan: loggedThresholdOf,
    example: loggedExample,
  },
  (options): Asking<Answer> => checkRows(options, (asked, c) => ({ findings: contradictionFinding(asked, c) })),
);

interface Contradictions {
  readonly rows: number;
  readonly known: number;
  /** Scores as they were logged, with how far they are from the cutoff. */
  readonly scores: ReadonlyMap<number, number>;
}

function contradictionsIn({ score, cutoff, treatment }: AskedRows, treatedAbove: boolean): Contradictions {
  const scores = new Map<number, number>();
  let [rows, known] = [0, 0];
  for (let i = 0; i < score.length; i++) {
    const decision = treatment?.[i] ?? Number.NaN;
    if (Number.isNaN(score[i]) || Number.isNaN(decision)) continue;
    known++;
    if ((score[i] >= 0 === treatedAbove) === (decision === 1)) continue;
    rows++;
    // As it was logged, not as the difference was rounded.
    scores.set(Number((score[i] + cutoff[i]).toPrecision(12)), score[i]);
  }
  return { rows, known, scores };
}

function contradictionFinding(asked: AskedRows, { threshold: { running, decision, treated, side, cutoff } }: AtThreshold): readonly Finding[] {
  const { rows, known, scores } = contradictionsIn(asked, side === 'above');
  if (decision === undefined || known === 0) return [];
  const shared = { check: 'decision-by-score', about: { column: decision }, statistic: rows } as const;
  const rule = `${treated} ${side === 'above' ? 'from' : 'below'} ${cutoff}${side === 'above' ? ' on' : ''}`;
  if (rows === 0) return [{ ...shared, verdict: 'pass', says: `${decision} is as ${running} says (${rule}) in all ${sayCount(known)} rows.` }];
  const values = [...scores.keys()].sort((a, b) => Math.abs(scores.get(a)!) - Math.abs(scores.get(b)!) || a - b);
  const named = values
    .slice(0, mostNamed)
    .map((value) => sayNumber(value, 6))
    .join(', ');
  const more = values.length > mostNamed ? ` and ${sayCount(values.length - mostNamed)} other scores` : '';
  const share = rows / known < leastShare ? '' : ` (${sayShare(rows / known)})`;
  const says = `In ${sayCount(rows)} of ${sayCount(known)} rows${share} ${decision} is not what ${running} says (${rule}): at ${named}${more}`;
  if (isRounded(asked, scores)) {
    return [
      {
        ...shared,
        verdict: 'warn',
        says: `${says}. All of them have one score next to the cutoff: ${running} was rounded after the decision was made.`,
        mend: `Log ${running} as it was when the decision was made; until then go by the logged decision, as this study does, never by the rounded score.`,
      },
    ];
  }
  return [
    {
      ...shared,
      verdict: 'warn',
      says: `${says}.`,
      mend: 'The effect is of those whose decision the cutoff changes, not of all rows near it: find out who decided otherwise and why; it must not go with what the outcome would have been.',
    },
  ];
}

/** One score, at the cutoff or one step of the grid from it. */
function isRounded({ score }: AskedRows, scores: ReadonlyMap<number, number>): boolean {
  if (scores.size !== 1) return false;
  const [distance] = [...scores.values()].map(Math.abs);
  const step = gridStepOf(score.filter((x) => !Number.isNaN(x)));
  return step !== undefined && distance <= 1.5 * step;
}
