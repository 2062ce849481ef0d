import type { Exhibit } from '../../src/estimate/exhibit.ts';

export const flow: Exhibit = {
  id: 'flow',
  kind: 'flow',
  title: 'From eligible to analysed',
  says: 'Of 12,431 eligible tickets 12,000 are analysed; every loss happened before assignment.',
  alt: 'Flow of units: 12,431 eligible, 12,140 without duplicates, 12,000 assigned and analysed.',
  columns: {
    step: ['eligible', 'without duplicates', 'assigned and analysed'],
    units: [12_431, 12_140, 12_000],
    lost: [0, 291, 140],
    reason: ['', 'same ticket logged twice', 'closed before assignment'],
  },
};

export const balance: Exhibit = {
  id: 'balance',
  kind: 'points',
  title: 'Balance of the covariates',
  says: 'All standardised differences lie within 0.1; the largest is 0.022 (case_complexity).',
  alt: 'Standardised mean differences of three covariates, all between -0.02 and 0.03, inside the lines at -0.1 and 0.1.',
  columns: { label: ['agent_experience', 'case_complexity', 'pre_period_resolution'], value: [-0.0142, 0.0221, 0.0035] },
  marks: [
    { at: 0, label: '0' },
    { at: -0.1, label: '-0.1' },
    { at: 0.1, label: '0.1' },
  ],
};

export const comparison: Exhibit = {
  id: 'assignment-comparison',
  kind: 'intervals',
  title: 'Three ways to compare, one that answers',
  says: 'Assignment raises resolution by 4.53 pp; comparing users with non-users would have said that it falls.',
  alt: 'Intention to treat +4.5, complier effect +12.4 and as-treated -2.2 percentage points with their intervals.',
  columns: {
    label: ['assigned (ITT)', 'compliers', 'as treated'],
    value: [4.531, 12.41, -2.18],
    low: [2.881, 7.78, -3.96],
    high: [6.181, 17.04, undefined],
    note: ['answers the question', 'through use of the assistant', 'biased: hard tickets use it more'],
  },
  marks: [{ at: 0, label: 'no effect' }],
};

export const arms: Exhibit = {
  id: 'arms',
  kind: 'table',
  title: 'The arms',
  says: 'The arms as they were observed.',
  alt: 'Units and mean of resolved for the two arms.',
  columns: { arm: ['0', '1'], units: [5979, 6021], 'mean of resolved': [0.4972, 0.54251], note: ['', undefined] },
};

export const days: Exhibit = {
  id: 'days',
  kind: 'lines',
  title: 'Resolution by day',
  says: 'The difference was there from the first day and did not fade.',
  alt: 'Share resolved by day: the assigned arm lies above the control arm on all six days.',
  columns: {
    x: [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6],
    y: [0.49, 0.5, 0.495, 0.5, 0.497, 0.499, 0.53, 0.541, 0.544, 0.55, 0.542, 0.546],
    series: [...Array(6).fill('control'), ...Array(6).fill('assistant')],
  },
};

export const complexity: Exhibit = {
  id: 'complexity',
  kind: 'histogram',
  title: 'Complexity of the tickets',
  says: 'Most tickets are of middling complexity.',
  alt: 'Histogram of case_complexity with its peak between 2 and 3.',
  columns: { low: [0, 1, 2, 3, 4], high: [1, 2, 3, 4, 5], count: [900, 2900, 4700, 2600, 900] },
};

export const graph: Exhibit = {
  id: 'dag',
  kind: 'graph',
  title: 'The deployment graph',
  says: 'Assignment causes use, and use causes resolution.',
  alt: 'Two arrows: assigned_ai to used_ai, used_ai to resolved.',
  columns: { from: ['assigned_ai', 'used_ai'], to: ['used_ai', 'resolved'] },
};

