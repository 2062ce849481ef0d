import { afterEach, describe, expect, it } from 'vitest';
import { estimand, filesIn, folderWith, remove } from '../support/command-line.ts';
import { covariates, design, optInText, type UserRow as Row, usersWhoChose } from '../support/opt-in-users.ts';

const few = usersWhoChose(240);

const folders: string[] = [];
afterEach(() => folders.splice(0).map(remove));

/** What the command says of a study and rows that are spoiled, and what it writes. */
async function said(study: (text: string) => string, row: (row: Row, i: number) => Row = (r) => r) {
  const rows = few.map(row);
  const csv = [Object.keys(rows[0]), ...rows.map((one) => Object.values(one).map((cell) => cell ?? ''))].map((cells) => cells.join(',')).join('\n');
  const folder = folderWith({ 'study.yaml': study(optInText), 'users.csv': csv });
  folders.push(folder);
  const { exitCode, stderr } = await estimand(folder, 'analyze', '@study.yaml', '--out', '@out');
  return { exitCode, stderr: stderr.trim().replaceAll(/\s+/g, ' '), written: filesIn(`${folder}/out`) };
}

const same = (study: string): string => study;
const optedIn = few.filter(({ summaries }) => summaries === 1).length;
const others = few.length - optedIn;
const primary = 'The primary outcome "finished" cannot be estimated:';
const unlike = `${primary} Who has summaries 1 cannot be compared on finished with ${others} others:`;
const elsewhere = 'Compare only units of whom either could have been (in data.sql), or take the column out of covariates if it was measured after they chose.';

