import type { Answer } from '../../estimate/answer.ts';
import type { Exhibit } from '../../estimate/exhibit.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import { column, divide, greater, isKnown, number, subtract, sum, times, when } from '../../expressions/build.ts';
import { canonicalText } from '../../expressions/canonical-text.ts';
import type { Expression } from '../../expressions/expression.ts';
import { type LabelSums, labelSums, type PeopleAgreement, peopleAgreement } from '../../inference/judges/people-agreement.ts';
import { meanOf } from '../../moments/moments.ts';
import { auditWeight, isAudited } from '../../protocol/audited.ts';
import { usualLevel } from '../../protocol/defaults.ts';
import type { Measured } from '../../protocol/measured.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { question } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { type ColumnsReply, type ColumnsRequest, columns, moments } from '../../relation/requests.ts';
import { derive, rollup, type Step, where } from '../../relation/steps.ts';
import { tentative } from './judge-agreement.ts';
import { countOf, labelled, sharesOf, whoLabelled } from './who-labelled.ts';

export interface AnnotatorsOptions extends Pick<Measured, 'human'>, Partial<Pick<Measured, 'audited' | 'sampling'>> {
  /** What is measured. */
  readonly outcome: string;
  /** Columns of the people who label, one each, of which `human` is made. */
  readonly annotators: readonly string[];
  readonly assignment: string;
  readonly control: string | number | boolean;
  /** Column of what lies together: errors are added up by it. */
  readonly cluster?: string;
  /** Column of blocks, which lie together where they hold few units each, as pairs do. */
  readonly blocks?: string;
  readonly level?: number;
}

/** What is known of the people of one arm. */
interface ArmPeople {
  readonly arm: string;
  /** Units with labels of two people or more. */
  readonly units: number;
  readonly agreement: PeopleAgreement | undefined;
}

/**
 * Do people agree, and did the same people label both arms?
 *
 * Model   Krippendorff's alpha by arm, of units that two or more labelled, by the weights of the audit's sampling (`peopleAgreement`). Each person's share of the
 *         labels of a unit, held against the arm (`whoLabelled`).
 * Shapes  one round of moments by arm, then the audited rows with several labels, or clusters of these.
 * Errors  none.
 * Source  Krippendorff (2004), Content Analysis, chapter 11; Hansen & Bowers (2008), Statistical Science 23.
 */
export const annotators = question<AnnotatorsOptions>(
  {
    id: 'annotators',
    title: 'Agreement of people, and who labelled what',
    source: 'Krippendorff (2004), Content Analysis; Hansen & Bowers (2008), Statistical Science 23',
    docs: 'docs/checks/annotators.md',
    rounds: { usual: 2, most: 3 },
    clusteredRounds: { usual: 3, most: 3 },
    plan: (protocol) => (protocol.assignment ? severalPeople(protocol, protocol.assignment) : []),
    example: { outcome: 'y', human: 'x', annotators: ['y', 'x'], assignment: 'z', control: 0 },
  },
  function* (o): Asking<Answer> {
    const who = yield* ask(
      moments({
        columns: { [o.human]: column(o.human), ...sharesOf(o) },
        by: [o.assignment],
        where: isAudited(o),
        ...(o.sampling !== undefined && { weight: { column: auditWeight(o), kind: 'sampling' } }),
      }),
    );
    const control = canonicalText(o.control);
    const groups = who.groups.filter(({ moments: m }) => m.n > 0).toSorted((a, b) => Number(b.key[0] === control) - Number(a.key[0] === control));
    if (groups.length === 0) return { estimates: [], findings: [], exhibits: [] };
    const arms = groups.map(({ key: [arm], moments: m }) => ({ arm, m }));
    const [agreed, imbalance] = yield* all([ask(askedLabels(o, meanOf(arms[0].m, o.human))), whoLabelled(o, arms)]);
    const people = arms.map(({ arm }) => peopleOf(arm, agreed, o));
    return { estimates: [], findings: [agreement(people, o), ...imbalance], exhibits: [table(people, arms, o)] };
  },
);

const known = (name: string, of: Expression): Expression => when(isKnown(column(name)), of, 0);
const several = 'estimand:several';

/** Sums over the labels of each unit with several, or of each cluster of these, counted from about their mean: squares of large numbers that differ little lose their digits. */
function askedLabels(o: AnnotatorsOptions, centre: number): ColumnsRequest {
  const names = o.annotators;
  const from = (name: string): Expression => subtract(column(name), centre);
  const pairs = names.flatMap((a, i) =>
    names.slice(i + 1).map((b) => known(a, known(b, times(subtract(column(a), column(b)), subtract(column(a), column(b)))))),
  );
  const labels = countOf(names);
  const weighted = (of: Expression): Expression => times(auditWeight(o), of);
  const sums: Readonly<Record<(typeof labelSums)[number] | typeof several, Expression>> = {
    labels: weighted(labels),
    sum: weighted(sum(names.map((name) => known(name, from(name))))),
    squares: weighted(sum(names.map((name) => known(name, times(from(name), from(name)))))),
    apart: weighted(divide(sum(pairs), subtract(labels, 1))),
    count: labels,
    [several]: number(1),
  };
  const named = Object.keys(sums);
  const together: readonly Step[] =
    o.cluster === undefined
      ? []
      : [
          where(isKnown(column(o.cluster))),
          rollup([o.cluster, o.assignment], Object.fromEntries(named.map((name) => [name, { kind: 'sum', of: column(name) }]))),
        ];
  return columns({
    columns: Object.fromEntries(named.map((name) => [name, column(name)])),
    keys: [o.assignment],
    over: [where(isAudited(o)), where(greater(labels, 1)), derive(sums), ...together],
  });
}

