import { watchesDrift, watchesFeedback } from '../../study/lint/names.ts';
import type { OutcomeWords, StudyResult } from '../../study/result.ts';
import { toleranceText, worthwhileText } from '../against.ts';
import { guardrailsOf, headlineEstimate, primaryOf } from '../look-up.ts';
import { nameOf } from '../names.ts';
import { orderedOutcomes } from '../outcome-order.ts';
import { capitalised, unitNouns } from '../words.ts';

/** One thing to keep looking at: what may change, what tells it, and when to act. */
export interface Watch {
  readonly what: string;
  readonly how: string;
  readonly when: string;
}

type Declared = readonly (readonly [key: string, value: string])[];

/** What is watched once the change is out, from what the study declares: it names what nothing is declared for. */
export function monitoringPlan(result: StudyResult): readonly Watch[] {
  const declared: Declared = Object.entries(result.study.monitoring).map(([key, value]) => [key, String(value)]);
  const reviews = declared.filter(([key, value]) => watchesDrift(key) || watchesDrift(value));
  const held = declared.filter(([key, value]) => watchesFeedback(key) || watchesFeedback(value));
  return [persistence(result, held, reviews), ...harms(result), mix(result), ...measurement(result), ...versions(result)];
}

const saidOf = (entries: Declared): string => entries.map(([key, value]) => `${key}: ${value}`).join(', ');

/** Whether the effect stays: it takes units that the change does not reach. */
function persistence(result: StudyResult, held: Declared, reviews: Declared): Watch {
  const primary = primaryOf(result);
  const estimate = primary && headlineEstimate(result, primary);
  const name = primary ? nameOf(result, primary.name).shown : 'the primary outcome';
  const bar = primary && estimate && result.study.launchWhen.includes('primary-worthwhile') ? worthwhileText(primary, estimate) : undefined;
  const when = reviews.length > 0 ? ` At ${saidOf(reviews)}.` : ' No time of review is declared.';
  return {
    what: 'The effect itself',
    how:
      held.length > 0
        ? `${name}, against units that are kept out of it (${saidOf(held)})`
        : `Nothing is kept out of it: without a hold-out the effect on ${name} cannot be seen again. Declare one, such as monitoring: {holdout: 0.05}`,
    when: `Act when its interval no longer lies beyond ${bar ?? 'zero'}.${when}`,
  };
}

/** Each guardrail against the tolerance that it was judged by, in the segments too. */
function harms(result: StudyResult): readonly Watch[] {
  const { segments = [] } = result.study;
  const apart = segments.length > 0 ? `, also within each value of ${segments.join(', ')}` : '';
  return distinct(orderedOutcomes(result)).flatMap((outcome) => {
    const guardrail = guardrailsOf(result).find((g) => g.outcome === outcome.name);
    if (!guardrail) return [];
    const way = guardrail.better === 'lower' ? 'higher' : 'lower';
    return [
      {
        what: capitalised(outcome.protects ?? outcome.role),
        how: `${nameOf(result, outcome.name).shown}${apart}`,
        when: `Act when it gets ${way} by more than ${toleranceText(guardrail, headlineEstimate(result, outcome))}.`,
      },
    ];
  });
}

/** Who comes: the effect is one on units like those of the study. */
function mix(result: StudyResult): Watch {
  const { covariates, segments = [], unit } = result.study;
  const known = [...new Set([...covariates, ...segments])];
  return {
    what: `Which ${unitNouns(unit)} come`,
    how:
      known.length > 0
        ? `The mix by ${known.join(', ')}, against that of this study`
        : `Nothing is declared that was known of ${unitNouns(unit)} before: name covariates or segments, or a change of who comes is not seen`,
    when: 'Act when units come that this study had few of: the effect on them was not measured.',
  };
}

/** Whether numbers still mean what they did. */
function measurement(result: StudyResult): readonly Watch[] {
  const outcomes = distinct(result.study.outcomes);
  const scored = outcomes.flatMap((outcome) => (outcome.measured ? [{ ...outcome, measured: outcome.measured }] : []));
  const logged = outcomes.filter(({ measured }) => !measured).map(({ name }) => nameOf(result, name).shown);
  return [
    ...scored.map(({ name, measured }) => ({
      what: `The measurement of ${nameOf(result, name).shown}`,
      how: `Labels in ${measured.human} of a fresh random part, against ${measured.judges.join(', ')}`,
      when: `Act when they agree less than here, and with each new version of the judge${measured.rubric === undefined ? '' : ' or the rubric'}.`,
    })),
    ...(logged.length > 0
      ? [
          {
            what: 'The log',
            how: `The share of ${unitNouns(result.study.unit)} with a value of ${logged.join(', ')}`,
            when: 'Act when it is another than here.',
          },
        ]
      : []),
  ];
}

/** Which version each unit got. */
function versions({ study }: StudyResult): readonly Watch[] {
  const parts = [...new Set(Object.values(study.treatments).flatMap((each) => Object.keys(each)))];
  if (parts.length === 0) return [];
  return [
    {
      what: 'What runs',
      how: `The versions of ${parts.join(', ')}, logged with each of the ${unitNouns(study.unit)}`,
      when: 'Act when one changes: from then on this result is about the past.',
    },
  ];
}

function distinct(outcomes: readonly OutcomeWords[]): readonly OutcomeWords[] {
  return outcomes.filter(({ name }, i) => outcomes.findIndex((other) => other.name === name) === i);
}
