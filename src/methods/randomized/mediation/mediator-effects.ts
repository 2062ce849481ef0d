import { EstimandError } from '../../../errors/estimand-error.ts';
import type { Answer } from '../../../estimate/answer.ts';
import { joinAnswers } from '../../../estimate/answer.ts';
import type { Estimate } from '../../../estimate/estimate.ts';
import type { Exhibit } from '../../../estimate/exhibit.ts';
import type { Finding } from '../../../estimate/finding.ts';
import { sayP } from '../../../estimate/say.ts';
import { column } from '../../../expressions/build.ts';
import { canonicalText } from '../../../expressions/canonical-text.ts';
import type { ContrastOptions } from '../../../inference/arms/contrast.ts';
import { varianceOf } from '../../../moments/moments.ts';
import { type Covariate, columnOfCovariate } from '../../../protocol/protocol.ts';
import { question } from '../../../protocol/question.ts';
import { type Asking, all, ask } from '../../../relation/asking.ts';
import { moments } from '../../../relation/requests.ts';
import { adjustedItt } from '../../arms/adjusted-itt.ts';
import { ancova } from '../../arms/ancova.ts';
import { itt } from '../../arms/itt.ts';
import { holdsBlocks } from './options.ts';

export interface MediatorEffectsOptions extends Omit<ContrastOptions, 'outcome' | 'measure' | 'unit' | 'role' | 'transformed'> {
  readonly mediators: readonly string[];
  readonly covariates?: readonly Covariate[];
  /** How the effects are adjusted for the covariates; default `lin`. */
  readonly adjust?: 'lin' | 'ancova' | 'none';
}

/**
 * What assignment does to each mediator: the first step of any way through it, and one that randomization alone identifies.
 *
 * Model   the effect on the mediator as on any outcome: Lin's adjustment, analysis of covariance, or the difference in means.
 * Shapes  those of the effect asked for; moments of the mediators by arm beside.
 * Units   those of the mediators; the figure is in standard deviations of control.
 * Errors  those of the effect; column-in-two-roles when a mediator is a covariate. A mediator that is constant or unknown in an arm is refused.
 * Source  Lin (2013), Annals of Applied Statistics 7; VanderWeele (2015), Explanation in Causal Inference.
 */
export const mediatorEffects = question<MediatorEffectsOptions>(
  {
    id: 'mediator-effects',
    title: 'Effects of assignment on the mediators',
    source: 'Lin (2013), Annals of Applied Statistics 7; VanderWeele (2015), Explanation in Causal Inference',
    docs: 'docs/methods/mediator-effects.md',
    rounds: { usual: 2, most: 4 },
    plan: ({ assignment, mediators, covariates, blocks, cluster, analysis: { adjust, level, guardrailLevel } }) => {
      const names = covariates.map(columnOfCovariate);
      const after = mediators.filter((name) => !names.includes(name));
      const adjusts = adjust === 'ancova' ? 'ancova' : adjust === 'lin' || adjust === 'logistic' ? 'lin' : 'none';
      if (!assignment || after.length === 0) return [];
      if (blocks !== undefined && (adjusts === 'none' || !holdsBlocks(covariates, blocks))) return [];
      const { column: by, control, treatments } = assignment;
      const levels = { level, boundsLevel: guardrailLevel };
      return [{ mediators: after, assignment: by, control, treatments, ...(cluster !== undefined && { cluster }), covariates, adjust: adjusts, ...levels }];
    },
    example: { mediators: ['d'], assignment: 'z', control: 0, covariates: ['x'] },
  },
  function* (options): Asking<Answer> {
    const { mediators, covariates = [], adjust = 'lin', ...contrast } = options;
    const twice = mediators.find((name) => covariates.some((x) => columnOfCovariate(x) === name));
    if (twice !== undefined) throw new EstimandError('column-in-two-roles', { column: twice, roles: ['covariate', 'mediator'] });
    const asked = (outcome: string): Asking<Answer> => {
      const o = { ...contrast, outcome, role: 'mechanism' as const };
      if (adjust === 'none' || covariates.length === 0) return itt(o);
      return adjust === 'lin' ? adjustedItt({ ...o, adjust: covariates }) : ancova({ ...o, adjust: covariates });
    };
    const control = canonicalText(options.control);
    const [answers, spreads] = yield* all([
      all(mediators.map((name) => refusing(name, asked(name)))),
      all(mediators.map((name) => ask(moments({ columns: { m: column(name) }, by: [options.assignment] })))),
    ]);
    const { estimates, findings } = joinAnswers(answers.map((answer, i) => aboutMediator(mediators[i], answer)));
    const deviations = mediators.map((_, i) => {
      const group = spreads[i].groups.find((g) => g.key[0] === control);
      return group && group.moments.n > 1 ? Math.sqrt(varianceOf(group.moments, 'm')) : 0;
    });
    const shown = exhibit(estimates, new Map(mediators.map((name, i) => [name, deviations[i]])));
    return { estimates, findings: [...findings, ...estimates.map(movedFinding)], exhibits: shown ? [shown] : [] };
  },
);

