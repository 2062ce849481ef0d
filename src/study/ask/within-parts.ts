import type { AskWithin, PartsOptions } from '../../across/segments/parts.ts';
import type { SegmentNames } from '../../across/segments/segment.ts';
import { type Answer, joinAnswers } from '../../estimate/answer.ts';
import type { Finding } from '../../estimate/finding.ts';
import { sayCount } from '../../estimate/say.ts';
import type { Levels } from '../../inference/wald.ts';
import type { Design } from '../../protocol/design.ts';
import { outcomeLabel } from '../../protocol/labels.ts';
import { columnOfCovariate, type Outcome, type Protocol } from '../../protocol/protocol.ts';
import type { Rounds } from '../../protocol/question.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels } from '../../relation/requests.ts';
import { lookAtAudits, withoutRefused } from '../look/measured.ts';
import type { Plans } from './across.ts';
import { headlinesOf, isRead } from './headlines.ts';
import { levelsAt } from './look-levels.ts';

/** How what the decision reads is asked of the units with one value of a column. */
export interface WithinParts {
  /** Outcomes that are read. */
  readonly outcomes: readonly Outcome[];
  /** The levels of the study, and of each of several contrasts where they are to hold at several looks. */
  readonly held: Levels & Pick<PartsOptions, 'each'>;
  /** Ids of the methods that are asked. */
  readonly methods: readonly string[];
  /** With one round to find the values of the column. */
  readonly rounds: Rounds;
  readonly ask: AskWithin;
  /** The same on all units. */
  readonly askWhole: (levels: Levels) => Asking<Answer>;
}

/** The outcomes that the decision reads, by the method that gives the headline of each. */
export function withinParts(protocol: Protocol, design: Design, plans: Plans, columns: readonly string[]): WithinParts {
  const { look, ...alone } = protocol;
  const { analysis } = protocol;
  // What is read, and what the net value is made of.
  const outcomes = protocol.outcomes.filter((o) => isRead(o) || o.value !== undefined);
  const read = (one: Protocol): Protocol => ({ ...one, outcomes: one.outcomes.filter(isRead) });
  const within = (column: string, { level, boundsLevel }: Levels): Protocol => ({
    ...alone,
    outcomes,
    // Within a value of the column it is the same for everybody, and a block is drawn as a whole.
    ...(protocol.blocks === column && { blocks: undefined }),
    covariates: protocol.covariates.filter((x) => columnOfCovariate(x) !== column),
    analysis: { ...analysis, level, guardrailLevel: boundsLevel },
  });
  const held = { ...levelsAt(protocol), ...(look && { each: (contrasts: number) => levelsAt(protocol, contrasts) }) };
  const asked = plans(read(within(columns[0], held)));
  // The values of the columns, of several arms those that are there; and the audits, whose errors are those of each part.
  const first = ((protocol.assignment?.treatments.length ?? 0) > 1 ? 2 : 1) + (outcomes.some((o) => o.measured) ? (protocol.blocks === undefined ? 1 : 2) : 0);
  return {
    outcomes: outcomes.filter(isRead),
    held,
    methods: [...new Set(asked.map(({ id }) => id))],
    rounds: {
      usual: first + Math.max(0, ...asked.map(({ rounds }) => rounds.usual)),
      most: first + Math.max(0, ...asked.map(({ rounds }) => rounds.most)),
    },
    *askWhole({ level, boundsLevel }) {
      const all = read({ ...alone, outcomes, analysis: { ...analysis, level, guardrailLevel: boundsLevel } });
      return yield* answered(all, design, plans);
    },
    *ask(column, at) {
      const arms = yield* withArmsThere(within(column, at));
      const { protocol: there, findings, refused } = yield* lookAtAudits(arms.protocol, design);
      const answer = yield* answered(read(withoutRefused(there, refused)), design, plans);
      return { ...answer, findings: [...arms.findings, ...findings, ...answer.findings] };
    },
  };
}

/** What the plans say, and of their estimates those that speak. */
function* answered(protocol: Protocol, design: Design, plans: Plans): Asking<Answer> {
  const answer = joinAnswers(yield* all(plans(protocol).map((question) => question.ask())));
  return { ...answer, estimates: headlinesOf(design, protocol, answer.estimates).flatMap(({ estimate }) => estimate ?? []) };
}

export function namesIn({ outcomes, assignment }: Protocol): SegmentNames {
  return { outcomes: Object.fromEntries(outcomes.map((o) => [o.name, outcomeLabel(o)])), arms: assignment?.labels ?? {} };
}

/** Of several treatments, those with units in the segment: one that is missing there is refused alone. */
function* withArmsThere(protocol: Protocol): Asking<{ readonly protocol: Protocol; readonly findings: readonly Finding[] }> {
  const { assignment } = protocol;
  if (!assignment || assignment.treatments.length < 2) return { protocol, findings: [] };
  const { groups } = yield* ask(levels({ of: assignment.column }));
  const unitsOf = (arm: string): number => groups.find((g) => g.key[0] === arm)?.moments.n ?? 0;
  const present = assignment.treatments.filter((arm) => unitsOf(arm) >= 2);
  // With no treatment nothing can be compared: the method says so, as it does without control.
  if (present.length === 0) return { protocol, findings: [] };
  const absent = assignment.treatments.filter((arm) => unitsOf(arm) < 2);
  return { protocol: { ...protocol, assignment: { ...assignment, treatments: present } }, findings: absent.map((arm) => absentArm(arm, unitsOf(arm))) };
}

function absentArm(arm: string, units: number): Finding {
  return {
    check: 'segment',
    about: { arm },
    verdict: 'refuse',
    statistic: units,
    threshold: 2,
    says: `arm ${arm} has ${sayCount(units)} units, too few to compare.`,
    mend: 'Read the other arms here, or join the segment with another in data.sql.',
  };
}
