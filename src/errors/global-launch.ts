import { didYouMean } from './nearest.ts';
import { counted, listed, quotedList, sayCount, type Wording } from './words.ts';

/** Errors in a launch that came to units at one time: which these are, with whom they are compared, and which periods there are. */
export interface LaunchFacts {
  'launch-time-missing': Record<never, never>;
  'launch-date': { written: string; column: string; type: 'time' | 'number' };
  'launch-outside': { launched: string; column: string; first: string; last: string; side: 'before' | 'after' };
  'launch-few-before': { launched: string; noun: string; before: number; least: number; anticipation: number };
  'launch-treated-unsaid': { estimator: string };
  'launch-unit-missing': { estimator: string };
  'launch-severally': Record<never, never>;
  'launch-both': { names: readonly string[] };
  'launch-twice': { key: 'treatedUnits' | 'donors'; names: readonly string[] };
  'launch-unit-unknown': { key: 'launched' | 'treatedUnits' | 'donors'; unit: string; missing: readonly string[]; known: readonly string[] };
  'launch-no-donors': { estimator: string; unit: string };
  'launch-few-donors': { unit: string; noun: string; donors: number; treated: number; lacking: number };
  'launch-many-units': { unit: string; units: number; most: number };
  'launch-gap': { unit: string | undefined; units: number; named: readonly string[]; periods: readonly string[] };
  'launch-periods-missing': { column: string; noun: string; count: number; named: readonly string[] };
  'launch-repeats': { unit: string | undefined; units: number; named: readonly string[] };
}

const most = { units: 3, periods: 6 } as const;

const named = (f: { readonly unit: string; readonly units: number; readonly named: readonly string[] }): string =>
  `${quotedList(f.named, most.units, f.units)} (${f.unit})`;

