import { didYouMean } from './nearest.ts';
import { quotedList, sayCount, type Wording } from './words.ts';

/** Features of YAML that a study file does not use. */
export type YamlFeature = 'alias' | 'anchor' | 'tag' | 'merge' | 'directive' | 'key';

/** Errors in a study file. A key is written as a path, such as `outcomes.resolved.role`; `undefined` is the study as a whole. */
export interface StudyFacts {
  'study-not-yaml': { why: string; mend: string };
  'study-not-text': { path: string };
  'study-too-large': { path: string; bytes: number; most: number };
  'study-is-folder': { path: string; studies: readonly string[] };
  'study-empty': { bytes: number };
  'study-yaml-feature': { feature: YamlFeature; written: string };
  'study-key-twice': { key: string; within: string | undefined; line: number };
  /** `home`: where else a key of that name stands, '' for the top of the study. `near`: what was probably meant. */
  'study-key-unknown': { key: string; within: string | undefined; known: readonly string[]; home: string | undefined; near: string | undefined };
  'study-key-missing': { key: string; within: string | undefined; asked: string };
  'study-key-reserved': { key: string };
  /** `design`: what the design is called, such as a routing log. */
  'study-key-idle': { key: string; design: string; why: string };
  'study-value': { key: string | undefined; found: string; asked: string };
  'study-choice': { key: string; found: string; written: string | undefined; choices: readonly string[] };
  'study-data-sources': { written: readonly string[] };
  'study-data-idle': { key: string; partner: string };
  'study-unit-missing': { rows: string };
  'study-primary-missing': { outcomes: readonly string[] };
  'study-primary-twice': { first: string; second: string };
  'study-tolerance-missing': { outcome: string };
  'study-tolerance-idle': { outcome: string; role: string };
  'study-protects-idle': { outcome: string; role: string };
  'study-ratio-clash': { outcome: string; key: 'transform' | 'winsorize' | 'value' };
  'study-quantile-clash': { outcome: string; key: 'ratio' | 'transform' | 'winsorize' | 'value' };
  'study-measured-clash': { outcome: string; key: 'quantile' | 'transform' | 'winsorize' };
  'study-measured-ratio': { outcome: string; human: string; numerator: string };
  'study-measured-using': { outcome: string; by: string };
  'study-measured-combine': { outcome: string };
  'study-measured-errors': { outcome: string; by: string };
  'study-transform-value': { outcome: string; transform: string };
  'study-transform-percent': { outcome: string; transform: string; geometric: boolean; tolerance: string };
  'study-limits-reversed': { outcome: string; low: number; high: number };
  'study-bounds-reversed': { outcome: string; low: number; high: number };
  'study-condition-idle': { condition: string; lacking: string; mend: string };
  'study-column-twice': { column: string; first: string; second: string; mend: string };
  'study-name-twice': { list: string; name: string };
  'study-label-twice': { label: string; first: string; second: string };
  'study-label-taken': { label: string; name: string };
  'study-share-unknown': { arm: string; arms: readonly string[] };
  'study-share-missing': { arm: string };
  'study-treatments-control': { control: string };
  'study-arms-too-many': { arms: number; most: number };
  'study-treatment-unknown': { name: string; noun: readonly [string, string]; known: readonly string[] };
  'study-value-unknown': { outcome: string; arm: string; arms: readonly string[] };
  'study-value-missing': { outcome: string; arm: string };
  'study-baseline-sd': { mean: number };
  'study-audits-unknown': { name: string; measured: readonly string[] };
  'study-audits-shares': { outcome: string; total: number };
  'study-audits-spread': { outcome: string; error: number; sd: number };
  'study-baseline-unknown': { name: string; outcomes: readonly string[] };
  'study-except-unknown': { name: string; segments: readonly string[] };
  'except-nobody': { column: string; level: string; seen: readonly string[] };
  'study-family-unknown': { name: string; outcomes: readonly string[] };
}

