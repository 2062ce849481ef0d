import { Command } from 'commander';
import { unpainted } from '../report/text/terminal.ts';
import { scenarioIds } from '../scenarios/ids.ts';
import { version } from '../version.ts';
import { exits, exitText, gateText } from './exit-codes.ts';
import { print, printAside } from './print.ts';

/** Where a command leaves its exit code. */
export interface Exit {
  exitCode: number;
}

/** The command line. What a command needs is loaded when it runs, so that help is quick. */
export function program(exit: Exit): Command {
  const root = new Command('estimand')
    .description('Measures what an AI change really caused, and says whether to ship it.')
    .version(version)
    .exitOverride()
    .configureOutput({ writeOut: (text) => print(unpainted(text)), writeErr: (text) => printAside(unpainted(text)) })
    .showSuggestionAfterError()
    .addHelpText(
      'after',
      `\nStart here:\n  estimand demo                       the main job on a built-in product\n  estimand analyze study.yaml         the main job on yours\n\nExit codes: ${exitText}.\n`,
    );

  root
    .command('demo')
    .description('simulate a rollout, analyse it, decide; writes data, study, memo, report and numbers')
    .option('--out <folder>', 'where to write', 'out/demo')
    .option('--json', 'print the result as JSON on stdout')
    .option('--debug', 'show the SQL that runs, and stacks of errors')
    .action(async (options) => {
      const { demo } = await import('./demo.ts');
      exit.exitCode = await demo(options);
    });

  root
    .command('analyze')
    .description('analyse a study: a decision memo, a report and the numbers')
    .argument('<study>', 'the study file, such as study.yaml')
    .option('--out <folder>', 'where to write memo.md, report.html and results.json', 'out')
    .option('--plan', 'print what would be asked of the data, in how many rounds, and stop')
    .option('--gate', `exit ${gateText}`)
    .option('--csv', 'also write estimates.csv and arms.csv, a row an estimate and a row an arm')
    .option('--figures', 'also write every figure as figures/*.svg, for slides')
    .option('--watch', 'analyse again whenever the study or its data change, until Ctrl-C')
    .option('--after <results>', 'results.json of the look before, of a study with several (default: that in --out)')
    .option('--json', 'print the result as JSON on stdout')
    .option('--allow-path <folder...>', "folders beside the study's own that data may be read from")
    .option('--memory <size>', 'most that the database may hold in memory, such as 4GB (default: half of it)')
    .option('--threads <n>', 'threads of the database (default: one for each processor)')
    .option('--disk <size>', 'most that it may put aside on disk for the time of the run (default: half of what is free)')
    .option('--timeout <seconds>', 'stop when it takes longer')
    .option('--debug', 'show the SQL that runs, and stacks of errors')
    .addHelpText(
      'after',
      '\nThe data named by the study: CSV, TSV, JSON, JSONL (each also .gz) or Parquet; one file or a glob.\nA study to start from: estimand simulate support-rollout --out try\n',
    )
    .action(async (study, options) => {
      const { analyzeCommand } = await import('./analyze.ts');
      exit.exitCode = await analyzeCommand(study, options);
    });

  root
    .command('report')
    .description('memo, appendix and report anew from a saved result')
    .argument('<results>', 'results.json as analyze wrote it')
    .option('--out <folder>', 'where to write (default: beside it)')
    .option('--csv', 'also write estimates.csv and arms.csv, a row an estimate and a row an arm')
    .option('--figures', 'also write every figure as figures/*.svg, for slides')
    .option('--debug', 'show stacks of errors')
    .action(async (results, options) => {
      const { reportCommand } = await import('./report.ts');
      exit.exitCode = await reportCommand(results, options);
    });

  root
    .command('lint')
    .description('the common failure modes of AI evaluations, before anybody looks at outcomes')
    .argument('<study>', 'the study file, such as study.yaml; its data need not be there yet')
    .option('--gate', `exit ${exits.toCorrect.code} when a rule fails`)
    .option('--no-data', 'read the study alone, even where its data are there')
    .option('--json', 'print the findings as JSON on stdout')
    .option('--allow-path <folder...>', "folders beside the study's own that data may be read from")
    .option('--memory <size>', 'most that the database may hold in memory, such as 4GB (default: half of it)')
    .option('--threads <n>', 'threads of the database (default: one for each processor)')
    .option('--disk <size>', 'most that it may put aside on disk for the time of the run (default: half of what is free)')
    .option('--timeout <seconds>', 'stop when it takes longer')
    .option('--debug', 'show stacks of errors')
    .action(async (study, options) => {
      const { lintCommand } = await import('./lint.ts');
      exit.exitCode = await lintCommand(study, options);
    });

  root
    .command('power')
    .description('how many units a study needs, what it can detect, how long it takes')
    .argument('<study>', 'the study file, such as study.yaml; its data need not be there yet')
    .option('--effect <size>', 'effect on the primary outcome, in its units (default: its worthwhile effect)')
    .option('--power <share>', 'chance of finding it, such as 0.8')
    .option('--units <n>', 'units planned (default: analysis.plannedUnits)')
    .option('--per-day <n>', 'units assigned in a day')
    .option('--simulate <replications>', "find the power by simulation on the study's own rows too")
    .option('--out <folder>', 'also write power.md, power.html and power.json')
    .option('--json', 'print the plan as JSON on stdout')
    .option('--allow-path <folder...>', "folders beside the study's own that data may be read from")
    .option('--memory <size>', 'most that the database may hold in memory, such as 4GB (default: half of it)')
    .option('--threads <n>', 'threads of the database (default: one for each processor)')
    .option('--disk <size>', 'most that it may put aside on disk for the time of the run (default: half of what is free)')
    .option('--timeout <seconds>', 'stop when it takes longer')
    .option('--debug', 'show the SQL that runs, and stacks of errors')
    .action(async (study, options) => {
      const { powerCommand } = await import('./power.ts');
      exit.exitCode = await powerCommand(study, options);
    });

  root
    .command('replay')
    .description("does the planned analysis keep its promises? The assignment drawn anew on the study's own rows, again and again")
    .argument('<study>', 'the study file, such as study.yaml')
    .option('--draws <n>', 'assignments to draw (default: 1000)')
    .option('--seed <seed>', "same seed, same numbers (default: the study's)")
    .option('--rows <which>', 'control: those of the control arm (default); all: every row, where nothing was changed')
    .option('--effect <size>', 'effect to plant on the primary outcome, in its units (default: its worthwhile effect)')
    .option('--out <folder>', 'also write replay.md and replay.json')
    .option('--json', 'print the replay as JSON on stdout')
    .option('--allow-path <folder...>', "folders beside the study's own that data may be read from")
    .option('--memory <size>', 'most that the database may hold in memory, such as 4GB (default: half of it)')
    .option('--threads <n>', 'threads of the database and of the replay (default: one for each processor)')
    .option('--disk <size>', 'most that it may put aside on disk for the time of the run (default: half of what is free)')
    .option('--timeout <seconds>', 'stop when it takes longer')
    .option('--debug', 'show stacks of errors')
    .action(async (study, options) => {
      const { replayCommand } = await import('./replay.ts');
      exit.exitCode = await replayCommand(study, options);
    });

  root
    .command('simulate')
    .description('data with known truth, the truth beside it, and a study of it')
    .argument('[scenario]', scenarioIds.join(', '))
    .option('--list', 'the scenarios, their units, and which have a study')
    .option('--n <units>', 'units to simulate')
    .option('--seed <seed>', 'same seed, same data')
    .option('--out <folder>', 'where to write data.csv, truth.json and study.yaml', 'out/simulated')
    .option('--json', 'print the truth, or the list, as JSON on stdout')
    .option('--debug', 'show stacks of errors')
    .action(async (scenario, options) => {
      const { simulateCommand } = await import('./simulate.ts');
      exit.exitCode = await simulateCommand(scenario, options);
    });

  for (const command of root.commands) command.exitOverride().showSuggestionAfterError();
  return root;
}
