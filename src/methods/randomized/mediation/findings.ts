import type { Finding } from '../../../estimate/finding.ts';
import { sayP } from '../../../estimate/say.ts';
import { columnOfCovariate } from '../../../protocol/protocol.ts';
import type { Mediated } from './options.ts';

const listed = (names: readonly string[]): string => (names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`);

/** What is held when mediator and outcome are compared. */
function held({ covariates, intermediates }: Mediated): string {
  const names = [...covariates.map(columnOfCovariate), ...intermediates];
  return names.length === 0 ? 'nothing' : listed(names);
}

/** What no data can show, with the number that says how much it would take to be wrong. */
function ignorability(o: Mediated, estimate: string, more: string, statistic?: number): Finding {
  const through = listed(o.mediators);
  return {
    check: 'sequential-ignorability',
    about: { column: o.mediators[0], estimate },
    verdict: 'warn',
    ...(statistic !== undefined && { statistic }),
    says: `${through} and ${o.c.outcome} are compared with ${held(o)} held: that nothing else moves ${o.mediators.length === 1 ? 'both' : 'them together'} is what no data can show; ${more}.`,
    mend: `Decide by the total effect; to learn what ${through} would do, randomize ${o.mediators.length === 1 ? 'it' : 'them'}.`,
  };
}

interface Zero {
  readonly correlation: number;
  readonly low: number;
  readonly high: number;
}

/** Of natural effects: neither may anything that assignment moves. The correlation of errors that would undo the indirect effect says how much it would take. */
export function sequentialIgnorability(o: Mediated, estimate: string, zero: Zero | undefined): Finding {
  const n = (x: number): string => x.toFixed(2);
  return zero
    ? ignorability(
        o,
        estimate,
        `errors correlated by ${n(zero.correlation)} (${n(zero.low)} to ${n(zero.high)}) would leave no indirect effect`,
        zero.correlation,
      )
    : ignorability(o, estimate, `${o.mediators.length} mediators are taken together, and no way through one of them alone is claimed`);
}

/** Of an effect with the mediators held. */
export function mediatorIgnorability(o: Mediated, estimate: string): Finding {
  const between = listed(o.intermediates);
  const beside = between === '' ? `nothing after ${o.c.assignment} is held beside` : `what ${o.c.assignment} does through ${between} still counts`;
  return ignorability(o, estimate, beside);
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

/** A part larger than the whole, or against it, is no share. */
export const shareOfOpposites = (o: Mediated, arm: string, ratio: number): Finding =>
  noShare(o, arm, `Direct and indirect effect of arm ${arm} point in opposite directions (ratio ${ratio.toFixed(2)})`, { statistic: ratio });
