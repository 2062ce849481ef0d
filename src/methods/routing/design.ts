import { defineDesign } from '../../protocol/design.ts';
import type { StudyFile } from '../../protocol/keys/study-file.ts';
import type { Protocol } from '../../protocol/protocol.ts';
import { ask } from '../../relation/asking.ts';
import { levels } from '../../relation/requests.ts';
import { routingAssumptions } from './assumptions.ts';
import { routingAgrees } from './declared/agree.ts';
import { isTable, type RoutingKeys, routingKeys } from './declared/keys.ts';
import { unloggedChances } from './declared/no-propensities.ts';
import { placeInRouting } from './declared/place-in-routing.ts';
import { routingColumns } from './declared/routing-columns.ts';
import { routingConditions, routingNames } from './declared/routing-names.ts';
import { routingOf } from './declared/routing-of.ts';
import { routingWords } from './declared/words.ts';
import { loggingPolicy, type Routing, routingIn } from './own.ts';
import * as questions from './questions.ts';
import { robustTo } from './robust-to.ts';
import { toldByLog } from './told-by-log.ts';

const asTheyAre = 'a policy is valued by means of columns as they are';
const noArms = 'there are no arms';

/** Policies valued from a log of routed requests. */
export const routing = defineDesign<typeof routingKeys, Routing, readonly string[]>({
  keys: routingKeys,
  called: 'a routing log',
  takes: [
    'treatments',
    'several treatments',
    'covariates',
    'segments',
    'evidence: benchmark',
    'dag',
    'analysis.plannedUnits',
    'planning',
    'decide.except',
    'outcomes.equivalence',
    'outcomes.superiority',
    'outcomes.value',
    'outcomes.bounds',
    'outcomes.measured',
  ],
  instead: {
    'rows: many-per-unit': 'a row is a request, routed once',
    population: 'who was routed is who is in the log',
    mediators: 'what an action changes is not modelled',
    heterogeneity: 'who is to get which action is searched by design.search',
    'analysis.adjust': 'covariates enter by the reward model, design.rewardModel',
    'analysis.comparisons': 'each policy is compared with the one that wrote the log',
    'analysis.family': 'the gains of the policies on each outcome are held together',
    'outcomes.value by arm': noArms,
    'outcomes.ratio': asTheyAre,
    'outcomes.quantile': asTheyAre,
    'outcomes.per': 'a row is a request, routed once',
    'outcomes.transform': asTheyAre,
    'outcomes.winsorize': asTheyAre,
  },
  columns: routingColumns,
  names: ({ design }) => routingNames(design),
  compares: ({ design }) => routingConditions(design),
  apart: [
    {
      part: 'policy',
      others: ['assignment', 'outcome'],
      mend: 'Let the policy read what is known of a request before an action is taken.',
    },
    { part: 'learning', others: ['assignment', 'outcome'], mend: 'Choose the rows by a column that was drawn by chance, or by date.' },
  ],
  agree: routingAgrees,
  words: routingWords,
  placeOf: placeInRouting,
  doubts: [unloggedChances],
  advice: {
    decidedBy: 'a router, by a chance that it logged',
    logged: 'the action that was taken, with which chance, and what was known of the request',
    breaks: ['chances that are not those by which the action was drawn', 'actions that the logged policy never took where the new one would'],
  },
  grain: () => 'request',
  drawn: () => 'by-rule',
  *look({ own }) {
    const { groups } = yield* ask(levels({ of: (own as Routing).action }));
    return { seen: groups.map((g) => g.key[0]), units: Object.fromEntries(groups.map((g) => [g.key[0], g.moments.n])) };
  },
  part: ({ design }: StudyFile<RoutingKeys>, place, schema, actions = []) => ({
    own: routingOf(design, place, schema, actions),
    labelsWithin: { column: design.action, called: 'action', ...(design.cluster !== undefined && { cluster: design.cluster }) },
  }),
  shares: ({ policies }) =>
    Object.entries(policies).flatMap(([of, declared]) =>
      isTable(declared)
        ? [{ of, file: declared.table, path: ['design', 'policies', of, 'table'], by: declared.by, name: declared.action, share: declared.probability }]
        : [],
    ),
  labelGroups(protocol: Protocol) {
    const { action, actions } = routingIn(protocol)!;
    return { column: action, levels: actions, one: 'action', several: 'actions' };
  },
  questions: Object.values(questions),
  contrasts: (protocol: Protocol) => ({
    candidates: (routingIn(protocol)?.policies ?? []).map(({ name }) => ({ id: name, against: loggingPolicy })),
    together: { by: 'sidak', called: `policies against the ${loggingPolicy}` },
    apart: true,
  }),
  speakers: () => ['policy-gain'],
  headline: (own) => own.find((e) => e.method.id === 'policy-gain'),
  remarks: (protocol: Protocol, answer) => ({ ...answer, findings: [...answer.findings, ...routingAssumptions(protocol)] }),
  conditions: [robustTo],
  // Where the log has no information there are bounds and a plan of exploration instead.
  unanswerable: ['unsupported-action'],
  told: toldByLog,
});
