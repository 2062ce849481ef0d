import { EstimandError } from '../../errors/estimand-error.ts';
import type { DesignedStudy, PlaceOf } from '../../protocol/design.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import { secondsAt } from '../../protocol/keys/times.ts';
import { type Look, mostLooks } from '../../protocol/look.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import type { LookRecord, TakenLook } from '../result.ts';

/** So much over the plan is no second look: units that came in while the study was closed. One that is read at each of them errs in 3.0 % of studies on a side instead of 2.5 %. */
const slack = 1.01;

/** A look at a size so little below the planned one is that look. */
const near = 0.995;

/** A look that was taken before, as a saved result has it. */
export interface EarlierLook {
  readonly look: LookRecord;
  /** Where it was found. */
  readonly from: string;
}

/** What is known of the units when the look is told. */
export interface UnitsIn {
  /** Units count from when they are assigned, whether or not their outcome is known; of one that takes time to show from when they are old enough. */
  readonly units: number;
  /** Of looks on dates: units that came in before each. */
  readonly before?: readonly number[];
  /** Of looks on dates: until when the data tell, in seconds since 1970. */
  readonly asOf?: number;
  readonly earlier?: EarlierLook;
}

type Timing = Pick<Protocol, 'early' | 'late' | 'look'> & { readonly record?: LookRecord };

/**
 * Which look this is: before the planned size or after it, at any time, or one of those that share the error.
 *
 * Errors  looks-changed, looks-back: the plan, or the units, are not those of the look before; looks-many.
 */
export function whichLook({ study, placeOf }: DesignedStudy & { readonly placeOf: PlaceOf }, seen: UnitsIn): Timing {
  const { looks, plannedUnits: planned, spending } = study.analysis;
  const { units, earlier } = seen;
  if (looks === 'fixed' && earlier) expectSamePlan(planOf(study.analysis), earlier, units, placeOf);
  if (planned === undefined) return {};
  if (looks === 'fixed') return timingOf(units, planned);
  const record = recordOf(study, seen, placeOf);
  if (looks === 'continuous' || spending === 'mixture') return { look: { kind: 'anytime', units, planned }, record };
  return { look: lookIn(record, study, seen), record };
}

/** Of a study that is read once: is this look before the planned size, or after it? */
export function timingOf(units: number, planned: number): Pick<Protocol, 'early' | 'late' | 'look'> {
  const look = { kind: 'anytime', units, planned } as const;
  if (units < planned) return { early: { units, planned }, look };
  return units > slack * planned ? { late: { units, planned }, look } : {};
}

/** What this look adds to those that were taken before. */
function recordOf(study: StudyFile, seen: UnitsIn, place: PlaceOf): LookRecord {
  const plan = planOf(study.analysis);
  const { units, earlier } = seen;
  if (earlier) expectSamePlan(plan, earlier, units, place);
  const reached = plannedUntil(study.analysis, seen);
  const found = earlier ? earlier.look.taken.filter((look) => !isSame(look, units)) : reached.slice(0, -1);
  const latest = reached[reached.length - 1]?.planned;
  const before = plan.spending !== 'mixture' && isOverrun(found, latest) ? found.slice(0, -1) : found;
  const isPlanned = latest !== undefined && before.every(({ planned }) => planned !== latest);
  const taken = [...before, { units, fraction: units / plan.plannedUnits, ...(isPlanned && { planned: latest }) }];
  if (plan.spending !== 'mixture' && taken.length > mostLooks)
    throw new EstimandError('looks-many', { looks: taken.length, most: mostLooks }, place(['analysis', 'looks']));
  return { ...plan, taken };
}

/** So few units more are no look of their own: they tell nothing that the others did not. */
const isSame = (look: TakenLook, units: number): boolean => units - look.units <= 1e-4 * units;

/** What came in after the bound was crossed belongs to the look that crossed it, until the next one that was planned: by then the study has gone on. */
function isOverrun(found: readonly TakenLook[], latest: number | undefined): boolean {
  const last = found[found.length - 1];
  const until = Math.max(0, ...found.map(({ planned = 0 }) => planned));
  return last?.crossed === true && (latest ?? 0) <= until;
}

type Plan = Omit<LookRecord, 'taken'>;

function planOf({ looks, plannedUnits = 0, level, guardrailLevel, spending }: StudyFile['analysis']): Plan {
  return { looks, spending: spending ?? (typeof looks === 'string' ? 'mixture' : 'obrien-fleming'), plannedUnits, level, guardrailLevel };
}

/** The planned looks that have been reached, as if each had been taken in time. */
function plannedUntil({ looks, plannedUnits = 0 }: StudyFile['analysis'], { units, before = [], asOf = 0 }: UnitsIn): readonly TakenLook[] {
  if (typeof looks === 'string') return [];
  const reached = looks.filter((look) => (typeof look === 'number' ? units >= near * look * plannedUnits : asOf > secondsAt(look) - day));
  return reached.map((look, i) => {
    const then = typeof look === 'number' ? Math.round(look * plannedUnits) : (before[i] ?? 0);
    return { units: then, fraction: then / plannedUnits, planned: i + 1 };
  });
}

const day = 86_400;

function lookIn({ taken }: LookRecord, { analysis }: StudyFile, { units, asOf = 0, earlier }: UnitsIn): Look {
  const { looks, plannedUnits: planned = 0, spending } = analysis;
  const shared = { units, planned };
  const isOver = earlier?.look.taken.some((look) => !isSame(look, units) && look.last && !look.crossed);
  if (isOver) return { kind: 'spent', ...shared };
  const isLast = isLastLook(typeof looks === 'string' ? 1 : looks[looks.length - 1], units / planned, asOf);
  // Where no unit came in between two dates, they are one look.
  const fractions = taken.map(({ fraction }) => fraction).filter((fraction, i, all) => fraction > (all[i - 1] ?? 0));
  const spentAt = fractions.map((fraction, i) => (isLast && i === fractions.length - 1 ? 1 : Math.min(1, fraction)));
  const isAssumed = !earlier && fractions.length > 1;
  const kind = { kind: 'spending', spending: spending === 'pocock' ? spending : 'obrien-fleming' } as const;
  return { ...kind, ...shared, fractions, spentAt, isLast, ...(isAssumed && { assumed: true }) };
}

const isLastLook = (last: number | string, fraction: number, asOf: number): boolean =>
  fraction >= near || (typeof last === 'string' && asOf > secondsAt(last) - day);

function expectSamePlan(plan: Plan, { look, from }: EarlierLook, units: number, place: PlaceOf): void {
  const last = look.taken[look.taken.length - 1];
  for (const key of ['looks', 'spending', 'plannedUnits', 'level', 'guardrailLevel'] as const) {
    const [now, was] = [textOf(plan[key]), textOf(look[key])];
    if (now === was) continue;
    throw new EstimandError('looks-changed', { key, now, was, units: last.units, from }, place(['analysis', key]) ?? place(['analysis']));
  }
  if (units < last.units) throw new EstimandError('looks-back', { units, before: last.units, from }, place(['analysis', 'looks']));
}

const textOf = (value: number | LookRecord['looks']): string => (typeof value === 'object' ? `[${value.join(', ')}]` : String(value));
