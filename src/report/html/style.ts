import { dark, light } from './style-colors.ts';
import { narrow, print } from './style-media.ts';

const base = `
:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:64rem;margin:0 auto;padding:2.5rem 2rem 4rem}
h1,h2,h3,h4{line-height:1.25;margin:0;font-weight:650;text-wrap:balance}
h2{font-size:1.35rem;margin:0 0 .35rem}
h3{font-size:1.02rem;margin:2.25rem 0 .6rem}
p{max-width:70ch;margin:.4rem 0}
ul{margin:.4rem 0;padding:0;list-style:none}
code,pre{font:.9em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;overflow-wrap:anywhere}
.muted{color:var(--muted)}
.own{color:var(--muted);font-weight:400;font-size:.84em;line-height:1.4;overflow-wrap:anywhere}
.strip .own,td .own{display:block}
section{margin-top:3.5rem}
.lead{color:var(--muted);margin-bottom:1.4rem}
.card{background:var(--paper);border:1px solid var(--rule);border-radius:10px}
`;

const banner = `
.banner{padding:2rem 2.25rem 0;overflow:hidden;border-top:5px solid var(--tone)}
.kicker{display:flex;flex-wrap:wrap;gap:.2rem .9rem;color:var(--muted);font-size:.86rem;margin:0;max-width:none}
.kicker .id{color:var(--ink);font-weight:600;overflow-wrap:anywhere}
.verdict{display:flex;align-items:center;gap:.85rem;margin:1rem 0 .5rem;font-size:2.5rem;letter-spacing:-.015em}
.why{font-size:1.16rem;line-height:1.5;margin:0}
.question{font-size:1.06rem;font-weight:600;margin:1rem 0 0}
.changed{color:var(--muted);font-size:.9rem;margin:.15rem 0 0;max-width:none;overflow-wrap:anywhere}
.words{margin:.55rem 0 0}
.numbers{display:grid;grid-template-columns:repeat(3,1fr);margin:2rem -2.25rem 0;border-top:1px solid var(--rule)}
.numbers>div{padding:1.25rem 1.5rem 1.5rem 2.25rem;border-left:1px solid var(--rule);min-width:0}
.numbers>div:first-child{border-left:0}
.numbers dt{color:var(--muted);font-size:.86rem;overflow-wrap:anywhere}
.numbers dd{margin:0}
.numbers .number{font-size:2rem;line-height:1.25;font-weight:600;letter-spacing:-.02em;margin:.2rem 0 .3rem}
.numbers .says{font-size:.9rem;line-height:1.45;display:flex;gap:.5rem}
.note{border-left:3px solid var(--caution);padding:.1rem 0 .1rem .9rem;margin:1.2rem 0}
.good{--tone:var(--good)}.bad{--tone:var(--bad)}.caution{--tone:var(--caution)}.quiet{--tone:var(--muted)}
.sign{display:inline-grid;place-items:center;flex:none;width:1.15em;height:1.15em;border-radius:50%;background:var(--tone);color:var(--paper);font-size:.92em;font-weight:700;line-height:1;vertical-align:-.12em}
.sign b{font-size:.72em}
.quiet.sign{background:none;box-shadow:inset 0 0 0 1.5px var(--muted);color:var(--muted)}
.verdict .sign{font-size:1em}
.said{display:inline-flex;gap:.5em;align-items:baseline}
.said .sign{align-self:start;margin-top:.2em}
nav{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;margin:1.1rem .2rem 0;font-size:.9rem}
a{color:var(--effect);text-decoration:none}a:hover{text-decoration:underline}
`;

const effects = `
.forest{padding:.4rem 1.75rem}
.strip{display:grid;grid-template-columns:11.5rem minmax(0,1fr) 15.5rem;gap:0 1.5rem;align-items:center;padding:.7rem 0;border-top:1px solid var(--rule)}
.strip:first-child{border-top:0}
.strip .name{font-weight:600;overflow-wrap:anywhere}
.strip .about,.strip .interval{color:var(--muted);font-size:.84rem;line-height:1.4}
.strip .line{display:block}
.strip .number{font-weight:600;font-size:1.08rem}
.strip .said{font-size:.84rem;line-height:1.4;margin-top:.2rem}
.strip.refused{grid-template-columns:11.5rem minmax(0,1fr)}
.strip.refused .number{display:inline}
figure{margin:0}
figure svg{display:block;width:100%;height:auto;overflow:visible}
svg text{white-space:pre}
.figure{padding:1.25rem 1.5rem;margin-top:1rem}
.figure svg{max-width:38rem;margin:.8rem 0 .4rem}
.broad svg{width:auto;max-width:none}
figcaption{max-width:70ch}
figcaption .title{display:block;font-size:.84rem;color:var(--muted)}
figcaption .says{font-weight:600}
`;

