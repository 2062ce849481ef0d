import { counted, quotedList, sayCount, type Wording } from './words.ts';

/** Errors in a launch that came to units at one time: which these are, with whom they are compared, and which periods there are. */
export interface LaunchFacts {
  'launch-time-missing': Record<never, never>;
  'launch-date': { written: string; column: string; type: 'time' | 'number' };
  'launch-outside': { launched: string; column: string; first: string; last: string; side: 'before' | 'after' };
  'launch-few-before': { launched: string; before: number; least: number; anticipation: number };
  'launch-treated-unsaid': { estimator: string };
  'launch-unit-missing': { estimator: string };
  'launch-both': { names: readonly string[] };
  'launch-unit-unknown': { key: 'treatedUnits' | 'donors'; unit: string; missing: readonly string[]; known: readonly string[] };
  'launch-no-donors': { estimator: string; unit: string };
  'launch-few-donors': { unit: string; donors: number; treated: number; left: number };
  'launch-many-units': { unit: string; units: number; most: number };
  'launch-gap': { unit: string; units: number; named: readonly string[]; periods: readonly string[] };
  'launch-periods-missing': { column: string; count: number; named: readonly string[] };
  'launch-repeats': { unit: string | undefined; units: number; named: readonly string[] };
}

const named = (f: { readonly unit: string; readonly units: number; readonly named: readonly string[] }): string =>
  `${counted(f.units, 'unit')} (${f.unit}: ${quotedList(f.named)}${f.units > f.named.length ? ' and more' : ''})`;

export const launchWording: Wording<LaunchFacts> = {
  'launch-time-missing': () => ['A global launch needs to know the period of each row.', 'Name its column under time, such as `time: week`.'],
  'launch-date': (f) =>
    f.type === 'time'
      ? [`"${f.column}" holds dates or times, and launched is "${f.written}".`, 'Write the day of the launch, such as `launched: 2026-03-02`.']
      : [`"${f.column}" holds numbers, and launched is "${f.written}".`, 'Write the number of the first period with the change, such as `launched: 31`.'],
  'launch-outside': (f) => [
    f.side === 'after'
      ? `The launch (${f.launched}) lies after the last row: "${f.column}" ends with ${f.last}.`
      : `The launch (${f.launched}) lies before the second period: "${f.column}" begins with ${f.first}, and nothing was seen before the change.`,
    f.side === 'after' ? 'Wait until rows from after the launch are in the data, or check the date.' : 'Bring rows from before the launch, or check the date.',
  ],
  'launch-few-before': (f) => [
    `${f.before === 0 ? 'No period lies' : f.before === 1 ? 'One period lies' : `${sayCount(f.before)} periods lie`} before the launch (${f.launched})${f.anticipation > 0 ? `, of which anticipation takes the last ${f.anticipation}` : ''}: too few to learn how the treated units go on without it.`,
    `Bring at least ${f.least} periods from before it, or take shorter ones, such as \`period: week\` or \`period: day\`.`,
  ],
  'launch-treated-unsaid': (f) => [
    `The design does not say which units got the launch, and \`estimator: ${f.estimator}\` compares them with units that did not.`,
    'Name them, such as `treatedUnits: [acme]`; or, where everybody got it, write `estimator: state-space`, which goes by the time before alone and never launches by itself.',
  ],
  'launch-unit-missing': (f) => [
    `\`estimator: ${f.estimator}\` compares units that got the launch with units that did not, and the study names no unit.`,
    'Name the column of workspaces, teams or markets under unit; or write `estimator: state-space` for one series.',
  ],
  'launch-both': (f) => [
    `${quotedList(f.names)} ${f.names.length === 1 ? 'is' : 'are'} named under treatedUnits and under donors: a unit that got the launch cannot stand for what would have been without it.`,
    'Take it out of one of the two.',
  ],
  'launch-unit-unknown': (f) => [
    `${f.key} names ${quotedList(f.missing)}, and no row has ${f.missing.length === 1 ? 'it' : 'them'} in "${f.unit}".`,
    `Names are compared as text, case and spaces too. There ${f.known.length === 1 ? 'is' : 'are'} ${quotedList(f.known, 8)}.`,
  ],
  'launch-no-donors': (f) => [
    `Every unit in "${f.unit}" got the launch: nobody is left for \`estimator: ${f.estimator}\` to compare with.`,
    'Bring units that did not get it; or write `estimator: state-space`, which goes by the time before alone and never launches by itself.',
  ],
  'launch-few-donors': (f) => [
    `${counted(f.treated, 'unit')} got the launch, and ${f.donors === 0 ? 'none is' : f.donors === 1 ? 'one is' : `${sayCount(f.donors)} are`} there to compare with ("${f.unit}"${f.left > 0 ? `; ${sayCount(f.left)} more lack periods` : ''}): who stands in for the treated to see what chance does must be drawn from more donors than treated units.`,
    'Bring more units that did not get it; or compare the treated on average, as one unit, in data.sql.',
  ],
  'launch-many-units': (f) => [
    `"${f.unit}" has ${sayCount(f.units)} values, more than the ${sayCount(f.most)} whose paths can be weighed.`,
    'Name something larger under unit, such as the workspace, the team or the market, with `rows: many-per-unit`.',
  ],
  'launch-gap': (f) => [
    `${named(f)} that got the launch ${f.units === 1 ? 'lacks' : 'lack'} rows in ${quotedList(f.periods, 6)}.`,
    'Bring the rows, write zeros where nothing happened, or begin after the gap by data.sql.',
  ],
  'launch-periods-missing': (f) => [
    `${counted(f.count, 'period')} of "${f.column}" ${f.count === 1 ? 'has' : 'have'} no row at all: ${quotedList(f.named, 6)}${f.count > f.named.length ? ' and more' : ''}.`,
    'Bring their rows, or take longer periods: what came between is part of every path.',
  ],
  'launch-repeats': (f) =>
    f.unit === undefined
      ? [
          `${counted(f.units, 'period')} (${quotedList(f.named)}${f.units > f.named.length ? ' and more' : ''}) ${f.units === 1 ? 'has' : 'have'} several rows, and no unit says whose they are.`,
          'Name the unit, with `rows: many-per-unit` where a unit has several rows in a period; or add rows up to one a period in data.sql.',
        ]
      : [
          `${named({ ...f, unit: f.unit })} ${f.units === 1 ? 'has' : 'have'} several rows in one period.`,
          'Write `rows: many-per-unit` and what a unit gets of them (`per: total`, `mean`, `any` or `last`), or keep one row in data.sql.',
        ],
};
