import { column, isKnown } from '../../expressions/build.ts';
import { periodColumn } from '../../protocol/periods.ts';
import { derive, type Step, where } from '../../relation/steps.ts';
import type { GlobalLaunch } from './own.ts';

/** Rows with their period as a number, those whose period is known. */
export const timedRows = ({ clock }: Pick<GlobalLaunch, 'clock'>): readonly Step[] => [derive({ [periodColumn]: clock }), where(isKnown(column(periodColumn)))];
