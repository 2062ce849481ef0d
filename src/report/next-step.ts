import { isAboutLaunch, stanceOf, vocabularyOf } from '../protocol/verdicts.ts';
import type { StudyResult } from '../study/result.ts';
import { toldRule } from './benefit.ts';
import { count } from './format/number.ts';
import { armName } from './names.ts';
import { turnsOn } from './plainly.ts';

/** What to do now, by what was decided; code stands between backticks. Undefined where what keeps the decision waiting says it itself. */
export function nextStep(result: StudyResult): string | undefined {
  const { decision } = result;
  const stance = stanceOf(decision.verdict);
  const launches = isAboutLaunch(vocabularyOf(decision.verdict));
  const rule = launches && stance !== 'go' ? toldRule(result) : undefined;
  if (rule) return `Do not launch it to everybody: try the rule by which ${rule.words}, in a randomized rollout against what there is.`;
  if (stance === 'wait') return turnsOn(result)?.mend === undefined ? goOn(result) : undefined;
  if (stance === 'stop') return launches ? 'Leave things as they are, and find out what got worse.' : 'Keep the one that is there.';
  if (!launches) return 'Try it on units of real use, by a randomized rollout.';
  return `Launch${decision.arm === undefined ? '' : ` ${armName(result, decision.arm).shown}`}, and watch. ${watched(result)}`;
}

/** What the study declares, and that it declares nothing. */
function watched({ study }: StudyResult): string {
  const declared = Object.entries(study.monitoring).map(([what, value]) => `${what}: ${value}`);
  return declared.length > 0 ? `Declared for that: ${declared.join(', ')}.` : 'The study declares nothing for that: add `monitoring` to the study file.';
}

/** Of several arms those that are out are dropped, and what is left goes on. */
function goOn(result: StudyResult): string {
  const { decision, study } = result;
  const arms = decision.arms ?? [];
  const out = arms.filter(({ verdict }) => stanceOf(verdict) === 'stop').map(({ arm }) => armName(result, arm).shown);
  const left = arms.filter(({ verdict }) => stanceOf(verdict) !== 'stop').map(({ arm }) => armName(result, arm).shown);
  const isEarly = decision.reasons.some(({ condition }) => condition === 'early-look') && study.plannedUnits !== undefined;
  if (isEarly) return 'Go on until all planned units are in, and decide then.';
  const ahead = nextLook(result);
  if (ahead !== undefined) return ahead;
  const power = '`estimand power` says how many it takes.';
  if (study.more !== undefined) return study.more;
  if (out.length === 0) return `Collect more units, or a sharper outcome: ${power}`;
  return `Drop ${listed(out)}. Go on with ${listed(left)}: collect more units, or a sharper outcome; ${power}`;
}

/** Of a study that is read while it runs: when it is read next. */
function nextLook({ look }: StudyResult): string | undefined {
  if (!look) return undefined;
  const { looks, taken, plannedUnits } = look;
  if (typeof looks === 'string')
    return taken[taken.length - 1].fraction < 1 ? `Read on, at any time: the study is planned for ${count(plannedUnits)} units.` : undefined;
  const next = looks[Math.max(0, ...taken.map(({ planned = 0 }) => planned))];
  if (next === undefined) return undefined;
  return `Go on to the next look, ${typeof next === 'string' ? `on ${next}` : `at ${count(Math.ceil(next * plannedUnits))} units`}.`;
}

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
