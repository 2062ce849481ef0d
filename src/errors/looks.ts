import { sayCount, type Wording } from './words.ts';

/** Errors in when a study is looked at. */
export interface LookFacts {
  'looks-mixed': object;
  'looks-order': { before: string; after: string };
  'looks-last': { last: number };
  'looks-many': { looks: number; most: number };
  'looks-planned': { looks: string };
  'looks-time': object;
  'looks-idle': { key: string; value: string; looks: string };
  'looks-changed': { key: string; now: string; was: string; units: number; from: string };
  'looks-back': { units: number; before: number; from: string };
}

/** What to do about a key that only listed looks read. */
function mendIdle({ key, looks }: LookFacts['looks-idle']): string {
  const give =
    looks === 'shared by mixture' ? 'Write `spending: obrien-fleming` or `spending: pocock`' : 'Give the looks as a list, such as `looks: [0.5, 0.75, 1]`';
  if (key === 'futility') return `${give}; or take it out: futility is asked at listed looks before the last, by the error that they spend.`;
  return looks === 'fixed'
    ? 'Say when the study is looked at, such as `looks: [0.5, 0.75, 1]`; or take it out: a study that is read once shares its error with no other look.'
    : `${give}; or take it out: intervals that hold at all times share their error by mixture.`;
}

export const lookWording: Wording<LookFacts> = {
  'looks-mixed': () => [
    'analysis.looks has shares of the planned units and dates.',
    'Give shares, such as [0.5, 0.75, 1], or dates, such as [2026-11-08, 2026-11-15].',
  ],
  'looks-order': (f) => [`analysis.looks has ${f.after} after ${f.before}.`, 'Give the looks in the order in which they are taken, each once.'],
  'looks-last': (f) => [
    `The last of analysis.looks is at ${f.last} of the planned units, so that some of the error would never be spent.`,
    'Add 1, the look at all planned units; or set plannedUnits to the size at which the study ends.',
  ],
  'looks-many': (f) => [
    `There are ${f.looks} looks; at most ${f.most} can share the error.`,
    'Take fewer looks; or write `looks: continuous`, whose intervals hold at all times.',
  ],
  'looks-planned': (f) => [
    `analysis.looks is ${f.looks}, and the study does not say how many units it is planned for, by which looks share the error.`,
    'Write plannedUnits under analysis; `estimand power` finds it.',
  ],
  'looks-time': () => [
    'analysis.looks has dates, and the study names no column of time, so that nobody knows which units came in before each.',
    'Name the column of the date or time at which a unit came in as `time`; or give looks as shares of the planned units, such as [0.5, 0.75, 1].',
  ],
  'looks-idle': (f) => [`analysis.${f.key} is ${f.value}, and analysis.looks is ${f.looks}.`, mendIdle(f)],
  'looks-changed': (f) => [
    `analysis.${f.key} is ${f.now}; it was ${f.was} when the study was looked at with ${sayCount(f.units)} units (${f.from}). Error that was spent cannot be spent otherwise afterwards.`,
    `Go back to ${f.was}. A look that was not planned needs no other plan: analyse, and it takes its share.`,
  ],
  'looks-back': (f) => [
    `${sayCount(f.units)} units are in, and there were ${sayCount(f.before)} at the look before (${f.from}).`,
    'Find out which units are gone: a look goes on from the units of the one before it. If this is another study, give it another name, or write to another folder.',
  ],
};
