import { sha256Base64 } from '../../math/sha256.ts';
import { html, type Markup, trusted } from '../text/html.ts';
import { style } from './style.ts';

/** The policy forbids to load, run, send or frame anything: the page is text, one style sheet and inline drawings. */
function contentSecurityPolicy(): string {
  const hash = sha256Base64(style);
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

export function page(title: string, body: Markup): string {
  const head = html`<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${trusted(style)}</style>`;
  return html`<!doctype html>
<html lang="en"><head>${head}</head>
<body><main>
${body}
</main></body></html>
`.markup;
}
