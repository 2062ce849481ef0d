import type { Finding } from '../../../estimate/finding.ts';
import { stanceOf } from '../../../protocol/verdicts.ts';
import type { StudyResult } from '../../../study/result.ts';
import { standing } from '../../against.ts';
import { aboutMechanism, argumentsOf, guardrailOf, headlineEstimate, refusalOf } from '../../look-up.ts';
import { rowName } from '../../names.ts';
import { escaped, joined, list, type Markdown, md, section, shortName } from '../../text/markdown.ts';

/** What could make this wrong, at most so many. */
const mostDoubts = 3;
const mostUntold = 4;
const mostDeviations = 4;

/** Checks that say where the analysis or the rollout left its plan. */
const deviations: ReadonlySet<string> = new Set([
  'early-look',
  'late-look',
  'unplanned-look',
  'looks-spent',
  'planned-size',
  'contamination',
  'left-out-by-sql',
  'left-out-of-launch',
  'too-young',
  'blocks-left-out',
  'not-adjusted',
  'not-analysed',
  'added-up',
  'matched-names',
  'merged-level',
]);

/** Checks of the study file alone: they tell what was not declared, and come last. */
const ofTheFile: ReadonlySet<string> = new Set(['hidden-subgroups', 'ignored-interference', 'no-monitoring', 'unversioned-treatment']);

/** How much a finding bears on the answer: the smaller, the more. */
function weightOf({ verdict, identification, about, check }: Finding, result: StudyResult): number {
  const aside = about.estimate !== undefined && !result.study.outcomes.some(({ headline }) => headline === about.estimate);
  const role = result.study.outcomes.find(({ name }) => name === about.column)?.role;
  const fails = verdict === 'fail' ? 0 : 10;
  const bears = aside ? 5 : identification ? 0 : role === 'primary' ? 1 : role === 'guardrail' ? 2 : ofTheFile.has(check) ? 6 : role === undefined ? 3 : 4;
  return fails + bears;
}

/** What could make the answer wrong, what it leaves open, and where it left the plan: each in a few sentences. */
export function doubtsPart(result: StudyResult): Markdown {
  const told = new Set(argumentsOf(result).flatMap(({ says, reasons }) => [says, ...reasons.map((reason) => reason.says)]));
  const open = result.findings.filter((f) => (f.verdict === 'fail' || f.verdict === 'warn') && !aboutMechanism(result, f) && !told.has(f.says));
  const [left, doubts] = [open.filter(({ check }) => deviations.has(check)), open.filter(({ check }) => !deviations.has(check))];
  const strongest = doubts.toSorted((a, b) => weightOf(a, result) - weightOf(b, result)).map(({ says }) => escaped(says));
  const parts = [
    section(md`What could make this wrong`, strongest.length > 0 ? few(strongest, mostDoubts) : md`No check raised a doubt.`),
    section(md`What this could not tell`, few(untold(result), mostUntold)),
    section(
      md`Deviations from the plan`,
      left.length > 0
        ? few(
            left.map(({ says }) => escaped(says)),
            mostDeviations,
          )
        : md`None was found.`,
    ),
  ];
  return joined(parts, '\n\n');
}

/** The first of them, and how many more there are. */
function few(sentences: readonly Markdown[], most: number): Markdown {
  if (sentences.length === 0) return md`Nothing that was asked is left open.`;
  const more = sentences.length - most;
  return list([...sentences.slice(0, most), ...(more > 0 ? [md`${more} more in the appendix.`] : [])]);
}

/** Outcomes without an answer, and those whose interval does not say which way; none of an arm that is out whatever they say. */
function untold(result: StudyResult): readonly Markdown[] {
  const out = (result.decision.arms ?? []).filter(({ verdict }) => stanceOf(verdict) === 'stop').map(({ arm }) => arm);
  const asked = result.study.outcomes.filter(({ arm }) => arm === undefined || !out.includes(arm));
  return asked.flatMap((outcome) => {
    const name = shortName(rowName(result, outcome.name, outcome.arm));
    const estimate = headlineEstimate(result, outcome);
    if (!estimate) return [md`${name}: ${escaped(refusalOf(result, outcome))}`];
    const guardrail = guardrailOf(result, outcome);
    if (guardrail?.verdict === 'inconclusive') return [md`${name}: ${escaped(guardrail.says)}`];
    const { word, tone } = standing(result, outcome, estimate);
    return tone === 'quiet' && /not told|direction|inconclusive|cannot/.test(word) ? [md`${name}: ${escaped(word)}.`] : [];
  });
}
