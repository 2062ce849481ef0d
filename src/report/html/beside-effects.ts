import type { Exhibit } from '../../estimate/exhibit.ts';
import type { StudyResult } from '../../study/result.ts';
import { withArmNames } from '../names.ts';
import { html, type Markup } from '../text/html.ts';
import { exhibitFigure } from './parts.ts';

type Part = NonNullable<Exhibit['part']>;

/** In the order of the page. */
const parts: readonly { readonly part: Part; readonly title: (result: StudyResult) => string; readonly lead: string }[] = [
  { part: 'time', title: () => 'Over time', lead: 'What was seen over time, and who got it when.' },
  { part: 'cutoff', title: () => 'At the cutoff', lead: 'What is seen on either side of the cutoff, and how many rows have which score.' },
  { part: 'arms', title: ({ study }) => `All ${study.design.noun[1]}`, lead: 'What the decision is for each, and which of them is best.' },
  {
    part: 'segments',
    title: () => 'Segments',
    lead: 'The effect within each value of a column that was known before. The intervals of a figure hold together.',
  },
  {
    part: 'benefit',
    title: () => 'Who benefits',
    lead: 'Whom the effect is larger for, as learned from some of the units and looked at on others, and what it is worth to treat them alone.',
  },
];

/** In this order within a part, all others after them as they came: the effect over time is what readers look for first. */
const first: readonly Exhibit['kind'][] = ['event-study', 'timing'];

/** At a cutoff they look for outcomes, then for how many rows there are. */
const showsMeans = ({ columns }: Exhibit): boolean => columns.is?.includes('point') ?? false;

const placeOf = (exhibit: Exhibit): number => (first.includes(exhibit.kind) ? first.indexOf(exhibit.kind) : first.length + (showsMeans(exhibit) ? 0 : 1));

const exhibitsOf = (result: StudyResult, part: Part): readonly Exhibit[] =>
  result.exhibits.filter((exhibit) => exhibit.part === part).sort((a, b) => placeOf(a) - placeOf(b));

/** The parts that this result has, for links to them. */
export function partsOf(result: StudyResult): readonly { readonly part: Part; readonly title: string }[] {
  return parts.flatMap(({ part, title }) => (exhibitsOf(result, part).length > 0 ? [{ part, title: title(result) }] : []));
}

/** What readers look for right after the effects. */
export function besideEffects(result: StudyResult): readonly Markup[] {
  return parts.flatMap(({ part, title, lead }) => {
    const shown = exhibitsOf(result, part);
    if (shown.length === 0) return [];
    const figures = shown.map((exhibit) => exhibitFigure({ ...exhibit, columns: withArmNames(result, exhibit.columns) }));
    return [html`<section id="${part}"><h2>${title(result)}</h2><p class="lead">${lead}</p><div class="exhibits">${figures}</div></section>`];
  });
}
