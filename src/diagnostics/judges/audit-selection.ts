import type { Answer } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayP } from '../../estimate/say.ts';
import { pValueLimits } from '../../estimate/thresholds.ts';
import { verdictOf } from '../../estimate/verdict-of.ts';
import { and, column, indicator, isKnown } from '../../expressions/build.ts';
import type { Expression } from '../../expressions/expression.ts';
import { isAudited } from '../../protocol/audited.ts';
import type { Measured } from '../../protocol/measured.ts';
import type { Covariate, Protocol } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, ask } from '../../relation/asking.ts';
import { levels } from '../../relation/requests.ts';
import { derive, type Step, where } from '../../relation/steps.ts';
import { after } from '../../relation/within.ts';
import { balance } from '../balance.ts';
import { type Apart, drawnApart } from './drawn-apart.ts';

export interface AuditSelectionOptions extends Pick<Measured, 'judges' | 'human'>, Partial<Pick<Measured, 'audited' | 'sampling' | 'labels'>> {
  /** What is measured. */
  readonly outcome: string;
  readonly assignment: string;
  /** What a value of it is called: an arm unless told. */
  readonly called?: string;
  /** What else is known of every unit, beside the judges' scores. */
  readonly covariates?: readonly Covariate[];
  /** Column of what lies together and may have been drawn together. */
  readonly cluster?: string;
  /** Column of blocks, which lie together where they hold few units each, as pairs do. */
  readonly blocks?: string;
}

const audited = 'estimand:audited';
const limits = pValueLimits.auditSelection;

/**
 * Is the audit like the rest? Labels stand for units that nobody looked at only if these could as well have been drawn.
 *
 * Model   the judges' scores and the covariates of audited and other units, arm by arm: Hansen and Bowers's joint test, an alarm confirmed by permutation (`balance`,
 *         arms being its blocks). Where units lie together, or probabilities are declared, a score test of each column, by cluster and by the weights of the audit, Bonferroni over
 *         columns and arms.
 * Shapes  moments by arm; rows only to confirm an alarm.
 * Errors  none: without audited, or without other units nothing is said.
 * Source  Hansen & Bowers (2008), Statistical Science 23; Besag & Clifford (1991), Biometrika 78.
 */
export const auditSelection = question<AuditSelectionOptions>(
  {
    id: 'audit-selection',
    title: 'Audited units beside the rest',
    source: 'Hansen & Bowers (2008), Statistical Science 23',
    docs: 'docs/checks/audit-selection.md',
    rounds: { usual: 4, most: 5 },
    plan: audits,
    example: { outcome: 'y', judges: ['y'], human: 'd', audited: 'b', assignment: 'z', covariates: ['x'] },
  },
  function* (options): Asking<Answer> {
    const { outcome, assignment, judges, covariates = [], sampling, cluster, blocks, labels } = options;
    const complaint = labels === 'complaints' ? [byComplaint(options)] : [];
    const said = (findings: readonly Finding[]): Answer => ({ estimates: [], findings: [...complaint, ...findings], exhibits: [] });
    const steps = auditSteps(options);
    const { groups } = yield* ask(levels({ of: audited, over: steps }));
    if (groups.filter(({ moments: m }) => m.n > 0).length < 2) return said([]);
    const compared = [...judges, ...covariates.filter((x) => typeof x !== 'string' || !judges.includes(x))];
    if (sampling === undefined && cluster === undefined && blocks === undefined) {
      const found = yield* after(balance({ assignment: audited, control: 0, covariates: compared, blocks: assignment }), steps);
      return said(
        found.findings.flatMap(({ about, statistic = 0, pValue }) =>
          pValue === undefined ? [] : [finding({ name: about.column!, statistic, pValue }, options)],
        ),
      );
    }
    const apart = yield* after(drawnApart({ audited, assignment, covariates: compared, sampling, cluster, blocks }), steps);
    if (!apart) return said([]);
    return said([finding(apart, { ...options, outcome })]);
  },
);

/** Rows that every judge scored, and whether people looked. */
function auditSteps({ judges, human, audited: told }: AuditSelectionOptions): readonly Step[] {
  const judged: Expression = judges.map((judge) => isKnown(column(judge))).reduce(and);
  return [where(judged), derive({ [audited]: indicator(isAudited({ human, ...(told !== undefined && { audited: told }) })) })];
}

function audits({ outcomes, covariates, errorsBy, cluster, blocksWithin, blocks, assignment, labelsWithin }: Protocol): readonly AuditSelectionOptions[] {
  const within = assignment ? { assignment: assignment.column } : labelsWithin && { assignment: labelsWithin.column, called: labelsWithin.called };
  if (!within) return [];
  const together = errorsBy ?? cluster ?? blocksWithin ?? labelsWithin?.cluster;
  return outcomes.flatMap(({ name, measured }) => {
    if (!measured) return [];
    const { judges, human, audited: told, sampling, labels } = measured;
    return [
      {
        outcome: name,
        judges,
        human,
        ...(told !== undefined && { audited: told }),
        ...(sampling !== undefined && { sampling }),
        ...(labels !== undefined && { labels }),
        ...within,
        covariates,
        ...(together !== undefined ? { cluster: together } : blocks !== undefined && { blocks }),
      },
    ];
  });
}

function finding({ name, statistic, pValue }: Apart, { outcome, sampling, human, called = 'arm' }: AuditSelectionOptions): Finding {
  const found = verdictOf(pValue, limits);
  const shared = { check: 'audit-selection', about: { column: outcome }, statistic, pValue, threshold: limits.failBelow };
  const where = `${name} ${Math.abs(statistic).toFixed(2)} standard deviations ${statistic < 0 ? 'lower' : 'higher'}`;
  if (sampling !== undefined) {
    const says = `By the weights of ${sampling} the audit of ${outcome} has ${where} than all units (${sayP(pValue)})`;
    if (found === 'pass') return { ...shared, verdict: 'pass', says: `${says}, as chance has it.` };
    return {
      ...shared,
      verdict: 'warn',
      says: `${says}: these do not look like the probabilities with which units were drawn.`,
      mend: `Give in ${sampling} the probability of each unit, and a label to every unit that was drawn.`,
    };
  }
  const says = `Where people labelled ${human}, units have ${where} than the rest of their ${called}, the largest of such differences (${sayP(pValue)})`;
  if (found === 'pass') return { ...shared, canHold: true, verdict: 'pass', says: `${says}, as chance has it.` };
  const mend = `Draw the audit at random within each ${called}; or name under sampling the probability with which each unit was drawn: labels then stand for others by it.`;
  if (found === 'warn') return { ...shared, canHold: true, verdict: 'warn', says: `${says}: they may be no random sample.`, mend };
  return {
    ...shared,
    canHold: true,
    verdict: 'fail',
    identification: true,
    says: `${says}: they are no random sample, and correct the judge for units like themselves alone.`,
    mend,
  };
}

function byComplaint({ outcome, human, called = 'arm' }: AuditSelectionOptions): Finding {
  return {
    check: 'audit-by-complaint',
    about: { column: outcome },
    verdict: 'fail',
    identification: true,
    says: `The labels of ${human} came by complaint: who complains is no sample of the units, and differs by what the ${called}s did to them.`,
    mend: `Let people label units that were drawn at random in each ${called}; complaints may be an outcome of their own.`,
  };
}