const features: Readonly<Record<YamlFeature, readonly [what: string, mend: string]>> = {
  alias: ['is an alias', 'Write the value out.'],
  anchor: ['is an anchor', 'Take it out, and write the value out wherever it is needed.'],
  tag: ['is a tag', 'Take it out; put a value in quotes to keep it as text.'],
  merge: ['is a merge key', 'Write the keys out.'],
  directive: ['is a directive', 'Take the line out.'],
  key: ['is a key of several parts', 'Give a key of one word; put it in quotes if it holds other signs.'],
};

/** `"fixed"`, `one of "higher" and "lower"`. */
export const choiceText = (choices: readonly string[]): string => `${choices.length > 1 ? 'one of ' : ''}${quotedList(choices)}`;

/** What users of other packages look for, and no key asks for. */
const notOffered: Readonly<Record<string, string>> = {
  deriv: 'Kink designs are not offered: what is compared at a cutoff are levels, not slopes.',
};

function keyMend({ key, within, known, home, near }: StudyFacts['study-key-unknown']): string {
  if (Object.hasOwn(notOffered, key)) return notOffered[key];
  if (home !== undefined && home === within) return `It goes with another kind of ${within}; the keys here are ${quotedList(known, 30)}.`;
  if (home === '') return `Did you mean "${key}" at the top of the study?`;
  if (home !== undefined) return `Did you mean "${home}.${key}"?`;
  return near === undefined ? `The keys here are ${quotedList(known, 30)}.` : `Did you mean "${near}"?`;
}

