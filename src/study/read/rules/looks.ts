import { problem } from '../../../protocol/keys/problem.ts';
import { secondsAt } from '../../../protocol/keys/times.ts';
import { mostLooks } from '../../../protocol/look.ts';
import type { Rule } from './names.ts';

/** Looks come one after the other, share the error of a planned size, and only looks that share it say how. */
export const looksFit: Rule = ({ study: { analysis, time }, design }) => {
  const { looks, spending, futility, plannedUnits } = analysis;
  const path = ['analysis', 'looks'];
  const idle = (key: 'spending' | 'futility', value: string) => problem(['analysis', key], 'looks-idle', { key, value, looks: String(looks) }, 'key');
  if (typeof looks === 'string')
    return [
      ...(futility !== undefined ? [idle('futility', futility)] : []),
      ...(spending !== undefined && (looks === 'fixed' || spending !== 'mixture') ? [idle('spending', spending)] : []),
      ...(looks === 'continuous' && design.takes.includes('analysis.looks') && plannedUnits === undefined ? [problem(path, 'looks-planned', { looks })] : []),
    ];
  if (!design.takes.includes('analysis.looks')) return [];
  const dates = looks.filter((look) => typeof look === 'string');
  if (dates.length > 0 && dates.length < looks.length) return [problem(path, 'looks-mixed', {})];
  const at = looks.map((look) => (typeof look === 'string' ? secondsAt(look) : look));
  const back = at.findIndex((value, i) => i > 0 && !(value > at[i - 1]));
  if (back > 0) return [problem([...path, back], 'looks-order', { before: String(looks[back - 1]), after: String(looks[back]) })];
  const last = looks[looks.length - 1];
  return [
    ...(looks.length > mostLooks ? [problem(path, 'looks-many', { looks: looks.length, most: mostLooks })] : []),
    ...(typeof last === 'number' && last < 1 ? [problem([...path, looks.length - 1], 'looks-last', { last })] : []),
    ...(plannedUnits === undefined ? [problem(path, 'looks-planned', { looks: 'a list of looks' })] : []),
    ...(dates.length > 0 && time === undefined ? [problem(path, 'looks-time', {})] : []),
    ...(futility !== undefined && spending === 'mixture'
      ? [problem(['analysis', 'futility'], 'looks-idle', { key: 'futility', value: futility, looks: 'shared by mixture' }, 'key')]
      : []),
  ];
};
