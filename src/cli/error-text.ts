import { type EstimandError, placeText } from '../errors/estimand-error.ts';
import { type TerminalText, unpainted } from '../report/text/terminal.ts';

/** An error in one line: where, what, and what to do. */
export const errorText = (error: EstimandError): TerminalText => unpainted(`${error.place ? `${placeText(error.place)}  ` : ''}${error.what} ${error.mend}\n`);
