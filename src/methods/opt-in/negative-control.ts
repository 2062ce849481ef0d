import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { sayEffect } from '../../estimate/unit.ts';
import { judgedBy } from '../../estimate/verdict-of.ts';
import { column } from '../../expressions/build.ts';
import { waldInference } from '../../inference/wald.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import type { Asking } from '../../relation/asking.ts';
import { answeredBy, refusedBy } from './answer-of.ts';
import { manyEffect } from './from-moments/many-effect.ts';
import { fittedMany } from './from-moments/many-fitted.ts';
import { alikeOptInOf, type Chosen, example, type OptInOptions, roundsOn } from './options.ts';
import { optInIn } from './own.ts';
import { refitter } from './refit.ts';

const source = 'Lipsitch, Tchetgen Tchetgen & Cohen (2010), Epidemiology 21';

/**
 * Does the study find an effect on what the feature cannot have changed, such as the outcome before anybody could opt in? Then what made users choose is not all adjusted
 * for, and neither are the effects on its outcomes.
 *
 * Model   the study's estimator, without folds, on the negative-control outcome; a test by t that its effect is zero. It warns below p = 0.05 and fails, and holds, below 0.001.
 * Shapes  as `doublyRobust`, with one more column.
 * Units   of the column.
 * Errors  refused by itself where the column has too few events, or one value.
 * Source  Lipsitch, Tchetgen Tchetgen & Cohen (2010).
 */
export const negativeControl = question<OptInOptions>(
  {
    id: 'negative-control',
    title: 'Effect of an opt-in on what it cannot have changed',
    source,
    docs: 'docs/checks/negative-control.md',
    rounds: { usual: 2, most: 2 },
    roundsOn,
    plan: negativeControlsOf,
    example,
  },
  (options): Asking<Answer> =>
    answeredBy(options, {
      ofUnits(fitted, c) {
        const found = refitter(fitted, c)(fitted.outcome, fitted.choosing);
        const { standardError, df } = found?.errors() ?? { standardError: 0, df: 0 };
        return found && { findings: told({ value: found.value, standardError, df, binary: fitted.binary }, c) };
      },
      *ofMany(c, look) {
        const fitted = yield* fittedMany(c, look);
        if ('check' in fitted) return refusedBy(fitted);
        const { estimator } = c.optIn;
        const found = yield* manyEffect(fitted, c, estimator === 'weighting' || estimator === 'regression' ? estimator : 'aipw');
        if ('check' in found) return refusedBy(found);
        const [control, treatment] = found.means;
        const { variance, df } = found.errors;
        return { findings: told({ value: treatment - control, standardError: Math.sqrt(variance), df, binary: fitted.units.among.binary }, c) };
      },
      ofRefused: refusedBy,
    }),
);

interface Found {
  readonly value: number;
  readonly standardError: number;
  readonly df: number;
  readonly binary: boolean;
}

function told({ value, standardError, df, binary }: Found, c: Chosen): readonly Finding[] {
  if (!(standardError > 0)) return [];
  const { test, interval } = waldInference(value, standardError, { kind: 't', df }, c);
  const { pValue, statistic } = test!;
  const [{ low = 0, high = 0 }] = interval.pieces;
  const said = (effect: number): string => sayEffect(effect, { kind: binary ? 'share' : 'plain' });
  return [
    judgedBy(
      pValueLimits.negativeControl,
      {
        check: 'negative-control',
        about: { column: c.outcome },
        statistic,
        pValue,
        threshold: pValueLimits.negativeControl.failBelow,
        says: `On ${c.outcome}, which ${c.assignment} cannot have changed, the study finds ${said(value)} (from ${said(low)} to ${said(high)}; ${sayP(pValue)}).`,
      },
      'What made users choose is not all among the covariates: add what is missing (the negative control itself, if it is from before), and do not read the effects until it is gone.',
    ),
  ];
}

function negativeControlsOf(protocol: Protocol): readonly OptInOptions[] {
  const [first] = alikeOptInOf(protocol);
  if (first === undefined) return [];
  return (optInIn(protocol)?.negativeControls ?? []).map((outcome) => ({
    outcome,
    optIn: first.optIn,
    covariates: first.covariates,
    ...(first.seed !== undefined && { seed: first.seed }),
    ...(first.level !== undefined && { level: first.level }),
    beside: { [outcome]: column(outcome) },
  }));
}