export const eventStudy: Exhibit = {
  id: 'event-study:resolved',
  kind: 'event-study',
  title: 'Resolution by weeks since the start',
  says: 'Before the start no difference is seen; it grows from the first week on.',
  alt: 'Effects by weeks since the start: near zero for two weeks before it, 0.6 in the first week, 1.4 in the third.',
  columns: {
    since: [-3, -2, -1, 0, 1, 2],
    value: [0.03, -0.12, 0, 0.57, 0.81, 1.43],
    low: [-0.32, -0.24, undefined, 0.4, 0.61, 1.07],
    high: [0.38, 0.01, undefined, 0.74, 1.01, 1.78],
    'band low': [-0.48, -0.29, undefined, 0.32, 0.52, 0.91],
    'band high': [0.55, 0.06, undefined, 0.81, 1.1, 1.94],
    units: [137, 1740, undefined, 1740, 1740, 990],
    is: ['', '', 'reference', '', '', ''],
  },
  marks: [{ at: 0, label: 'no effect' }],
  axes: { x: 'weeks since the start', y: 'resolved' },
  level: 0.95,
};

export const cells: Exhibit = {
  id: 'group-time:resolved',
  kind: 'matrix',
  title: 'Effects by cohort and month',
  says: 'Effects go from -0.41 to 0.93.',
  alt: 'Effects of two cohorts in four months, from -0.41 to 0.93.',
  columns: {
    row: [...Array(4).fill('2026-03'), ...Array(4).fill('2026-04')],
    column: [...Array(2).fill(['2026-01', '2026-02', '2026-03', '2026-04']).flat()],
    value: [0.06, undefined, 0.41, 0.93, undefined, -0.02, undefined, -0.41],
    low: [-0.2, undefined, 0.1, 0.5, undefined, -0.3, undefined, -0.9],
    high: [0.32, undefined, 0.72, 1.36, undefined, 0.26, undefined, 0.08],
    since: [-2, -1, 0, 1, -3, -2, -1, 0],
    is: ['', 'reference', '', '', '', '', 'reference', ''],
  },
  axes: { x: 'month', y: 'reached' },
  level: 0.95,
};

export const timing: Exhibit = {
  id: 'waves',
  kind: 'timing',
  title: 'Who was reached when',
  says: 'Two cohorts were reached between 2026-03 and 2026-04; the others were not by the last month.',
  alt: 'Workspaces by the month in which they were reached: 37 in 2026-03, 1,062 in 2026-04, 126 not.',
  columns: { row: ['2026-03', '2026-04', 'not reached'], units: [37, 1062, 126], from: [2, 3, undefined], 'periods with it': [2, 1, 0] },
  marks: ['2026-01', '2026-02', '2026-03', '2026-04'].map((label, at) => ({ at, label })),
  axes: { x: 'month', y: 'reached' },
};

const absent = (count: number): undefined[] => Array(count).fill(undefined);

export const fitted: Exhibit = {
  id: 'threshold-fit:resolved',
  kind: 'fitted',
  title: 'Resolution near the cutoff of confidence',
  says: 'Where confidence is 0.8, resolved tends to 55 % coming from above and to 62 % from below.',
  alt: 'Means of resolved by confidence near 0.8: around 60 % below it and around 54 % above it.',
  columns: {
    is: ['point', 'point', 'point', 'fit', 'fit', 'level', 'point', 'point', 'curve', 'curve', 'fit', 'fit', 'level'],
    series: [...Array(6).fill('assistant'), ...Array(7).fill('without')],
    x: [0.62, 0.7, 0.77, 0.68, 0.8, 0.8, 0.84, 0.95, 0.8, 0.95, 0.8, 0.92, 0.8],
    y: [58, 59, 61, 58.5, 61.5, 62, 54, 53, 56, 52, 55, 53.5, 55],
    low: [22, 55, 57, ...absent(3), 50, undefined, ...absent(5)],
    high: [94, 63, 65, ...absent(3), 58, undefined, ...absent(5)],
    from: [0.6, 0.66, 0.72, ...absent(3), 0.8, 0.9, ...absent(5)],
    to: [0.66, 0.72, 0.8, ...absent(3), 0.9, 1, ...absent(5)],
    rows: [4, 400, 420, ...absent(3), 390, 1, ...absent(5)],
  },
  marks: [{ at: 0.8, label: 'cutoff 0.8' }],
  axes: { x: 'confidence', y: 'resolved, %' },
  level: 0.95,
};

export const exhibits: readonly Exhibit[] = [flow, balance, comparison, arms, days, complexity, graph, eventStudy, fitted, cells, timing];
