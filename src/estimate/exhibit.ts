/** More rows than this make no table that anybody reads. */
export const mostRowsShown = 40;

/** What the column of an arm is called in an exhibit of kind `flow`, before its name. */
export const ofArm = 'units of arm ';

/** Every kind; which columns one reads is written in docs/exhibits.md. */
export const exhibitKinds = [
  'intervals',
  'lines',
  'points',
  'scatter',
  'histogram',
  'flow',
  'event-study',
  'fitted',
  'matrix',
  'timing',
  'graph',
  'table',
] as const;

/** What readers look for beside the effects, and find right after them, in this order; every other exhibit is evidence. */
export const exhibitParts = ['time', 'cutoff', 'arms', 'segments', 'benefit'] as const;

/** A figure as data. `report` draws kinds of exhibits and knows no methods. */
export interface Exhibit {
  readonly id: string;
  readonly title: string;
  /** What the figure shows, as one sentence of finding. */
  readonly says: string;
  /** For a reader who cannot see it. */
  readonly alt: string;
  readonly kind: (typeof exhibitKinds)[number];
  readonly part?: (typeof exhibitParts)[number];
  /** Equal-length columns; which names a kind needs is written in docs/exhibits.md. */
  readonly columns: Readonly<Record<string, readonly (number | string | undefined)[]>>;
  /** Labelled positions on the value axis to draw as lines (zero, a threshold). */
  readonly marks?: readonly { readonly at: number; readonly label: string }[];
  /** What the axes measure, where a kind says it; of a `scatter` also the label of the points where both are equal, of `lines` where a change came. */
  readonly axes?: { readonly x: string; readonly y: string; readonly diagonal?: string; readonly start?: number };
  /** Confidence of the intervals, where a kind says it. */
  readonly level?: number;
}
