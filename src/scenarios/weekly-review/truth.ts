import type { Truth } from '../scenario.ts';
import { complaintWithout, draftsEffect, followedDays, planShares, type ReviewParameters, reviewValues, sessionChance, sessionsPerUser } from './rules.ts';

const sinceFirst = (day: number): string => (day === 0 ? 'on the day of the first session' : `on day ${day} after that of the first session`);

/** The id of the effect on a day since the first session. */
const dayId = (day: number): string => `day-${String(day).padStart(2, '0')}/finished`;

const days = Array.from({ length: followedDays }, (_, day) => day);

const sentences: Readonly<Record<string, string>> = {
  'itt/finished': 'The change of the mean number of documents that a user finishes in 14 days caused by drafts.',
  'itt/minutes': 'The change of the mean minutes of a session, averaged over users, caused by drafts.',
  'itt/complaint': 'The change of the share of users with any complaint in 14 days caused by drafts.',
  'itt/cost_usd': 'The change of the mean cost in dollars of a user in 14 days caused by drafts.',
  'itt/net_value': 'The change of the mean net value in dollars (1 x finished, -1 x cost_usd) of a user in 14 days caused by drafts.',
  ...Object.fromEntries(
    days.map((day) => [dayId(day), `The change of the mean number of documents that a user finishes ${sinceFirst(day)} caused by drafts.`]),
  ),
  'with-old-editor/finished': 'The change of the mean number of documents that a user of the old editor finishes in 14 days caused by drafts.',
  'with-new-editor/finished': 'The change of the mean number of documents that a user of the new editor finishes in 14 days caused by drafts.',
  'interaction/finished': 'The difference that the new editor makes to the change of the mean number of documents finished in 14 days caused by drafts.',
};

/** What is known of users whose outcomes with and without drafts are: sums or means over them. */
export interface Effects {
  /** By day since the first session. */
  readonly finished: ArrayLike<number>;
  /** In 14 days, with each editor. */
  readonly byEditor: { readonly old: number; readonly new: number };
  readonly minutes: number;
  readonly complaint: number;
  readonly cost: number;
}

export function reviewTruths({ finished, byEditor, minutes, complaint, cost }: Effects): readonly Truth[] {
  const total = Array.from(finished).reduce((a, b) => a + b, 0);
  const values: Readonly<Record<string, number>> = {
    'itt/finished': total,
    'itt/minutes': minutes,
    'itt/complaint': complaint,
    'itt/cost_usd': cost,
    'itt/net_value': reviewValues.finished * total + reviewValues.cost_usd * cost,
    ...Object.fromEntries(days.map((day) => [dayId(day), finished[day]])),
    'with-old-editor/finished': byEditor.old,
    'with-new-editor/finished': byEditor.new,
    'interaction/finished': byEditor.new - byEditor.old,
  };
  return Object.entries(sentences).map(([id, estimand]) => ({ id, outcome: id.split('/')[1], estimand, value: values[id] }));
}

/** The share of users with any complaint, of a session with this chance of one. */
function anyComplaint(chance: number): number {
  const none = planShares.map((share, plan) => share * days.reduce((left, day) => left * (1 - chance * sessionChance({ plan }, day)), 1));
  return 1 - none.reduce((a, b) => a + b, 0);
}

/** In closed form: what drafts add to a day is the same for every user of an editor, and half of the users have each. */
export function populationTruth(p: ReviewParameters): readonly Truth[] {
  const inAll = (editor: 'old' | 'new'): number => days.reduce((sum, day) => sum + draftsEffect(day, editor, p), 0);
  return reviewTruths({
    finished: days.map((day) => (draftsEffect(day, 'old', p) + draftsEffect(day, 'new', p)) / 2),
    byEditor: { old: inAll('old'), new: inAll('new') },
    minutes: p.minutesEffect,
    complaint: anyComplaint(complaintWithout + p.complaintEffect) - anyComplaint(complaintWithout),
    cost: p.price * sessionsPerUser,
  });
}
