import { sayCount, sayShare } from '../estimate/say.ts';
import { call, greater, indicator, less, when } from '../expressions/build.ts';
import { comomentOf, meanOf } from '../moments/moments.ts';
import { type Asking, ask } from '../relation/asking.ts';
import { type Group, moments } from '../relation/requests.ts';
import type { TailRows } from './arm-shapes.ts';

/** Values farther from the mean than so many standard deviations are the largest. */
const far = 3;

/** `12 of 1,000 values, those above 45.2, carry 38.1 % of the total; `, from one more request; nothing where no value lies so far. */
export function* sayLargest({ of, by, over }: TailRows, groups: readonly Group[], sized: (value: number) => string): Asking<string> {
  const n = groups.reduce((sum, { moments: m }) => sum + m.n, 0);
  const mean = groups.reduce((sum, { moments: m }) => sum + (m.n / n) * meanOf(m, 'y'), 0);
  const variance = groups.reduce((sum, { moments: m }) => sum + comomentOf(m, 'y', 'y') / n, 0);
  const third = groups.reduce((sum, { moments: m }) => sum + comomentOf(m, 'y', 'square') - 2 * meanOf(m, 'y') * comomentOf(m, 'y', 'y'), 0);
  const [side, beyond] = third < 0 ? (['below', less] as const) : (['above', greater] as const);
  const cut = mean + (third < 0 ? -far : far) * Math.sqrt(variance);
  const size = call('abs', of);
  const isFar = beyond(of, cut);
  const columns = { all: size, far: when(isFar, size, 0), many: indicator(isFar) };
  const reply = yield* ask(moments({ columns, by, ...(over && { over }) }));
  const sum = (name: keyof typeof columns): number => reply.groups.reduce((total, { moments: m }) => total + m.n * meanOf(m, name), 0);
  const many = Math.round(sum('many'));
  if (many === 0 || !(sum('all') > 0)) return '';
  const sign = cut < 0 ? '-' : '';
  return `${sayCount(many)} of ${sayCount(n)} values, those ${side} ${sign}${sized(Math.abs(cut))}, carry ${sayShare(sum('far') / sum('all'))} of the total; `;
}
