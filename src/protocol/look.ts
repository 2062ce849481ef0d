/** How a study that is read while it runs shares the error among its looks. */
export const spendings = ['obrien-fleming', 'pocock', 'mixture'] as const;
export type Sharing = (typeof spendings)[number];

/** Bounds of more looks than this would take long to find, and differ little from those that hold at all times. */
export const mostLooks = 60;

/** At any time: the intervals hold at every size, and are narrowest at the planned one. */
export interface AnytimeLook {
  readonly kind: 'anytime';
  readonly units: number;
  readonly planned: number;
}

/** One of some looks, which share the error by how much of the information each has. */
export interface SpendingLook {
  readonly kind: 'spending';
  readonly spending: Exclude<Sharing, 'mixture'>;
  readonly units: number;
  readonly planned: number;
  /** Of each look that was taken, this one last: units over planned units. */
  readonly fractions: readonly number[];
  /** The same by which error is spent: at the last look all of it is, whatever the units. */
  readonly spentAt: readonly number[];
  readonly isLast: boolean;
  /** The looks before are those of the plan: what was seen at them is not known. */
  readonly assumed?: true;
}

/** After the last look: nothing is left to spend. */
export interface SpentLook {
  readonly kind: 'spent';
  readonly units: number;
  readonly planned: number;
}

/** Which look at a study this is that is read while it runs: its intervals are to hold at all of them. */
export type Look = AnytimeLook | SpendingLook | SpentLook;
