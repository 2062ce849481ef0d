import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { type ObservedUnits, unitsAt, valuesAt, withOwnClusters } from '../../inference/observed/observed-units.ts';
import type { OutcomeModel } from '../../inference/observed/outcome-model.ts';
import { type Propensity, propensityOf } from '../../inference/observed/propensity.ts';
import { remembered } from '../../math/remembered.ts';
import type { Asking } from '../../relation/asking.ts';
import { type Analysed, analysedOf, armCounts } from './analysed.ts';
import { type AskedUnits, askUnits, type Look } from './ask-units.ts';
import type { Chosen } from './options.ts';
import { propensityUnits } from './propensity-terms.ts';
import { certainRefusal, chanceRefusal, countedOf, outcomeRefusal } from './refusals.ts';

/** What every method of an outcome stands on: its units, and their chances of treatment. */
export interface Fitted extends Analysed {
  readonly asked: AskedUnits;
  readonly propensity: Propensity;
  /** The same units with the terms of the chance. */
  readonly choosing: ObservedUnits;
  /** Units left out because their chance is near zero or one, by arm: control first. */
  readonly trimmed: readonly [number, number];
  /** Does the outcome hold only 0 and 1? */
  readonly binary: boolean;
}

/**
 * The units that an outcome is known of, with their chances of treatment: computed once for all methods.
 *
 * Errors  a finding that refuses the outcome: too few units, a constant outcome, few events, covariates that tell who opted in for certain or nothing of their own.
 */
export function* fittedUnits(c: Chosen, look: Look): Asking<Fitted | Finding> {
  const asked = yield* askUnits(c, look);
  return remembered(asked, `fitted ${c.outcome} ${JSON.stringify([c.optIn.propensity, c.optIn.trim])}`, () => fitTo(asked, c));
}

/** The regression of the outcome in each arm: a curve for zeros and ones alone. */
export function outcomeModelOf({ binary }: Fitted, { optIn: { regression } }: Chosen): OutcomeModel {
  const { link = 'identity', ridge } = regression ?? {};
  const model = binary && link === 'logit' ? 'logistic' : 'linear';
  return ridge === undefined ? model : { model, ridge };
}

export const isRefused = (found: Fitted | Finding): found is Finding => 'check' in found;

function fitTo(asked: AskedUnits, c: Chosen): Fitted | Finding {
  const analysed = analysedOf(asked, c.outcome);
  const first = chancesOf(asked, analysed, c);
  if ('check' in first) return first;
  const { trim } = c.optIn;
  const kept = trim === undefined ? undefined : within(first.propensity.chances, trim);
  if (!kept || kept.length === analysed.outcome.length) return { ...first, trimmed: [0, 0] };
  const trimmed: [number, number] = [0, 0];
  for (const t of analysed.units.treated) trimmed[t]++;
  const units = withOwnClusters(unitsAt(analysed.units, kept));
  for (const t of units.treated) trimmed[t]--;
  const terms = analysed.terms.map((term, j) => ({ ...term, values: units.columns[j] }));
  // Chances are those among the units that are left.
  const again = chancesOf(asked, { units, terms, outcome: valuesAt(analysed.outcome, kept), dropped: analysed.dropped }, c);
  if (!('check' in again)) return { ...again, trimmed };
  return {
    ...again,
    says: `Of the units, \`trim\` leaves ${sayCount(kept.length)}. ${again.says}`,
    mend: 'Write a smaller trim, or `estimand: ato` without one.',
  };
}

function chancesOf(asked: AskedUnits, analysed: Analysed, c: Chosen): Omit<Fitted, 'trimmed'> | Finding {
  const binary = analysed.outcome.every((y) => y === 0 || y === 1);
  const refused = outcomeRefusal(countedOf(analysed, binary), c);
  if (refused) return refused;
  const choosing = propensityUnits(analysed, c.optIn.propensity.terms);
  const propensity = propensityOf(choosing, c.optIn.propensity.model);
  if ('kind' in propensity) return chanceRefusal(propensity, armCounts(analysed.units.treated)[0], c);
  const { treated } = analysed.units;
  const certain = treated.findIndex((t, i) => propensity.chances[i] === 1 - t);
  if (certain >= 0) return certainRefusal(treated[certain], c);
  return { ...analysed, asked, propensity, choosing, binary };
}

/** The places of units whose chance is neither near zero nor near one. */
function within(chances: Float64Array, trim: number): Int32Array {
  const places = new Int32Array(chances.length);
  let count = 0;
  for (let i = 0; i < chances.length; i++) if (chances[i] >= trim && chances[i] <= 1 - trim) places[count++] = i;
  return places.subarray(0, count);
}