const refusable: readonly string[] = ['outcome-missing', 'arm-too-small', 'covariates-collinear'];

/** A mediator that cannot be compared is refused; the study goes on without it. */
function* refusing(mediator: string, asking: Asking<Answer>): Asking<Answer> {
  try {
    return yield* asking;
  } catch (error) {
    if (!(error instanceof EstimandError) || !refusable.includes(error.code)) throw error;
    const finding: Finding = { check: 'mediator-missing', about: { column: mediator }, verdict: 'refuse', says: error.what, mend: error.mend };
    return { estimates: [], findings: [finding], exhibits: [] };
  }
}

function aboutMediator(mediator: string, { estimates, findings }: Answer): Answer {
  const named = estimates.map((e): Estimate => {
    const id = `mediator-effects:${e.id.split(':').slice(1).join(':')}`;
    const { options, source } = e.method;
    return { ...e, id, method: { id: 'mediator-effects', options: { ...options, by: e.method.id }, source } };
  });
  const renamed = new Map(estimates.map((e, i) => [e.id, named[i].id]));
  const own = findings.map((f): Finding => {
    const estimate = f.about.estimate === undefined ? undefined : renamed.get(f.about.estimate);
    const about = { ...f.about, ...(estimate !== undefined && { estimate }) };
    if (f.check !== 'constant-outcome') return { ...f, about };
    return { ...f, check: 'mediator-constant', mend: `Check how the column is made, or take ${mediator} out of mediators.` };
  });
  return { estimates: named, findings: own, exhibits: [] };
}

/** Where assignment does not visibly move a mediator, no effect through it can be seen. */
function movedFinding({ id, estimand: { outcome, contrast }, value, test, interval }: Estimate): Finding {
  const moved = interval.pieces.every(({ low = -Infinity, high = Infinity }) => low > 0 || high < 0);
  const p = test ? ` (${sayP(test.pValue)})` : '';
  const shared = { check: 'mediator-moved', about: { column: outcome, estimate: id }, statistic: value, ...(test && { pValue: test.pValue }) };
  if (moved) return { ...shared, verdict: 'pass', says: `Assigning ${contrast.treatment} moves ${outcome} by ${value.toPrecision(3)}${p}.` };
  return {
    ...shared,
    verdict: 'warn',
    says: `Assigning ${contrast.treatment} is not seen to move ${outcome}: ${value.toPrecision(3)}${p}, so nothing is shown to go through it.`,
    mend: 'Read no indirect effect through it; look at whether the treatment reached it at all.',
  };
}

function exhibit(estimates: readonly Estimate[], deviations: ReadonlyMap<string, number>): Exhibit | undefined {
  const shown = estimates.filter((e) => deviations.get(e.estimand.outcome)! > 0);
  if (shown.length === 0) return undefined;
  const several = new Set(shown.map((e) => e.estimand.contrast.treatment)).size > 1;
  const scaled = (e: Estimate, x: number | undefined): number | undefined => (x === undefined ? undefined : x / deviations.get(e.estimand.outcome)!);
  const largest = shown.reduce((a, b) => (Math.abs(scaled(b, b.value)!) > Math.abs(scaled(a, a.value)!) ? b : a));
  const says = `Assignment moves ${largest.estimand.outcome} most: by ${scaled(largest, largest.value)!.toFixed(2)} standard deviations.`;
  return {
    id: 'mediator-effects',
    title: 'What assignment does to the mediators (standard deviations of control)',
    kind: 'intervals',
    says,
    alt: `Effects on ${shown.map((e) => e.estimand.outcome).join(', ')} with their intervals. ${says}`,
    columns: {
      label: shown.map((e) => (several ? `${e.estimand.outcome} (${e.estimand.contrast.treatment})` : e.estimand.outcome)),
      value: shown.map((e) => scaled(e, e.value)),
      low: shown.map((e) => scaled(e, e.interval.pieces[0]?.low)),
      high: shown.map((e) => scaled(e, e.interval.pieces.at(-1)?.high)),
      note: shown.map(() => ''),
    },
    marks: [{ at: 0, label: 'not moved' }],
  };
}
