import type { PlannedQuestion, Rounds } from '../protocol/question.ts';
import { plansOf } from './ask/plan-of.ts';
import { auditRounds } from './look/measured.ts';
import { scaleRounds } from './look/outcome-scale.ts';
import { protocolOf } from './protocol-of.ts';
import { dataName } from './read/data-name.ts';
import { expectColumns } from './read/expect-columns.ts';
import { type DataOptions, opened } from './read/opened.ts';
import type { StudySource } from './read/parse-study.ts';

/** What `analyze` would ask, found without asking: only the columns of the data are read. */
export interface Plan {
  readonly study: string;
  readonly data: string;
  readonly questions: readonly Pick<PlannedQuestion, 'id' | 'title' | 'rounds' | 'options'>[];
  /** All questions run in lock-step: the most rounds that one of them takes, after a first look at the arms, at rows without a unit, at the time of rows and at the scales of outcomes. */
  readonly rounds: Rounds;
}

/** Errors  those of opening the data and naming its columns. */
export async function plan(source: StudySource, options: DataOptions = {}): Promise<Plan> {
  const relation = await opened(source, options);
  try {
    expectColumns(source, relation.schema, relation.name);
    const protocol = protocolOf(source, relation.schema);
    const asked = plansOf(source.design)(protocol).map(({ id, title, rounds, options }) => ({ id, title, rounds, options }));
    const most = (count: 'usual' | 'most'): number =>
      (relation.sources.length > 0 ? 2 : 1) +
      (protocol.outcomes.some(({ mature }) => mature) ? 1 : 0) +
      scaleRounds(protocol, source) +
      auditRounds(protocol) +
      Math.max(0, ...asked.map(({ rounds }) => rounds[count]));
    return {
      study: source.study.study,
      data: options.data?.name ?? dataName(source.study),
      questions: asked,
      rounds: { usual: most('usual'), most: most('most') },
    };
  } finally {
    if (!options.data) relation.close();
  }
}
