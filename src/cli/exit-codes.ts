import type { EstimandError } from '../errors/estimand-error.ts';

interface Exit {
  readonly code: number;
  readonly means: string;
}

/** Exit codes for a shell or a CI job. Help is made from this table, and tests compare the documentation with it. */
export const exits = {
  done: { code: 0, means: 'done' },
  launch: { code: 0, means: 'launch' },
  hold: { code: 10, means: 'hold' },
  doNotLaunch: { code: 11, means: 'do not launch' },
  toCorrect: { code: 12, means: 'something fails' },
  userError: { code: 2, means: 'something to correct in the study or data' },
  stopped: { code: 130, means: 'stopped by Ctrl-C or SIGTERM' },
  bug: { code: 1, means: 'a bug' },
} as const satisfies Readonly<Record<string, Exit>>;

export const exitCodeOf = ({ code }: EstimandError): number => (code === 'interrupted' ? exits.stopped : exits.userError).code;

/** With `--gate`: the decision as an exit code. */
export const gateCodes = { go: exits.launch.code, wait: exits.hold.code, stop: exits.doNotLaunch.code } as const;

const said = (...of: readonly Exit[]): string => of.map(({ code, means }) => `${code} ${means}`).join(', ');

/** `0 launch, 10 hold, 11 do not launch` */
export const gateText = said(exits.launch, exits.hold, exits.doNotLaunch);

export const exitText = `${said(exits.done)} (with --gate: ${gateText}; of lint: ${said(exits.toCorrect)}), ${said(exits.userError, exits.stopped, exits.bug)}`;