const tables = `
.scroll{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.92rem;line-height:1.45;width:100%}
caption{text-align:left;color:var(--muted);font-size:.84rem;padding:.3rem 0}
th{text-align:left;font-weight:500;color:var(--muted);font-size:.84rem;vertical-align:bottom}
th,td{padding:.5rem 1.1rem .5rem 0;border-bottom:1px solid var(--rule)}
td{vertical-align:top;overflow-wrap:break-word}
.fixed{white-space:nowrap}
td:last-child,th:last-child{padding-right:0}
tbody tr:last-child td{border-bottom:0}
td.number,th.number{text-align:right}
td.number{white-space:nowrap}
th.number{min-width:5.5rem}
td.text:first-child{min-width:8rem}
.pad{padding:.6rem 1.75rem}
details>summary{cursor:pointer;color:var(--effect);font-size:.88rem;width:fit-content}
details[open]>summary{margin-bottom:.4rem}
.findings li{display:grid;grid-template-columns:auto minmax(0,1fr);gap:0 .75rem;padding:.75rem 0;border-top:1px solid var(--rule)}
.findings li:first-child{border-top:0}
.findings .sign{margin-top:.25em}
.findings .check{color:var(--muted);font-size:.84rem}
.findings .mend{color:var(--muted);font-size:.92rem}
.findings p{margin:.1rem 0}
`;

const folded = `
.passed{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.3rem 2rem;padding-top:1rem;padding-bottom:1rem;align-items:start}
.passed summary{color:var(--ink);font-size:.92rem}
.passed summary::marker{color:var(--muted)}
.passed li{font-size:.88rem;color:var(--muted);padding:.2rem 0 .2rem 1.2rem}
.passed details[open]{grid-column:1/-1}
.plain li{padding:.25rem 0;font-size:.92rem;max-width:78ch}
.plain{margin:.6rem 0}
.role{display:block;font-weight:400;color:var(--muted);font-size:.84em;line-height:1.4}
.strips{margin:1.6rem 0 .8rem}
.exhibits{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));gap:1rem;align-items:start}
.exhibits .figure{margin:0;min-width:0}
.exhibits .table,.exhibits .broad{grid-column:1/-1}
.comparisons li{padding:.75rem 0;border-top:1px solid var(--rule)}
.comparisons li:first-child{border-top:0}
.comparisons p{margin:.1rem 0;font-size:.92rem}
.unread .number,.unread td,.unread b,.unread .interval{color:var(--muted)}
.unread .forest svg{opacity:.55}
`;

const evidence = `
.estimate{border-top:1px solid var(--rule)}
.estimate:first-child{border-top:0}
.estimate>summary{display:grid;grid-template-columns:minmax(0,1.3fr) 9.5rem minmax(0,1.6fr);gap:0 1rem;width:100%;padding:.75rem 1.25rem;color:var(--ink);font-size:.95rem;list-style:none}
.estimate>summary::-webkit-details-marker{display:none}
.estimate>summary .name{font-weight:600;overflow-wrap:anywhere}
.estimate>summary .name::before{content:"+";color:var(--effect);display:inline-block;width:1.1rem;font-weight:600}
.estimate[open]>summary .name::before{content:"-"}
.estimate[open]>summary{margin:0}
.estimate .body{padding:0 1.25rem 1.5rem 2.35rem}
.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1.5rem;margin:.8rem 0 0;font-size:.92rem}
.facts dt{color:var(--muted)}
.facts dd{margin:0;overflow-wrap:anywhere;max-width:70ch}
pre{background:var(--soft);border-radius:8px;padding:.9rem 1.1rem;overflow-x:auto;white-space:pre-wrap;margin:.6rem 0}
.printed{display:none;color:var(--muted)}
footer{margin-top:3rem;color:var(--muted);font-size:.84rem}
`;

/** The page's one style sheet: every colour is a variable, with another value for dark screens. */
export const style = [base, banner, effects, tables, folded, evidence, narrow, print].join('').trim();
