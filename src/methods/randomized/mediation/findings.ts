import type { Finding } from '../../../estimate/finding.ts';
import { sayP } from '../../../estimate/say.ts';
import type { Covariate } from '../../../protocol/protocol.ts';
import { columnOfCovariate } from '../../../protocol/protocol.ts';
import type { Mediated } from './options.ts';

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);
const beside = (covariates: readonly Covariate[]): string =>
  covariates.length === 0 ? 'no covariate is held' : `only ${listed(covariates.map(columnOfCovariate))} ${covariates.length === 1 ? 'is' : 'are'} held`;

interface Zero {
  readonly correlation: number;
  readonly low: number;
  readonly high: number;
}

/** What no data can show. The correlation that would undo the effect through the mediator says how much it would take. */
export function sequentialIgnorability({ c, mediators, covariates }: Mediated, estimate: string, zero: Zero | undefined): Finding {
  const held = covariates.length;
  const through = listed(mediators);
  const assumption = `Direct and indirect effects on ${c.outcome} rest on what ${held === 0 ? 'no' : 'these'} data can show: that nothing else moves both ${through} and ${c.outcome}, and nothing that does is moved by ${c.assignment} (${beside(covariates)})`;
  const number = zero
    ? `; errors of both correlated by ${zero.correlation.toFixed(2)} (interval ${zero.low.toFixed(2)} to ${zero.high.toFixed(2)}) would leave nothing of the indirect effect`
    : `; ${mediators.length} mediators are taken together`;
  return {
    check: 'sequential-ignorability',
    about: { column: mediators[0], estimate },
    verdict: 'warn',
    ...(zero && { statistic: zero.correlation }),
    says: `${assumption}${number}.`,
    mend: `Decide by the total effect; to learn what ${through} does by itself, randomize it.`,
  };
}

/** The same of an effect with the mediators held. */
export function mediatorIgnorability({ c, mediators, covariates, intermediates }: Mediated, estimate: string): Finding {
  const all = [...covariates, ...intermediates];
  return {
    check: 'sequential-ignorability',
    about: { column: mediators[0], estimate },
    verdict: 'warn',
    statistic: all.length,
    says: `The effect on ${c.outcome} with ${listed(mediators)} held rests on what the data cannot show: that nothing moves both but the ${all.length} columns held (${all.length === 0 ? 'none' : listed(all.map(columnOfCovariate))}).`,
    mend: `Decide by the total effect; to learn what ${listed(mediators)} does by itself, randomize it.`,
  };
}

export function shareRefused({ c, mediators }: Mediated, arm: string, pValue: number): Finding {
  return {
    check: 'proportion-mediated',
    about: { column: mediators[0], arm },
    verdict: 'refuse',
    pValue,
    says: `The total effect of arm ${arm} on ${c.outcome} cannot be told from zero (${sayP(pValue)}), so no share of it can be said to go through ${listed(mediators)}.`,
    mend: 'Read the direct and the indirect effect themselves.',
  };
}

/** A part larger than the whole, or against it, is no share. */
export function opposedParts({ c, mediators }: Mediated, estimate: string, share: number): readonly Finding[] {
  if (share >= 0 && share <= 1) return [];
  return [
    {
      check: 'opposed-parts',
      about: { column: mediators[0], estimate },
      verdict: 'warn',
      statistic: share,
      says: `Direct and indirect effect on ${c.outcome} through ${listed(mediators)} have opposite signs: the ratio ${share.toFixed(2)} is no share.`,
      mend: 'Read the two effects themselves.',
    },
  ];
}

/** The coefficient that the reader would have asked for, and why it is another number. */
export function whyDifferent({ c, mediators }: Mediated, estimate: string, gap: number): Finding {
  return {
    check: 'mediator-adjusted',
    about: { column: mediators[0], estimate },
    verdict: 'warn',
    statistic: gap,
    says: `With ${listed(mediators)} in the regression the coefficient of ${c.assignment} is ${gap >= 0 ? 'above' : 'below'} the total effect on ${c.outcome} by ${Math.abs(gap).toPrecision(2)}: it leaves out what goes through ${mediators.length === 1 ? 'it' : 'them'}, and compares units that differ in whatever else moves ${mediators.length === 1 ? 'it' : 'them'}.`,
    mend: 'Never decide by it; read the total effect, and the direct effect with its assumption.',
  };
}
