import { sayShare } from '../../estimate/say.ts';
import { column, is, isKnown } from '../../expressions/build.ts';
import { defineDesign } from '../../protocol/design.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Assignment, Own, Protocol } from '../../protocol/protocol.ts';
import { type Asking, all, ask } from '../../relation/asking.ts';
import { levels, moments } from '../../relation/requests.ts';
import { rollup, where } from '../../relation/steps.ts';
import { armHeadline, armSpeakers } from '../arms/arm-headline.ts';
import { lookAtArms } from '../arms/look-at-arms.ts';
import { amongServed, servedAlone } from './among-served.ts';
import { declaredArms } from './declared/arms.ts';
import { randomizedApart, randomizedColumns } from './declared/columns.ts';
import { errorsByFinding, expectWhole } from './declared/errors-by.ts';
import { expectApart } from './declared/expect-apart.ts';
import { type RandomizedKeys, randomizedKeys } from './declared/keys.ts';
import { randomizedPart, type SeenBlocks } from './declared/part.ts';
import * as questions from './questions.ts';
import { saidOnce } from './said-once.ts';
import { unevenBlocks } from './uneven-blocks.ts';

/** A randomized rollout: chance alone assigned units to arms. */
export const randomized = defineDesign<typeof randomizedKeys, Own, SeenBlocks>({
  keys: randomizedKeys,
  called: 'a randomized design',
  takes: [
    'rows: many-per-unit',
    'time',
    'asOf',
    'treatments',
    'several treatments',
    'covariates',
    'mediators',
    'segments',
    'population',
    'planning',
    'evidence: benchmark',
    'dag',
    'heterogeneity',
    'analysis.adjust',
    'analysis.comparisons',
    'analysis.family',
    'analysis.plannedUnits',
    'analysis.looks',
    'analysis.randomization',
    'decide.except',
    'outcomes.equivalence',
    'outcomes.superiority',
    'outcomes.value',
    'outcomes.value by arm',
    'outcomes.ratio',
    'outcomes.quantile',
    'outcomes.per',
    'outcomes.maturity',
    'outcomes.transform',
    'outcomes.winsorize',
    'outcomes.bounds',
    'outcomes.measured',
  ],
  columns: randomizedColumns,
  apart: randomizedApart,
  trigger: ({ trigger }) => trigger,
  arms: declaredArms,
  names: (study: StudyFile<RandomizedKeys>) => {
    const { assignment, control, treatments } = declaredArms(study);
    return { [assignment]: [control, ...treatments] };
  },
  compares: ({ design: { trigger } }: StudyFile<RandomizedKeys>) => (trigger === undefined ? [] : [trigger]),
  words: (study: StudyFile<RandomizedKeys>) => ({
    says: assignedAs(study),
    column: { role: 'Assignment', name: study.design.assignment },
    control: study.design.control,
    treatments: declaredArms(study).treatments,
    noun: ['treatment', 'treatments'],
  }),
  placeOf: ({ code }) => (code === 'trigger-differs' || code === 'trigger-nobody' ? ['design', 'trigger'] : undefined),
  advice: {
    decidedBy: 'a coin, for each unit or for each cluster of them',
    logged: 'the arm that each unit was assigned to, whatever it then used',
    breaks: ['units that get another arm than they were assigned', 'units lost more often in one arm', 'units that share a cache, an index or a person'],
  },
  drawn: () => 'by-chance',
  *look({ assignment, alongside, blocks, cluster, errorsBy }, place) {
    const places = { of: (arm: string) => (arm === assignment!.control ? ['design', 'control'] : ['treatments', arm]), all: ['treatments'] };
    const [units, found, within] = yield* all([
      lookAtArms(assignment!, places, place),
      countBlocks(assignment!, blocks),
      blocksWithinClusters(assignment!.column, { blocks, cluster }),
      expectWhole({ cluster, errorsBy }, place),
      expectApart({ assignment, ...(alongside && { alongside }) }, place),
    ]);
    return { seen: { ...found, within }, units };
  },
  part: randomizedPart,
  questions: Object.values(questions),
  contrasts: ({ assignment }) => ({
    candidates: (assignment?.treatments ?? []).map((id) => ({ id, against: assignment!.control })),
    together: { by: 'joint-arms' },
  }),
  speakers: armSpeakers,
  // A study with a population is decided by the effect on it. Several arms are compared as a family, which has no weights.
  headline: (own, protocol) =>
    (protocol.assignment?.treatments.length === 1 ? own.find((e) => e.method.id === 'population-effect') : undefined) ?? armHeadline(own, protocol),
  remarks(protocol: Protocol, answer) {
    const { estimates, findings, exhibits } = unevenBlocks(answer);
    const said = [...saidOnce(findings), ...servedAlone(protocol), ...errorsByFinding(protocol)];
    return { estimates: estimates.map((e) => amongServed(e, protocol)), findings: said, exhibits };
  },
  power: declaredArms,
});

/** How many blocks there are, and how many of them hold a single unit of an arm. Arm by arm, so that each may have as many blocks as an answer has groups. */
function* countBlocks(
  { column: arm, control, treatments }: Assignment,
  blocks: string | undefined,
): Asking<{ readonly blocks: number; readonly single: number }> {
  if (blocks === undefined) return { blocks: 0, single: 0 };
  const replies = yield* all([control, ...treatments].map((one) => ask(levels({ of: blocks, where: is(column(arm), one) }))));
  const cells = replies.flatMap(({ groups }) => groups.map(({ key: [block], moments: { n } }) => ({ block, n })));
  return { blocks: new Set(cells.map(({ block }) => block)).size, single: new Set(cells.flatMap(({ block, n }) => (n < 2 ? [block] : []))).size };
}

/** Do most clusters hold both arms, where arms were drawn within blocks? Then it is the blocks that were drawn, and clusters hold them. */
function* blocksWithinClusters(assignment: string, { blocks, cluster }: Pick<Protocol, 'blocks' | 'cluster'>): Asking<boolean> {
  if (blocks === undefined || cluster === undefined) return false;
  const arm = column(assignment);
  const over = [where(isKnown(arm)), rollup([cluster], { [assignment]: { kind: 'only', of: arm } })];
  const { groups, keyless } = yield* ask(moments({ columns: {}, by: [assignment], over }));
  return keyless > groups.reduce((sum, { moments: m }) => sum + m.n, 0);
}

function assignedAs(study: StudyFile<RandomizedKeys>): string {
  const { rerandomized } = study.design;
  const until = rerandomized ? `, drawn again until arms were alike in ${rerandomized.on.join(', ')} (${sayShare(rerandomized.acceptance)} of draws kept)` : '';
  return `${drawnAs(study)}${until}`;
}

function drawnAs(study: StudyFile<RandomizedKeys>): string {
  const { unit = 'Each row' } = study;
  const { assignment, cluster: drawn = unit, errorsBy: by } = declaredArms(study);
  if (by !== undefined) return `${drawn} assigned at random by ${assignment}; ${unit} analysed, with errors added up by ${by}, which was not randomized`;
  if (drawn === unit) return `${unit} assigned at random by ${assignment}`;
  return `${drawn} assigned at random by ${assignment}; ${unit} analysed, with errors shared within ${drawn}`;
}