export const launchWording: Wording<LaunchFacts> = {
  'launch-time-missing': () => ['A global launch needs to know the period of each row.', 'Name its column under time, such as `time: week`.'],
  'launch-date': (f) =>
    f.type === 'time'
      ? [`"${f.column}" holds dates or times, and launched is "${f.written}".`, 'Write the day of the launch, such as `launched: 2026-03-02`.']
      : [`"${f.column}" holds numbers, and launched is "${f.written}".`, 'Write the number of the first period with the change, such as `launched: 31`.'],
  'launch-outside': (f) =>
    f.side === 'after'
      ? [
          `The launch (${f.launched}) lies after the last row: "${f.column}" ends with ${f.last}.`,
          'Wait until rows from after the launch are in the data, or check launched.',
        ]
      : [`Nothing was seen before the launch (${f.launched}): "${f.column}" begins with ${f.first}.`, 'Bring rows from before the launch, or check launched.'],
  'launch-few-before': (f) => {
    const left = Math.max(0, f.before - f.anticipation);
    const lie = `${counted(f.before, f.noun)} ${f.before === 1 ? 'lies' : 'lie'} before the launch (${f.launched})`;
    const taken =
      f.anticipation === 0 ? '' : left === 0 ? ', and anticipation takes them all' : `, and anticipation takes all but ${left === 1 ? 'one' : left} of them`;
    return [
      `${lie}${taken}: too few to learn how the treated units go on without it.`,
      `Bring at least ${f.least} from before it${f.anticipation === 0 ? '' : ' and before anticipation, or write a smaller anticipation'}${f.noun === 'day' ? '' : '; or take shorter periods'}.`,
    ];
  },
  'launch-treated-unsaid': (f) => [
    `The design does not say which units got the launch, and \`estimator: ${f.estimator}\` compares them with units that did not.`,
    'Name them, such as `treatedUnits: [acme]`; or, where everybody got it, write `estimator: state-space`, which goes by the time before alone and never launches by itself.',
  ],
  'launch-unit-missing': (f) => [
    `\`estimator: ${f.estimator}\` compares units that got the launch with units that did not, and the study names no unit.`,
    'Name the column of workspaces, teams or markets under unit; or write `estimator: state-space` for one series.',
  ],
  'launch-severally': () => [
    'A state space goes by the time before one launch, and launched names several.',
    'Write one day, or compare with units that did not get it, such as by `estimator: sdid`.',
  ],
  'launch-both': (f) => [
    `${quotedList(f.names)} ${f.names.length === 1 ? 'is' : 'are'} named under treatedUnits and under donors: a unit that got the launch cannot stand for what would have been without it.`,
    `Take ${f.names.length === 1 ? 'it' : 'them'} out of one of the two.`,
  ],
  'launch-twice': (f) => [`${f.key} names ${quotedList(f.names)} more than once.`, 'Write each unit once: a unit that is there twice would count twice.'],
  'launch-unit-unknown': (f) => [
    `${f.key} names ${quotedList(f.missing)}, and no row has ${f.missing.length === 1 ? 'it' : 'them'} in "${f.unit}".`,
    `${[didYouMean(f.missing[0], f.known)]
      .filter((hint) => hint !== '' && f.missing.length === 1)
      .map((hint) => `${hint} `)
      .join('')}Names are compared as text, case and spaces too; there ${f.known.length === 1 ? 'is' : 'are'} ${quotedList(f.known, 8)}.`,
  ],
  'launch-no-donors': (f) => [
    `Every unit in "${f.unit}" got the launch: nobody is left for \`estimator: ${f.estimator}\` to compare with.`,
    'Bring units that did not get it; or write `estimator: state-space`, which goes by the time before alone and never launches by itself.',
  ],
  'launch-few-donors': (f) => {
    const there = f.donors === 0 ? 'none is' : f.donors === 1 ? 'one is' : `${sayCount(f.donors)} are`;
    const lack = f.lacking === 0 ? '' : `; ${sayCount(f.lacking)}${f.donors === 0 ? '' : ' more'} ${f.lacking === 1 ? 'lacks' : 'lack'} rows in some ${f.noun}`;
    return [
      `${counted(f.treated, 'unit')} got the launch, and ${there} there to compare with ("${f.unit}"${lack}): what chance does is seen where donors stand in for the treated, and there must be more donors than treated units.`,
      `Bring ${f.lacking === 0 ? '' : 'the rows that are lacking, or '}more units that did not get it${f.treated === 1 ? '' : '; or compare the treated on average, as one unit, in data.sql'}.`,
    ];
  },
  'launch-many-units': (f) => [
    `"${f.unit}" has ${sayCount(f.units)} values, more than the ${sayCount(f.most)} whose paths can be weighed.`,
    'Name something larger under unit, such as the workspace, the team or the market, with `rows: many-per-unit`; or keep in data.sql those that got it and those most like them.',
  ],
  'launch-gap': (f) => [
    f.unit === undefined
      ? `No row lies in ${listed(f.periods, most.periods)}.`
      : `${named({ ...f, unit: f.unit })}, which got the launch, ${f.units === 1 ? 'lacks' : 'lack'} rows in ${listed(f.periods, most.periods)}.`,
    'Bring the rows, write zeros where nothing happened, or begin after the gap by data.sql.',
  ],
  'launch-periods-missing': (f) => [
    `No row at all lies in ${listed(f.named, most.periods, f.count)} ("${f.column}").`,
    `Bring the rows of ${f.count === 1 ? `that ${f.noun}` : `these ${f.noun}s`}, or take longer periods: what came between is part of every path.`,
  ],
  'launch-repeats': (f) =>
    f.unit === undefined
      ? [
          `${f.units === 1 ? 'A period has' : `${sayCount(f.units)} periods have`} several rows (${listed(f.named, most.units, f.units)}), and no unit says whose they are.`,
          'Name the unit, with `rows: many-per-unit` where a unit has several rows in a period; or add rows up to one a period in data.sql.',
        ]
      : [
          `${named({ ...f, unit: f.unit })} ${f.units === 1 ? 'has' : 'have'} several rows in one period.`,
          'Write `rows: many-per-unit` and what a unit gets of them (`per: total`, `mean`, `any` or `last`), or keep one row in data.sql.',
        ],
};
