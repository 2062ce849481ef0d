import { colors, printedEdge } from '../colors.ts';
import { light } from './style-colors.ts';

/** Telephones: one column, the number beside the name, the interval below its drawing; a wide table's rows become lists, each cell beside its column's name. */
export const narrow = `
@media (max-width:46rem){
main{padding:1rem 1rem 3rem}
section{margin-top:2.75rem}
.banner{padding:1.4rem 1.25rem 0}
.verdict{font-size:2rem;margin-top:1rem}
.why{font-size:1.06rem}
.numbers{grid-template-columns:1fr;margin:1.5rem -1.25rem 0}
.numbers>div{padding:1rem 1.25rem;border-left:0;border-top:1px solid var(--rule)}
.numbers>div:first-child{border-top:0}
.numbers .number{font-size:1.7rem}
.forest,.pad{padding-left:1.1rem;padding-right:1.1rem}
.strip{grid-template-columns:minmax(0,1fr) auto;gap:.3rem 1rem;align-items:start;padding:1rem 0}
.strip.refused{grid-template-columns:minmax(0,1fr)}
.strip .plot{grid-column:1/-1;grid-row:2}
.strip .result{display:contents}
.strip .result .number{grid-row:1;grid-column:2}
.strip .rest{grid-row:3;grid-column:1/-1}
.strip .line{display:inline}
.strip .line::before{content:" · "}
table.wide,table.wide tbody{display:block}
table.wide thead{display:none}
table.wide tr{display:block;padding:.7rem 0;border-bottom:1px solid var(--rule)}
table.wide tr:last-child{border-bottom:0}
table.wide td{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:.8rem;padding:.12rem 0;border:0;overflow-wrap:anywhere}
table.wide td::before{content:attr(data-label);color:var(--muted);font-size:.84rem;font-weight:400}
table.wide td:first-child{display:block;font-weight:600}
table.wide td:first-child::before,table.wide td:empty{display:none}
table.wide .fixed{white-space:normal}
.figure{padding:1rem 1.1rem}
.estimate>summary{grid-template-columns:minmax(0,1fr) auto}
.estimate>summary .interval{grid-column:1/-1;padding-left:1.1rem}
.estimate .body{padding-left:1.25rem}
.facts{grid-template-columns:1fr;gap:0}
.facts dd{margin-bottom:.5rem}
}
`;

/** Paper: light, nothing unfolded, nothing torn across pages; it ends at the flow of units. */
export const print = `
@media print{
:root{${light}}
html{font-size:12px}
body{background:${colors.paper.light};font-size:9.5pt;line-height:1.45}
main{max-width:none;padding:0}
nav,#mechanism-estimates,#benefit-estimates,#evidence,.fold{display:none}
section{margin-top:1.6rem}
h3{margin-top:1.4rem}
.card{border-color:${printedEdge}}
.banner{border-top-color:var(--tone)}
.banner{padding-top:1.2rem}
.verdict{font-size:2rem}
.numbers{margin-top:1.2rem}
.strip{grid-template-columns:13rem minmax(0,1fr) 15rem;padding:.35rem 0}
.strip .plot{max-width:21rem}
.exhibits{grid-template-columns:1fr 1fr}
.figure svg{max-width:26rem}
.broad svg{width:100%;max-width:100%}
.table .scroll,.broad .scroll{overflow:visible}
th,td{padding:.3rem .7rem .3rem 0}
.findings li{padding:.4rem 0}
.strip,.findings li,.comparisons li,tr,figure,.banner{break-inside:avoid}
figure:has(.forest){break-inside:auto}
h2,h3,.lead{break-after:avoid}
.sign,rect{print-color-adjust:exact;-webkit-print-color-adjust:exact}
details>:not(summary){display:none}
details>summary{list-style:none}
.printed{display:block}
}
`;
