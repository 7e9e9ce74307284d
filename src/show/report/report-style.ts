import { chartStyle, dark, light, variables, type Palette } from '../charts/palette.js';

const declared = (palette: Palette): string =>
  Object.entries(palette)
    .map(([name, colour]) => `--${name}:${String(colour)}`)
    .join(';');

const columns = '146px minmax(150px,1fr) 140px 180px 170px 74px minmax(190px,1.5fr)';

/** The style sheet of the report: light, dark, narrow, and print. */
export const reportStyle = `
:root{color-scheme:light dark;${declared(light)}}
@media (prefers-color-scheme:dark){:root{${declared(dark)}}}
@media print{:root{color-scheme:light;${declared(light)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.45 Inter,system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1256px;margin:0 auto;padding:26px 28px 48px}
h1{font-size:25px;line-height:1.25;margin:0 0 6px;letter-spacing:-.012em;font-weight:650;text-wrap:pretty;overflow-wrap:anywhere}
h2{font-size:16px;margin:34px 0 10px;font-weight:650}
h3{font-size:13px;margin:0 0 6px;font-weight:650}.two+h3,table+h3,.wide+h3,.values+h3,p+h3{margin-top:14px}
p{margin:0 0 8px}a{color:inherit}
svg{display:block;max-width:100%;height:auto}
.muted,.k{color:var(--muted)}small{font-size:12px}
code{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.top{border-left:6px solid var(--stable);padding:2px 0 2px 16px}
.top.drift{border-color:var(--drift)}.top.warning{border-color:var(--warning)}.top.immaterial{border-color:var(--immaterial)}.top.undecided{border-color:var(--reference)}
.lede{font-size:15px;margin:0 0 6px;max-width:110ch;overflow-wrap:anywhere;text-wrap:pretty}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(140px,1fr));gap:0 26px;margin:20px 0 16px;border-top:1px solid var(--line);border-bottom:1px solid var(--line)}
.facts div{padding:9px 0 10px}.facts dt{color:var(--muted);font-size:12px}.facts dd{margin:1px 0 0;font-weight:600;overflow-wrap:anywhere}.facts dd small{font-weight:400;color:var(--muted);display:block}
dl{margin:0}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:12px;color:var(--muted);margin:0 0 10px}.legend span{display:inline-flex;gap:6px;align-items:center}
.swatch{flex:none;width:11px;height:11px;background:var(--reference)}.swatch.w{background:var(--window)}
.cols{display:grid;grid-template-columns:${columns};gap:0 14px;align-items:center}.one .cols{grid-template-columns:${columns.replace(' 140px', '')}}
.head{font-size:12px;color:var(--muted);border-bottom:1px solid var(--ink);padding:0 8px 5px;align-items:end}
.head .ends{display:flex;justify-content:space-between;gap:8px}.ends span{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}.over{font-size:11px}
.row{border-bottom:1px solid var(--line)}
.row>summary{list-style:none;cursor:pointer;padding:7px 8px;min-height:52px}
.row>summary::-webkit-details-marker{display:none}
.row>summary>:first-child{display:flex;align-items:center}.row>summary>:first-child::before{content:"▸";color:var(--muted);display:inline-block;width:16px;transition:transform .1s}.row[open]>summary>:first-child::before{transform:rotate(90deg) translate(1px,3px)}
.row>summary:hover,.row[open]>summary{background:var(--panel)}
.row>summary:focus-visible{outline:2px solid var(--window);outline-offset:-2px}
.name{font-weight:650;overflow-wrap:anywhere}.name small{display:block;font-weight:400;color:var(--muted)}.row:not([open]) .long{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:3;overflow:hidden}
.v svg{flex:none}td>.v{display:flex}.v{display:inline-flex;gap:7px;align-items:center;white-space:nowrap;font-size:13px}.v.drift{color:var(--drift);font-weight:650}.v.warning{color:var(--warning);font-weight:650}.v.immaterial,.v.undecided{color:var(--muted)}
.num{text-align:right;white-space:nowrap}
.why{font-size:13px;overflow-wrap:anywhere}.why small{display:block;color:var(--muted)}
.body{padding:14px 8px 22px;display:grid;grid-template-columns:minmax(0,440px) minmax(0,1fr);gap:18px 34px;background:linear-gradient(var(--panel),transparent 46px)}
.body>div{min-width:0}
table{border-collapse:collapse;font-size:13px;width:100%}
th{font-weight:500;color:var(--muted);text-align:left;font-size:12px;border-bottom:1px solid var(--line);padding:3px 12px 3px 0;vertical-align:bottom}
td{padding:3px 12px 3px 0;border-bottom:1px solid var(--line);vertical-align:middle;overflow-wrap:anywhere}
th.num,td.num,.id{overflow-wrap:normal;white-space:nowrap}td.text{min-width:220px}.body td.text{min-width:100px}.limits{text-align:right;min-width:96px;overflow-wrap:normal}
b,.name,td{unicode-bidi:isolate}.versions td{vertical-align:top}.versions td+td{min-width:130px}.named{min-width:110px}th:last-child,td:last-child{padding-right:0}
tr.group td{color:var(--muted);font-size:12px;padding-top:10px}tr.total td{border-bottom:0}
table+table{margin-top:12px}
.cells td{border-bottom:0;padding-top:1px;padding-bottom:1px}.cells td:first-child{max-width:190px;min-width:72px}.cells svg{width:150px;height:16px;min-width:64px}
.gone td{background:color-mix(in srgb,var(--drift) 9%,transparent)}.gone td:first-child{font-weight:650;padding-left:6px}
.wide{overflow-x:auto}.late{direction:rtl}.lanes{direction:ltr;display:flex;align-items:flex-start;min-width:1000px}.lanes>svg{flex:1160 0 0;max-width:none;min-width:0}.lanes>:first-child{flex-grow:80;margin-right:-3.3333%;position:sticky;left:0}.body .wide>svg,.two .wide>svg{min-width:540px}.wide>table{min-width:500px}.wide+table{margin-top:14px}
td.k{min-width:110px}.values{margin-top:8px}.values>summary,.more>summary{cursor:pointer;color:var(--muted);font-size:12px;padding:3px 0}
.values div{max-height:300px;overflow:auto}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(520px,100%),1fr));gap:20px 34px}
ul{margin:0;padding-left:18px}li{margin:2px 0;overflow-wrap:anywhere}
footer{margin-top:40px;padding-top:10px;border-top:1px solid var(--line);color:var(--muted);font-size:12px}
@media (max-width:1206px){.head .strip,.head .pair,.head .moved{display:none}.cols,.one .cols{grid-template-columns:140px minmax(0,1fr) 170px 74px}.row .strip{grid-area:2/1}.row .why{grid-area:2/2}.row .pair{grid-area:2/3/auto/-1}.body{grid-template-columns:minmax(0,1fr)}}
@media (max-width:760px){.row .pair{grid-area:2/2/auto/-1}.row .why{grid-area:3/1/auto/-1}}
@media (max-width:640px){main{padding:16px}.head{display:none}.cells svg{width:60px;min-width:40px}.cells .id{white-space:normal;min-width:92px}.cells th,.cells td{padding-right:7px}.wide>table{min-width:680px}h1{font-size:20px}.facts{grid-template-columns:1fr 1fr}.cols,.one .cols{grid-template-columns:1fr 1fr;gap:4px 14px}.row .strip,.row .pair{grid-area:auto}.row .fx{text-align:left}}
@media print{@page{margin:12mm}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}main{max-width:none;padding:0}summary,.body>div>*,tr,svg,li{break-inside:avoid}h2,h3,.legend,.head{break-after:avoid}.wide{overflow:visible}.lanes,.wide>table,.body .wide>svg,.two .wide>svg{min-width:0}td.text{min-width:130px}.two{grid-template-columns:1fr 1fr}.values:not([open]){display:none}.values div{max-height:none}.more>summary{list-style:none}.body{background:none}.row>summary>:first-child::before{display:none}body,table,.v,.why{font-size:11px}small,th,.head,.legend,.facts dt,footer{font-size:10px}.facts{grid-template-columns:repeat(auto-fit,minmax(120px,1fr));gap:0 14px}.lede{font-size:12px}}
${chartStyle(variables)}`
  .trim()
  .replaceAll('\n', '');
