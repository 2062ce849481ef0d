/** Okabe and Ito's palette and the greys of the page, as CSS variables. */
export const light = `--paper:#fff;--page:#f7f7f5;--ink:#1b1f23;--muted:#5c656e;--rule:#e1e4e7;--soft:#f3f4f4;--effect:#0072b2;--good:#009e73;--bad:#d55e00;--caution:#e69f00;--series-4:#cc79a7;--series-6:#56b4e9`;

export const dark = `--paper:#181b1f;--page:#111316;--ink:#e7e9eb;--muted:#9ba4ad;--rule:#2d3238;--soft:#20242a;--effect:#56b4e9;--good:#009e73;--bad:#e0701a;--caution:#e69f00;--series-4:#cc79a7;--series-6:#0072b2`;
