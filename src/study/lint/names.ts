// What the names of columns suggest. A name proves nothing, so a rule that rests on a name alone only warns.

type Tells = (name: string) => boolean;

/** Whole words of a name, whether they are joined by signs or by capitals. */
function words(...alternatives: readonly string[]): Tells {
  const pattern = new RegExp(`(^|[^a-z])(${alternatives.join('|')})([^a-z]|$)`, 'i');
  return (name) => pattern.test(name.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2'));
}

const before = words('pre', 'prior', 'previous', 'past', 'baseline', 'before', 'historic', 'historical', 'history', 'last', 'lag', 'earlier');

/** Words for use: somebody took something up. */
export const saysUsed = words('used', 'uses', 'usage', 'adopted', 'adopter', 'adoption', 'opted', 'optin', 'opt_in', 'activated', 'clicked', 'engaged');

const after = words(
  ...['used', 'usage', 'retrieval', 'retrieved', 'hit', 'hits', 'handoff', 'hand_off', 'escalated', 'escalation', 'answer', 'answered', 'response'],
  ...[
    'answer_quality',
    'cited',
    'citations?',
    'tool_calls?',
    'tool_success',
    'latency',
    'tokens',
    'judge',
    'rating',
    'thumbs',
    'clicked',
    'refused',
    'refusal',
    'csat',
  ],
);

/** Words for what happened while or after the system worked. */
export const saysAfter = (name: string): boolean => after(name) && !before(name);

/** Words for a score that a model gave. */
export const saysJudge = words(
  'judge',
  'judged',
  'llm',
  'gpt',
  'grader',
  'graded',
  'rubric',
  'autorater',
  'auto_?eval',
  'auto_?score',
  'model_score',
  'model_graded',
);

/** Words for the choice of a router. */
export const saysChosen = words('action', 'route', 'routed', 'routed_to', 'router', 'chosen', 'chosen_model', 'selected_model');

/** Words for data that hold served units only. */
export const saysServed = words('served', 'answered', 'shown', 'displayed', 'delivered', 'responded', 'responders', 'completed');

/** Words for values that only those have who answer. */
export const saysVolunteered = words('thumbs', 'thumbs_up', 'rating', 'ratings', 'stars', 'csat', 'nps', 'survey', 'feedback');

/** Words for an offline set. */
export const saysBenchmark = words('benchmarks?', 'leaderboard', 'evals', 'eval_?set', 'golden_?set', 'test_?set');

/** Words for a unit that is one of several of a person, a team or a conversation. */
export const saysFine = words(
  ...[
    'message',
    'query',
    'queries',
    'request',
    'session',
    'turn',
    'ticket',
    'conversation',
    'task',
    'step',
    'call',
    'case',
    'event',
    'impression',
    'search',
    'document',
    'prompt',
  ].flatMap((w) => [w, `${w}s`]),
);

/** A version that is a name for whatever runs at the moment. */
export const isMoving = (version: string): boolean =>
  /^(latest|current|new|newest|old|prod|production|main|master|head|default|stable|live|beta|tbd|todo|n\/?a|none|unknown|\?+|-+)$/i.test(version.trim());

/** Watches whether the world or the measurement moves. */
export const watchesDrift = words(
  'drift',
  'population',
  'mix',
  'shift',
  'recalibrat\\w*',
  'calibration',
  'audits?',
  'review',
  'watch',
  'psi',
  'smd',
  'agreement',
);

/** Keeps a part of the data free of what the system itself brought about. */
export const watchesFeedback = words('hold_?out', 'holdback', 'shadow', 'explor\\w*', 'feedback', 'random\\w*', 'served');
