import type { Finding } from '../../../estimate/finding.ts';
import { sayP } from '../../../estimate/say.ts';
import { columnOfCovariate } from '../../../protocol/protocol.ts';
import type { Mediated } from './options.ts';

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

/** What is held fixed when mediator and outcome are compared, in words. */
function held({ covariates, intermediates }: Mediated): string {
  const names = [...covariates.map(columnOfCovariate), ...intermediates];
  return names.length === 0 ? 'nothing' : listed(names);
}

/** The assumptions that no data can show. */
function ignorability(o: Mediated, check: string, estimate: string, compared: string, more: string): Finding {
  const through = listed(o.mediators);
  const [both, it] = o.mediators.length === 1 ? ['both', 'it'] : ['them together', 'them'];
  return {
    check,
    about: { column: o.mediators[0], estimate },
    verdict: 'warn',
    says: `${through} and ${compared} are compared with ${held(o)} held: no data can show that nothing else moves ${both}; ${more}.`,
    mend: `Decide by the total effect; to learn what ${through} would do, randomize ${it}.`,
  };
}

interface Zero {
  readonly correlation: number;
  readonly low: number;
  readonly high: number;
}

/** Of natural effects. The correlation of errors that would undo the indirect effect says how much it would take. */
export function sequentialIgnorability(o: Mediated, estimate: string, zero: Zero | undefined, standardised: boolean): Finding {
  const n = (x: number): string => x.toFixed(2);
  const more = zero
    ? `errors${standardised ? ' of linear regressions' : ''} correlated by ${n(zero.correlation)} (${n(zero.low)} to ${n(zero.high)}) would leave no indirect effect`
    : `${o.mediators.length} mediators are taken together, and no way through one of them alone is claimed`;
  return { ...ignorability(o, 'sequential-ignorability', estimate, o.c.outcome, more), ...(zero && { statistic: zero.correlation }) };
}

/** Of an effect with the mediators held: the same for every outcome. */
export function mediatorIgnorability(o: Mediated, estimate: string): Finding {
  const between = listed(o.intermediates);
  const { assignment } = o.c;
  const more = between === '' ? `nothing after ${assignment} is held beside` : `what ${assignment} does through ${between} still counts`;
  return ignorability(o, 'mediator-ignorability', estimate, 'an outcome', more);
}

const noShare = ({ c, mediators }: Mediated, arm: string, says: string, numbers: Pick<Finding, 'statistic' | 'pValue'>): Finding => ({
  check: 'proportion-mediated',
  about: { column: mediators[0], arm },
  verdict: 'refuse',
  ...numbers,
  says: `${says}, so no share of the effect on ${c.outcome} goes through ${listed(mediators)}.`,
  mend: 'Read the direct and the indirect effect themselves.',
});

export const shareOfNothing = (o: Mediated, arm: string, pValue: number): Finding =>
  noShare(o, arm, `The total effect of arm ${arm} cannot be told from zero (${sayP(pValue)})`, { pValue });

/** A part that is larger than the whole, or of the other sign, is not a share. */
export const shareOfOpposites = (o: Mediated, arm: string, ratio: number): Finding =>
  noShare(o, arm, `Direct and indirect effect of arm ${arm} point in opposite directions (ratio ${ratio.toFixed(2)})`, { statistic: ratio });