function peopleOf(arm: string, { columns: found, keys, n }: ColumnsReply, { assignment, level = usualLevel }: AnnotatorsOptions): ArmPeople {
  const { codes, levels } = keys[assignment];
  const rows = Array.from({ length: n }, (_, i) => i).filter((i) => levels[codes[i]] === arm);
  const sums = Object.fromEntries(labelSums.map((name) => [name, Float64Array.from(rows, (i) => found[name][i])])) as LabelSums;
  return { arm, units: rows.reduce((total, i) => total + found[several][i], 0), agreement: peopleAgreement(sums, level) };
}

function agreement(people: readonly ArmPeople[], { outcome, annotators: names, human }: AnnotatorsOptions): Finding {
  const found = people.flatMap(({ agreement: a }) => (a ? [a.value] : []));
  const shared = { check: 'annotator-agreement', about: { column: outcome }, ...(found.length > 0 && { statistic: Math.min(...found) }), threshold: tentative };
  const bare = people.filter(({ units }) => units === 0);
  if (bare.length > 0)
    return {
      ...shared,
      verdict: 'warn',
      says: `No unit of arm ${bare.map(({ arm }) => arm).join(', ')} has labels of two of ${names.join(', ')}: how far people agree there is not known.`,
      mend: 'Let two people label some of the same units, in every arm.',
    };
  const says = `${names.join(', ')} agree on ${outcome} by Krippendorff alpha ${people.map(sayAgreement).join(' and ')}`;
  const poor = people.filter(({ agreement: a }) => a?.high !== undefined && a.high < tentative);
  if (poor.length === 0) return { ...shared, verdict: 'pass', says: `${says}; what they differ by is in the interval of ${human}.` };
  return {
    ...shared,
    verdict: 'warn',
    says: `${says}: below ${tentative} in arm ${poor.map(({ arm }) => arm).join(', ')}, people do not agree on what they judge, and no judge can agree with them better.`,
    mend: 'Write down what people judge by, with examples, and let them talk about units on which they differ. Until then more people a unit narrow the interval, which has their error in it.',
  };
}

const say = (x: number): string => x.toFixed(2);
const sayAgreement = ({ arm, units, agreement: a }: ArmPeople): string =>
  `${a ? `${say(a.value)}${a.low === undefined || a.high === undefined ? '' : ` [${say(a.low)}, ${say(a.high)}]`}` : 'unknown, since all labels are the same,'} in arm ${arm} (${sayCount(units)} units)`;

function table(people: readonly ArmPeople[], arms: Parameters<typeof whoLabelled>[1], o: AnnotatorsOptions): Exhibit {
  const says = `How far ${o.annotators.join(', ')} agree on ${o.outcome}, by arm, and what share of the labels each gave.`;
  return {
    id: `annotators:${o.outcome}`,
    title: `People who label ${o.outcome}`,
    kind: 'table',
    says,
    alt: says,
    columns: {
      arm: people.map(({ arm }) => arm),
      'units with several labels': people.map(({ units }) => units),
      'Krippendorff alpha': people.map(({ agreement: a }) => a?.value ?? 'unknown'),
      low: people.map(({ agreement: a }) => a?.low ?? 'unknown'),
      high: people.map(({ agreement: a }) => a?.high ?? 'unknown'),
      ...Object.fromEntries(o.annotators.map((name) => [`share of labels by ${name}`, arms.map(({ m }) => meanOf(m, labelled(name)))])),
    },
  };
}

function severalPeople(
  { outcomes, errorsBy, cluster, blocksWithin, blocks, analysis }: Protocol,
  { column: assignment, control }: NonNullable<Protocol['assignment']>,
): readonly AnnotatorsOptions[] {
  const together = errorsBy ?? cluster ?? blocksWithin;
  return outcomes.flatMap(({ name, measured }) => {
    if (!measured?.annotators) return [];
    const { human, annotators: names, audited, sampling } = measured;
    return [
      {
        outcome: name,
        human,
        annotators: names,
        ...(audited !== undefined && { audited }),
        ...(sampling !== undefined && { sampling }),
        assignment,
        control,
        ...(together !== undefined ? { cluster: together } : blocks !== undefined && { blocks }),
        level: analysis.level,
      },
    ];
  });
}
