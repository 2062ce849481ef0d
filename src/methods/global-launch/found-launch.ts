import type { Finding } from '../../estimate/finding.ts';
import type { AskedPanel } from './ask-panel.ts';
import { type FoundLaunch, foundByDonors } from './found.ts';
import { foundByTime } from './found-by-time.ts';
import type { Launched } from './options.ts';

/** The effect as the study asks for it: by donors, or by the time before alone. */
export const foundLaunch = (asked: AskedPanel, c: Launched): FoundLaunch | Finding =>
  c.launch.estimator === 'state-space' ? foundByTime(asked, c) : foundByDonors(asked, c);