export const studyWording: Wording<StudyFacts> = {
  'study-not-yaml': (f) => [`This is not YAML: ${f.why}.`, f.mend],
  'study-not-text': (f) => [`${f.path} is not text in UTF-8.`, 'Name a study file, and save it as UTF-8; the data are named in it, under data.'],
  'study-too-large': (f) => [
    `${f.path} holds ${sayCount(f.bytes)} bytes; a study file has at most ${sayCount(f.most)}.`,
    'Name a study file; the data are named in it, under data.',
  ],
  'study-is-folder': (f) => [
    `${f.path} is a folder.`,
    f.studies.length > 0 ? `Name a file in it, such as ${f.path.replace(/\/+$/, '')}/${f.studies[0]}.` : 'It holds no .yaml file; name a study file.',
  ],
  'study-empty': () => ['The study file is empty.', 'Start from one that works: estimand simulate support-rollout --out try.'],
  'study-yaml-feature': (f) => [`${f.written} ${features[f.feature][0]}, which a study file cannot have.`, features[f.feature][1]],
  'study-key-twice': (f) => [`"${f.key}" stands twice in ${f.within ?? 'the study'}; the first is on line ${f.line}.`, 'Keep one of them.'],
  'study-key-unknown': (f) => [`"${f.key}" is not a key of ${f.within ?? 'the study'}.`, keyMend(f)],
  'study-key-missing': (f) => [`${f.within ?? 'The study'} has no "${f.key}".`, `Add it: ${f.asked}.`],
  'study-key-reserved': (f) => [`"${f.key}" cannot be used as a name.`, 'Rename it.'],
  'study-key-idle': (f) => [`${f.key} does not go with ${f.design}: ${f.why}.`, 'Take it out.'],
  'study-value': (f) => [`${f.key ?? 'The study'} is ${f.found}.`, `It must be ${f.asked}.`],
  'study-choice': (f) => [
    `${f.key} is ${f.found}.`,
    `${f.written === undefined || f.choices.length === 1 ? '' : didYouMean(f.written, f.choices)} It must be ${choiceText(f.choices)}.`.trimStart(),
  ],
  'study-data-sources': (f) => [
    f.written.length === 0 ? 'data names no source.' : `data names ${f.written.length} sources, ${quotedList(f.written)}.`,
    'Give exactly one of file, files, sql (with from) or table (with connection).',
  ],
  'study-data-idle': (f) => [`data.${f.key} goes with data.${f.partner}, which is not there.`, `Add ${f.partner}, or take ${f.key} out.`],
  'study-unit-missing': (f) => [`rows is ${f.rows}, but the study has no "unit".`, 'Add it: the column that tells units apart.'],
  'study-primary-missing': (f) => [
    f.outcomes.length === 0 ? 'The study has no outcomes.' : 'No outcome has the role primary.',
    'Give role: primary to the one outcome that decides.',
  ],
  'study-primary-twice': (f) => [`"${f.first}" and "${f.second}" are both primary.`, 'One outcome decides: give the others role: secondary.'],
  'study-tolerance-missing': (f) => [
    `Guardrail "${f.outcome}" has no "tolerance".`,
    'Add how much worse is still tolerable: in its own units, such as 0.005, or of the control mean, such as "5%".',
  ],
  'study-tolerance-idle': (f) => [`"${f.outcome}" has a tolerance, but its role is ${f.role}.`, 'Give it role: guardrail, or take the tolerance out.'],
  'study-protects-idle': (f) => [
    `"${f.outcome}" has the role ${f.role}, and a guardrail alone protects something.`,
    'Give it role: guardrail and a tolerance, or take protects out.',
  ],
  'study-ratio-clash': (f) =>
    f.key === 'value'
      ? [`"${f.outcome}" is a ratio, which has no value per unit.`, 'Give value to outcomes that add up, such as its numerator.']
      : [
          `"${f.outcome}" is a ratio of totals, on which ${f.key} says nothing.`,
          `Take ${f.key} out, or make columns for numerator and denominator in data.sql.`,
        ],
  'study-quantile-clash': (f) =>
    f.key === 'value'
      ? [`"${f.outcome}" is a quantile, which has no value per unit.`, 'Give value to outcomes that add up, such as the column itself.']
      : [`"${f.outcome}" is a quantile, with which ${f.key} does not go.`, `Take ${f.key} out, or make it an outcome of its own.`],
  'study-measured-clash': (f) => [
    `"${f.outcome}" is measured by a judge and audits, with which ${f.key} does not go.`,
    `Take ${f.key} out; make columns of judge and human label on that scale in data.sql.`,
  ],
  'study-measured-ratio': (f) => [
    `"${f.outcome}" is a ratio that is measured by a judge, and its numerator is "${f.numerator}".`,
    `The numerator of a measured ratio is what people score: write ${f.human} first.`,
  ],
  'study-measured-using': (f) => [
    `"${f.outcome}" names columns under using, which calibration reads and ${f.by} does not.`,
    'Give by: calibration; or list the columns under judge, where each gets the weight that it earns.',
  ],
  'study-measured-combine': (f) => [
    `"${f.outcome}" says how labels of several people become one, and names one column of labels.`,
    'Name a column for each person under human, such as [label_a, label_b], or take combine out.',
  ],
  'study-measured-errors': (f) => [`"${f.outcome}" pools errors, which rogan-gladen has and ${f.by} has not.`, 'Give by: rogan-gladen, or take errors out.'],
  'study-transform-value': (f) => [
    `"${f.outcome}" is measured by ${f.transform}, a unit of which is worth no fixed money.`,
    'Take value out, or take transform out.',
  ],
  'study-transform-percent': (f) => [
    `The tolerance of "${f.outcome}" is ${f.tolerance} of the control mean, but a mean of ${f.transform} has no percent.`,
    f.geometric ? 'Give it on the log scale: 0.05 is about 5 % of the geometric mean.' : 'Give it on the scale of the transform, such as 0.05.',
  ],
  'study-limits-reversed': (f) => [
    `winsorize caps "${f.outcome}" at ${f.low} and ${f.high}, which leaves nothing between.`,
    'Give the lower limit first and a higher one after it.',
  ],
  'study-bounds-reversed': (f) => [
    `"${f.outcome}" is declared to lie between ${f.low} and ${f.high}, which leaves nothing between.`,
    'Give the least first and the most after it.',
  ],
  'study-condition-idle': (f) => [`decide.launch asks for ${f.condition}, but ${f.lacking}.`, f.mend],
  'study-column-twice': (f) => [`"${f.column}" is ${f.first} and ${f.second}.`, f.mend],
  'study-name-twice': (f) => [`${f.list} names "${f.name}" twice.`, 'Take one of them out.'],
  'study-label-twice': (f) => [
    `"${f.first}" and "${f.second}" have the same label, "${f.label}".`,
    'Give each a label of its own, so that readers can tell them apart.',
  ],
  'study-label-taken': (f) => [
    `The label of "${f.name}" is "${f.label}", which is the name of another.`,
    'Choose another label, so that readers can tell them apart.',
  ],
  'study-share-unknown': (f) => [
    `design.shares names arm "${f.arm}", which is neither the control nor under treatments.`,
    didYouMean(f.arm, f.arms) || `The arms are ${quotedList(f.arms)}.`,
  ],
  'study-share-missing': (f) => [`design.shares has no share of arm "${f.arm}".`, 'Give the planned share of every arm.'],
  'study-treatment-unknown': (f) => [
    `treatments names "${f.name}", which is no ${f.noun[0]} of the design.`,
    didYouMean(f.name, f.known) || `The ${f.noun[1]} are ${quotedList(f.known)}.`,
  ],
  'study-value-unknown': (f) => [
    `outcomes.${f.outcome}.value names arm "${f.arm}", which is neither the control nor under treatments.`,
    didYouMean(f.arm, f.arms) || `The arms are ${quotedList(f.arms)}.`,
  ],
  'study-value-missing': (f) => [
    `outcomes.${f.outcome}.value gives the worth of a unit in some arms, but not in arm "${f.arm}".`,
    'Give a value for every arm, or one number for all.',
  ],
  'study-treatments-control': (f) => [`treatments names only the control, "${f.control}".`, 'Name the arm that is compared with it, and its versions.'],
  'study-arms-too-many': (f) => [
    `The study has ${sayCount(f.arms)} arms; at most ${sayCount(f.most)} can be compared at once.`,
    'Compare those that may be launched, and leave out the others with data.sql.',
  ],
  'study-baseline-sd': (f) => [
    `A baseline has the mean ${f.mean} and no "sd".`,
    'Add the standard deviation between units; only the share of a binary outcome, between 0 and 1, does without.',
  ],
  'study-except-unknown': (f) => [
    `decide.except names "${f.name}", which is not under segments.`,
    didYouMean(f.name, f.segments) || 'Add it to segments, so that the effect there is shown too: a column that was known before assignment.',
  ],
  'except-nobody': (f) => [
    `decide.except leaves out ${f.column} = "${f.level}", but no unit has that value.`,
    didYouMean(f.level, f.seen) || `Its values are ${quotedList(f.seen, 30)}.`,
  ],
  'study-family-unknown': (f) => [
    `analysis.family names "${f.name}", which is no outcome of the study.`,
    didYouMean(f.name, f.outcomes) || `Its outcomes are ${quotedList(f.outcomes)}.`,
  ],
  'study-audits-unknown': (f) => [
    `planning.audits names "${f.name}", which is no outcome that a judge scores.`,
    f.measured.length === 0
      ? 'Take it out, or give the outcome `measured`: the columns of judge and people.'
      : didYouMean(f.name, f.measured) || `Those are ${quotedList(f.measured)}.`,
  ],
  'study-audits-shares': (f) => [
    `The kinds of units of "${f.outcome}" hold ${Number(f.total.toPrecision(6))} of the units together.`,
    'Give each its share of all units: together they are 1.',
  ],
  'study-audits-spread': (f) => [
    `In the kinds of units of "${f.outcome}" labels lie ${Number(f.error.toPrecision(3))} from what the judge tells, and the standard deviation of labels is ${Number(f.sd.toPrecision(3))}.`,
    'Give the deviation of labels about the line by which the judge tells them: it is no more than that of the labels themselves.',
  ],
  'study-baseline-unknown': (f) => [
    `planning.baselines names "${f.name}", which is no outcome of the study.`,
    didYouMean(f.name, f.outcomes) || `Its outcomes are ${quotedList(f.outcomes)}.`,
  ],
};
