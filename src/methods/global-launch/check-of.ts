import type { Answer } from '../../estimate/answer.ts';
import type { Asking } from '../../relation/asking.ts';
import { type AskedPanel, askPanel } from './ask-panel.ts';
import { type FoundByDonors, foundByDonors, isRefused } from './found.ts';
import { type Launched, type LaunchOptions, launchedOf } from './options.ts';

/** An effect by donors, and the panel that it comes from. */
export interface EffectByDonors {
  readonly found: FoundByDonors;
  readonly asked: AskedPanel;
}

/** What a check says of an effect by donors; nothing of an outcome that the method refuses, which says why by itself. */
export function* checkDonors(options: LaunchOptions, check: (of: EffectByDonors, c: Launched) => Partial<Answer>): Asking<Answer> {
  const c = launchedOf(options);
  const asked = yield* askPanel(c);
  const found = foundByDonors(asked, c);
  return { estimates: [], findings: [], exhibits: [], ...(!isRefused(found) && check({ found, asked }, c)) };
}
