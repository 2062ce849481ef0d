import type { Expression } from '../../expressions/expression.ts';
import type { Period } from '../../protocol/periods.ts';
import type { Own, Protocol } from '../../protocol/protocol.ts';
import type { EstimatorName, GlobalLaunchKeys } from './declared/keys.ts';

/** The part of a protocol that only methods of global launches read. */
export interface GlobalLaunch extends Own, LaunchSeen, Pick<GlobalLaunchKeys, 'predictors' | 'anticipation' | 'season' | 'regressors'> {
  readonly kind: 'global-launch';
  /** Column of the unit; absent where there is one series. */
  readonly unit?: string;
  /** Column of the time of a row. */
  readonly time: string;
  /** The period of a row, as a number. */
  readonly clock: Expression;
  readonly period?: Period;
  /** The first period with the change, as a number, and as the study writes it. */
  readonly launched: number;
  readonly launchedText: string;
  /** That of each unit, where it came at several times. */
  readonly launches?: Readonly<Record<string, number>>;
  readonly estimator: EstimatorName;
  readonly trend: 'level' | 'trend';
  /** What the study names; absent where it leaves it to the data. */
  readonly named: { readonly treated?: readonly string[]; readonly donors?: readonly string[] };
}

/** What was seen of units and periods before the plan. */
export interface LaunchSeen {
  /** Every period in the data, as a number, ascending and without gaps. */
  readonly periods: readonly number[];
  /** How many of them lie before the launch, those of anticipation among them. */
  readonly before: number;
  /** Units, by name; one series has a name of its own. */
  readonly treated: readonly string[];
  /** Of each of them how many periods lie before its launch, where it came at several times. */
  readonly starts?: readonly number[];
  readonly donors: readonly string[];
  /** Donors that lack rows in some period: in no estimate. */
  readonly gapped: readonly string[];
  /** Units that are neither: the study names donors, and they are none. */
  readonly others: number;
  /** Rows of units and periods, and those whose period is not known. */
  readonly rows: number;
  readonly timeless: number;
}

export const unseen: LaunchSeen = { periods: [], before: 0, treated: [], donors: [], gapped: [], others: 0, rows: 0, timeless: 0 };

/** What treated units are called, and what they would have been without the change. */
export const arms = { treated: 'launched', untreated: 'without' } as const;

/** What one series is called. */
export const oneSeries = 'all';

export const launchIn = ({ own }: Protocol): GlobalLaunch | undefined => (own.kind === 'global-launch' ? (own as GlobalLaunch) : undefined);
