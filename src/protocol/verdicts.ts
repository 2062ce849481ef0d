/** The three ends of a decision: go ahead, wait, or do not. */
export type Stance = 'go' | 'wait' | 'stop';

/** Every verdict that a study can end in. */
export const verdicts = {
  launch: { stance: 'go', word: 'Launch' },
  hold: { stance: 'wait', word: 'Hold' },
  'do-not-launch': { stance: 'stop', word: 'Do not launch' },
  better: { stance: 'go', word: 'Better' },
  undecided: { stance: 'wait', word: 'Undecided' },
  worse: { stance: 'stop', word: 'Worse' },
} as const satisfies Readonly<Record<string, { readonly stance: Stance; readonly word: string }>>;

export type DecisionVerdict = keyof typeof verdicts;

/** What one design calls the three ends. */
export type Vocabulary = Readonly<Record<Stance, DecisionVerdict>>;

/** Of a change for users. */
export const launching: Vocabulary = { go: 'launch', wait: 'hold', stop: 'do-not-launch' };

/** Of systems that are compared before any user sees them. */
export const comparing: Vocabulary = { go: 'better', wait: 'undecided', stop: 'worse' };

export const stanceOf = (verdict: DecisionVerdict): Stance => verdicts[verdict].stance;

/** The vocabulary that a verdict belongs to. */
export const vocabularyOf = (verdict: DecisionVerdict): Vocabulary => (Object.values(launching).includes(verdict) ? launching : comparing);

/** Whether it ends in a launch, after which something can be watched. */
export const isAboutLaunch = (vocabulary: Vocabulary): boolean => vocabulary.go === launching.go;