describe('an opt-in that cannot be analysed says what is wrong and what to do, and nothing is written', () => {
  const cases: readonly (readonly [what: string, study: (text: string) => string, says: string, row?: (row: Row, i: number) => Row])[] = [
    [
      'no covariates',
      (s) => s.replace(/^covariates.*\n/m, ''),
      'study.yaml:2:1 Units chose by themselves, and the study names nothing to compare them by: their plain difference is no effect. Name under `covariates` what was known of each unit before it chose, such as past use, plan and tenure.',
    ],
    [
      'a feature that everybody has',
      same,
      'study.yaml:10:12 No rows have summaries = "0"; the column holds "1". With one value there is nobody to compare: bring the other units too, or name another column; values are compared as text.',
      (row) => ({ ...row, summaries: 1 }),
    ],
    [
      'a feature that nobody has',
      same,
      'study.yaml:14:3 No rows have summaries = "1"; the column holds "0". With one value there is nobody to compare: bring the other units too, or name another column; values are compared as text.',
      (row) => ({ ...row, summaries: 0 }),
    ],
    [
      'a covariate that tells for certain who opted in',
      covariates('skill, tier, used'),
      `study.yaml:18:3 ${unlike} all ${optedIn} with used 1 opted in, so that nobody is like them. ${elsewhere}`,
      (row) => ({ ...row, used: row.summaries }),
    ],
    [
      'covariates that do so together',
      covariates('skill, tier, score'),
      `study.yaml:18:3 ${unlike} skill, score together tell for certain who did. ${elsewhere}`,
      (row) => ({ ...row, score: 2 * Number(row.summaries) + 0.9 * Number(row.skill) }),
    ],
    [
      'a level of which everybody opted in',
      same,
      `study.yaml:18:3 ${unlike} all ${few.filter(({ summaries, skill }) => summaries === 1 && Number(skill) > 0.5).length} with tier=vip opted in, so that nobody is like them. ${elsewhere}`,
      (row) => ({ ...row, tier: row.summaries === 1 && Number(row.skill) > 0.5 ? 'vip' : row.tier }),
    ],
    [
      'a covariate that is the same for all',
      covariates('skill, tier, one'),
      `study.yaml:18:3 ${unlike} one tells nothing of its own. Take it out of covariates.`,
      (row) => ({ ...row, one: 1 }),
    ],
    [
      'a covariate that is another one in other units',
      covariates('skill, tier, twice'),
      `study.yaml:18:3 ${unlike} skill, twice tell nothing of their own. Take one of them out of covariates.`,
      (row) => ({ ...row, twice: 2 * Number(row.skill) + 1 }),
    ],
    [
      'a covariate that is known of nobody who opted in',
      same,
      `study.yaml:18:3 ${primary} 0 units with summaries 1 have finished and all covariates (${optedIn} lack something): nobody can be compared. Take out the covariate that is missing most, or wait for more units.`,
      (row) => ({ ...row, skill: row.summaries === 1 ? null : row.skill }),
    ],
    [
      'a caliper that drops everyone',
      design('estimand: att\nestimator: matching\ncaliper: 1.0e-12'),
      `study.yaml:20:3 ${primary} Nobody has a match on finished: none of ${optedIn} units with summaries 1 lies near enough to any of ${others} others. Write a larger caliper, or leave out columns under exactOn.`,
    ],
    [
      'fewer clusters than folds',
      design('cluster: team\nfolds: 5'),
      `study.yaml:19:3 ${primary} finished has 4 values of team: too few to be dealt out to 5 folds. Write \`folds: 1\`, which leaves no unit out of what predicts it, or take fewer folds.`,
      (row, i) => ({ ...row, team: `t${i % 4}` }),
    ],
    [
      'one cluster',
      design('cluster: team'),
      `study.yaml:18:3 ${primary} All units of finished have one team: nothing tells how far its effect may be off. Take cluster out of the design, or bring units of more of them.`,
      (row) => ({ ...row, team: 't' }),
    ],
    [
      'an outcome that hardly anybody has',
      same,
      `study.yaml:18:3 ${primary} finished has 4 events or non-events among the ${others} units with summaries 0: too few to be adjusted, and unadjusted it would compare users who chose differently. Wait for more, or take an outcome that is seen more often.`,
      (() => {
        let seen = 0;
        return (row: Row) => ({ ...row, finished: row.summaries === 1 ? row.finished : seen++ < 4 ? 1 : 0 });
      })(),
    ],
    [
      'a negative control that is a covariate',
      covariates('skill, tier, minutes_before'),
      'study.yaml:12:22 "minutes_before" is a negative control and a covariate. Take it out of one of both: adjusted for itself, it has no effect, whatever is hidden.',
    ],
    [
      'a negative control that is an outcome',
      (s) => s.replace('[minutes_before]', '[minutes]'),
      'study.yaml:12:22 "minutes" is a negative control and an outcome. Name a column that the feature cannot have changed, such as the outcome of the month before.',
    ],
    [
      'the choice as a covariate',
      covariates('skill, summaries'),
      'study.yaml:9:14 "summaries" is who opted in and a covariate. Name another column: who opted in is no outcome and no trait of a unit.',
    ],
    [
      'matching in clusters',
      design('cluster: tier\nestimator: matching'),
      'study.yaml:11:3 No error of matching is known where units of one tier are alike. Write `estimator: aipw` or `weighting`, whose errors are added up by clusters; or take cluster out.',
    ],
    [
      'matching of those who could have done either',
      design('estimand: ato\nestimator: matching'),
      'study.yaml:11:13 Units that could have been in either arm are known by their chance of it, which `estimator: matching` does not weigh them by. Write `estimator: aipw` or `weighting`, or `estimand: ate`.',
    ],
    [
      'matches that are used once for all units',
      design('estimator: matching\nmatching: {replace: false}'),
      'study.yaml:12:3 Matches that are used once cannot stand for all units: one arm is larger than the other. Write `estimand: att`, or `matching: {replace: true}`.',
    ],
    [
      'a partially linear effect about all units',
      design('estimator: partially-linear'),
      'study.yaml:11:14 `estimator: partially-linear` weighs units by how open their choice is, which is not `estimand: ate`. Write `estimand: ato`, or `estimator: aipw`.',
    ],
    [
      'an instrument that is not named',
      design('estimator: instrument'),
      'study.yaml:11:14 The study names no instrument, and `estimator: instrument` needs one. Name under `design.instrument` the column of what moved the choice and nothing else, such as 1 where a user was invited; or write `estimator: aipw`.',
    ],
    [
      'an instrument that is a covariate',
      design('instrument: skill'),
      'study.yaml:11:15 "skill" is the instrument and a covariate. Take it out of one of both: an instrument moves the choice, and the outcome only through it.',
    ],
    [
      'an instrument that is a text',
      design('instrument: tier2'),
      'study.yaml:11:15 instrument "tier2" holds text, where a number or a boolean is needed: "medium" on line 2 of users.csv. Make it a number in the file or in data.sql, or leave the cell empty where it is missing.',
      (row) => ({ ...row, tier2: row.tier }),
    ],
    [
      'an instrument that is the same for all',
      (s) => design('instrument: invited\nestimator: instrument')(s.replace(/ {2}negativeControls.*\n/, '')),
      'study.yaml:11:15 Instrument "invited" is 1: the same on every unit that has outcome, treatment and instruments. Take it out, or check the filter: an instrument must vary.',
      (row) => ({ ...row, invited: 1 }),
    ],
    [
      'those who opted in by an instrument',
      design('instrument: minutes_before2\nestimator: instrument\nestimand: att'),
      'study.yaml:13:3 estimand does not go with estimator: instrument: the effect is about those whose choice the instrument decides. Take it out.',
      (row) => ({ ...row, minutes_before2: row.minutes_before }),
    ],
    [
      'a ridge of a probit',
      design('propensity: {link: probit, ridge: 1}'),
      'study.yaml:11:30 ridge does not go with link: probit: it is the penalty of a logit. Take it out.',
    ],
    [
      'covariates that tell for certain, under a ridge',
      (s) => design('propensity: {ridge: 1}')(covariates('skill, tier, score')(s)),
      `study.yaml:18:3 ${unlike} skill, score together tell for certain who did. ${elsewhere}`,
      (row) => ({ ...row, score: 2 * Number(row.summaries) + 0.9 * Number(row.skill) }),
    ],
    ['a caliper without matching', design('caliper: 0.2'), 'study.yaml:11:3 caliper does not go with estimator: aipw: nobody is matched. Take it out.'],
    [
      'mediators',
      (s) => s.replace('segments:', 'mediators: [minutes_before]\nsegments:'),
      'study.yaml:16:1 mediators does not go with an opt-in: what the feature does on the way is not modelled. Take it out.',
    ],
  ];

  it.each(cases.map(([what, study, says, row]) => ({ what, study, says, row })))('$what', async ({ study, says, row }) => {
    const { exitCode, stderr, written } = await said(study, row);
    expect(stderr).toBe(says);
    expect({ exitCode, written }).toEqual({ exitCode: 2, written: [] });
  });
});
