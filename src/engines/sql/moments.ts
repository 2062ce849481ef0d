import { expectFewGroups, mostGroups } from '../../relation/groups.ts';
import { integerIn } from '../../relation/integer-in.ts';
import type { MomentsReply, MomentsRequest } from '../../relation/requests.ts';
import { farFromCentre } from './centring.ts';
import { compile, keySql } from './compile.ts';
import { expectFiniteMeasures } from './finite.ts';
import { foldMoments } from './fold.ts';
import { momentsSql, type ScanPlan } from './moments-sql.ts';
import { partOf } from './part-of.ts';
import { pilotOf } from './pilot.ts';
import { query, type SqlPlace, selectionAt } from './place.ts';
import { byKeySet, scanFor, wheresOf } from './scan.ts';
import { lotsWithinCache } from './within-cache.ts';

/** More patterns than this in the pilot cost more to merge than sums of their own. */
const mostPatterns = 4_096;
/** A pilot that saw one corner of the data can promise fewer patterns than there are. */
const mostRows = 100_000;

type Replies = readonly Omit<MomentsReply, 'integer'>[];

/** Answers moments requests on the same rows, by few SELECTs that requests share. */
export async function momentsFrom(requests: readonly MomentsRequest[], place: SqlPlace): Promise<readonly MomentsReply[]> {
  const lots = lotsWithinCache(requests, place);
  // What all of them measure is looked at together.
  if (lots.length > 1) await pilotOf({ measures: scanFor(requests, place.schema).measures.list, keys: [], bits: [] }, place);
  return answeredApart(lots, requests, place);
}

async function answeredApart(
  sets: readonly (readonly MomentsRequest[])[],
  requests: readonly MomentsRequest[],
  place: SqlPlace,
): Promise<readonly MomentsReply[]> {
  const replies = new Map<MomentsRequest, MomentsReply>();
  for (const [s, set] of sets.entries()) {
    const answered = await answeredTogether(set, { ...place, options: partOf(place.options, s, sets.length) });
    for (const [i, request] of set.entries()) replies.set(request, answered[i]);
  }
  return requests.map((request) => replies.get(request)!);
}

/**
 * Answers moments requests by one SELECT that they share; where all keys together have too many groups, by one for each
 * set of keys; where one set alone has too many patterns, by sums of its own for each request.
 */
async function answeredTogether(requests: readonly MomentsRequest[], place: SqlPlace): Promise<readonly MomentsReply[]> {
  const scan = scanFor(requests, place.schema);
  const sets = byKeySet(requests);
  // Without conditions, and by the same keys, requests share all their patterns.
  const keys = sets.length === 1 && scan.bits.list.length === 0 ? [] : scan.keys.list;
  const pilot = await pilotOf({ measures: scan.measures.list, keys, bits: scan.bits.list }, place);
  const centring = { kind: 'constants', shifts: pilot.shifts } as const;
  const masked: ScanPlan = { scan, sharing: 'masked', centring };
  const shared = pilot.patterns <= mostPatterns ? await repliesTo(masked, place, mostRows) : undefined;
  if (shared) return checked(masked, shared, place);

  if (sets.length === 1) {
    await expectFewKeys(requests, place);
    const gated: ScanPlan = { scan, sharing: 'gated', centring };
    return checked(gated, (await repliesTo(gated, place))!, place);
  }
  return answeredApart(sets, requests, place);
}

/** Undefined where the result has more rows than allowed. */
async function repliesTo(plan: ScanPlan, place: SqlPlace, most = Number.POSITIVE_INFINITY): Promise<Replies | undefined> {
  const selection = selectionAt(place);
  const { sql, names } = momentsSql(plan, selection);
  const columns = await query(place, selection, Number.isFinite(most) ? `${sql} limit ${most + 1}` : sql);
  const positions = new Map(names.map((name, i) => [name, i]));
  const rows = columns[0].length;
  return rows > most ? undefined : foldMoments(plan, { rows, column: (name) => columns[positions.get(name)!] }, place.table.name);
}

/** Sums that are finite, and centred near enough: those that are not are asked again, centred group by group. */
async function checked({ scan, sharing, centring }: ScanPlan, replies: Replies, place: SqlPlace): Promise<readonly MomentsReply[]> {
  const requests = scan.asked.map(({ request }) => request);
  await expectFiniteMeasures(requests, replies, place);
  const sound = new Map(requests.map((request, i) => [request, replies[i]]));
  const far = scan.asked.filter((asked, i) => farFromCentre(asked, replies[i], centring, place.schema)).map(({ request }) => request);
  for (const again of sharing === 'masked' && far.length > 0 ? [far] : far.map((request) => [request])) {
    const nearer = (await repliesTo({ scan: scanFor(again, place.schema), sharing: 'masked', centring: { kind: 'groups' } }, place))!;
    for (const [i, request] of again.entries()) sound.set(request, nearer[i]);
  }
  return requests.map((request) => ({ ...sound.get(request)!, integer: integersOf(request, place) }));
}

function integersOf({ columns }: MomentsRequest, { schema }: SqlPlace): MomentsReply['integer'] {
  return Object.fromEntries(Object.entries(columns).map(([name, e]) => [name, integerIn(schema, e)]));
}

/** Errors  too-many-groups, before sums are kept for each. */
async function expectFewKeys(requests: readonly MomentsRequest[], place: SqlPlace): Promise<void> {
  const [{ by }] = requests;
  for (const where of wheresOf(requests)) {
    const selection = selectionAt(place);
    const { from, scope } = selection;
    const keys = Object.values(by).map((e, i) => `${keySql(e, scope)} as k${i}`);
    if (keys.length === 0) return;
    const known = keys.map((_, i) => `k${i} is not null`).join(' and ');
    const inner = `select distinct ${keys.join(', ')} from ${from}${where ? ` where ${compile(where, scope)}` : ''}`;
    const [[count]] = await query(place, selection, `select count(*) from (select * from (${inner}) as t where ${known} limit ${mostGroups + 1}) as t`);
    expectFewGroups(Number(count));
  }
}
