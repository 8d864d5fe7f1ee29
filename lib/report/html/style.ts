// How the report looks, in both lights.

const LIGHT = `
  color-scheme: light;
  --bg: #f5f6f8; --panel: #ffffff; --raised: #f8f9fb; --ink: #18212d; --muted: #566375; --line: #dde2e9;
  --accent: #2f4fc4; --accent-soft: #e8edfc; --ok: #0f6b41; --ok-soft: #e0f3e8; --bad: #a8201a; --bad-soft: #fce8e6;
  --warn: #7a4f00; --warn-soft: #fdf0d5; --block-l: 92%; --block-s: 60%; --mark-l: 42%; --mark-s: 62%; --chart: #2f4fc4; --shade: #18212d2e;`;
const DARK = `
  color-scheme: dark;
  --bg: #0e131a; --panel: #171e28; --raised: #1c2531; --ink: #e7ecf3; --muted: #9ba8b9; --line: #2b3644;
  --accent: #93abff; --accent-soft: #22304f; --ok: #6bd8a3; --ok-soft: #123222; --bad: #ff9a92; --bad-soft: #3f1b1a;
  --warn: #f2c46d; --warn-soft: #3a2c10; --block-l: 21%; --block-s: 34%; --mark-l: 66%; --mark-s: 62%; --chart: #93abff; --shade: #000000a0;`;

export const STYLE = `
:root { ${LIGHT} }
@media (prefers-color-scheme: dark) { :root:not([data-theme=light]) { ${DARK} } }
:root[data-theme=dark] { ${DARK} }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 4rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main, .bar > div { max-width: 1240px; margin: 0 auto; padding: 0 24px; }
a { color: var(--accent); }
code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: .87em; }
h1 { font-size: 1.05rem; margin: 0; letter-spacing: .01em; }
h2 { font-size: 1.25rem; margin: 0 0 4px; }
h3 { font-size: .95rem; margin: 0; }
small, .muted { color: var(--muted); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.skip { position: absolute; left: -9999px; } .skip:focus { left: 8px; top: 8px; background: var(--panel); padding: 8px 12px; z-index: 9; }
.bar { position: sticky; top: 0; z-index: 5; background: var(--panel); border-bottom: 1px solid var(--line); }
.bar > div { display: flex; align-items: center; gap: 20px; min-height: 52px; flex-wrap: wrap; }
.bar nav { display: flex; gap: 2px; flex-wrap: wrap; margin-left: auto; }
.bar nav a { text-decoration: none; color: var(--muted); padding: 5px 10px; border-radius: 6px; font-size: .9rem; }
.bar nav a:hover { background: var(--accent-soft); color: var(--ink); }
button { font: inherit; color: inherit; background: var(--raised); border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; cursor: pointer; font-size: .88rem; }
button:hover { border-color: var(--accent); }
.verdict { margin: 28px 0 16px; padding: 20px 24px; border-radius: 12px; border: 1px solid transparent; border-left-width: 6px; }
.verdict.ok { background: var(--ok-soft); border-color: var(--ok); } .verdict.bad { background: var(--bad-soft); border-color: var(--bad); }
.verdict p { margin: 0; font-size: 1.3rem; font-weight: 620; } .verdict.ok p::first-letter { color: var(--ok); } .verdict.bad p::first-letter { color: var(--bad); }
.verdict small { display: block; margin-top: 6px; font-size: .92rem; color: var(--ink); opacity: .8; }
.chips { display: flex; flex-wrap: wrap; gap: 8px 28px; margin: 0 0 8px; padding: 0; list-style: none; }
.chips b { font-size: 1.35rem; font-variant-numeric: tabular-nums; margin-right: 6px; }
section.card { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 20px 24px; margin: 20px 0; }
section.card > p:first-of-type { margin-top: 0; color: var(--muted); }
.scroll { overflow-x: auto; background: linear-gradient(90deg, var(--panel) 40%, transparent) left/36px 100% no-repeat local, linear-gradient(-90deg, var(--panel) 40%, transparent) right/36px 100% no-repeat local, linear-gradient(90deg, var(--shade), transparent) left/12px 100% no-repeat scroll, linear-gradient(-90deg, var(--shade), transparent) right/12px 100% no-repeat scroll; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { text-align: left; padding: 7px 12px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
thead th { color: var(--muted); font-weight: 550; font-size: .82rem; white-space: nowrap; }
#security td:first-child { min-width: 11rem; } #workloads td:first-child, #services td:first-child { white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
td code { overflow-wrap: anywhere; }
.badge { display: inline-block; padding: 1px 8px; border-radius: 99px; font-size: .78rem; font-weight: 600; white-space: nowrap; background: var(--accent-soft); color: var(--accent); }
.badge.bad { background: var(--bad-soft); color: var(--bad); } .badge.warn { background: var(--warn-soft); color: var(--warn); } .badge.ok { background: var(--ok-soft); color: var(--ok); } .badge.calm { background: var(--raised); color: var(--muted); }
.find { display: grid; grid-template-columns: 112px 1fr; gap: 2px 14px; padding: 11px 0; border-bottom: 1px solid var(--line); }
.find:last-child { border-bottom: 0; padding-bottom: 0; } .find > div { min-width: 0; overflow-wrap: anywhere; }
.find .help { color: var(--muted); font-size: .92rem; }
details > summary { cursor: pointer; color: var(--muted); font-size: .88rem; } details[open] > summary { margin-bottom: 4px; }
.legend { display: flex; flex-wrap: wrap; gap: 6px; margin: 12px 0 16px; }
.legend button { display: inline-flex; align-items: center; gap: 7px; } .legend button[aria-pressed=true] { border-color: var(--accent); background: var(--accent-soft); }
.dot { width: 10px; height: 10px; border-radius: 3px; background: hsl(var(--h) var(--mark-s) var(--mark-l)); }
.zones { display: grid; grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); gap: 16px; align-items: start; }
.zone { border: 1px solid var(--line); border-radius: 10px; padding: 12px; background: var(--raised); }
.zone > h3 { display: flex; justify-content: space-between; margin-bottom: 10px; }
.node { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 9px 10px 10px; margin-top: 8px; }
.node.off { border-color: var(--bad); } .node header { display: flex; justify-content: space-between; gap: 8px; font-size: .84rem; }
.node header b { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.meters { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; margin: 7px 0 8px; }
.meter { position: relative; font-size: .72rem; color: var(--muted); line-height: 1.35; font-variant-numeric: tabular-nums; }
.meter u { display: block; height: 5px; border-radius: 3px; background: var(--line); overflow: hidden; text-decoration: none; margin-bottom: 2px; }
.meter i { display: block; height: 100%; background: var(--accent); border-radius: 3px; } .meter.full i { background: var(--bad); }
.pods { display: flex; flex-wrap: wrap; gap: 4px; }
.pod { font-size: .74rem; line-height: 1.25; padding: 2px 7px; border-radius: 5px; border-left: 4px solid hsl(var(--h) var(--mark-s) var(--mark-l)); background: hsl(var(--h) var(--block-s) var(--block-l)); max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.pod.wait { border-left-style: dashed; background: var(--bad-soft); } .pod.sick { background: repeating-linear-gradient(135deg, var(--bad-soft) 0 6px, transparent 6px 10px); } .pod.done { opacity: .75; border-left-style: dotted; }
body[data-w] .pod:not(.lit) { opacity: .18; }
.tray { border: 1px dashed var(--bad); border-radius: 10px; padding: 12px; margin-top: 16px; }
svg text { fill: var(--ink); font: 12.5px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; } svg .sub { fill: var(--muted); font-size: 11px; }
.flow rect { fill: var(--raised); stroke: var(--line); } .flow .bad rect { fill: var(--bad-soft); stroke: var(--bad); } .flow path { fill: none; stroke: var(--chart); stroke-width: 2; opacity: .55; } .flow path.bad { stroke: var(--bad); stroke-dasharray: 5 4; opacity: .9; } .flow .head { fill: var(--muted); font-weight: 600; font-size: 11.5px; }
.matrix { width: auto; border-collapse: separate; border-spacing: 0; font-size: .82rem; }
.matrix th, .matrix td { padding: 0; border: 0; } .matrix thead th { vertical-align: bottom; height: var(--tall); }
.matrix thead th div { width: 30px; height: var(--tall); position: relative; } .matrix thead th span { position: absolute; bottom: 2px; left: 15px; transform: rotate(-58deg); transform-origin: 0 100%; white-space: nowrap; color: var(--ink); font-weight: 500; }
.matrix tbody th { vertical-align: middle; padding-right: 12px; white-space: nowrap; font-weight: 500; position: sticky; left: 0; background: var(--panel); z-index: 1; }
.matrix td { width: 30px; height: 26px; text-align: center; } .matrix td i { display: block; width: 26px; height: 22px; margin: 2px; border-radius: 4px; background: var(--raised); border: 1px solid var(--line); font-style: normal; font-size: .7rem; line-height: 20px; }
.matrix td.yes i { background: var(--accent); border-color: var(--accent); color: var(--panel); } .matrix td.open i { background: var(--warn-soft); border-color: var(--warn); color: var(--warn); } .matrix td.self i { border-style: none; background: none; }
.matrix tr:hover th, .matrix td:hover i { outline: 2px solid var(--accent); }
.key { display: inline-flex; align-items: center; gap: 6px; margin-right: 18px; } .key i { width: 16px; height: 14px; border-radius: 4px; border: 1px solid var(--line); background: var(--raised); } .key .yes { background: var(--accent); border-color: var(--accent); } .key .open { background: var(--warn-soft); border-color: var(--warn); }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(270px, 1fr)); gap: 18px; } .chart h3 { font-size: .88rem; font-weight: 600; display: flex; justify-content: space-between; gap: 8px; }
.chart svg { width: 100%; height: auto; display: block; } .chart .area { fill: var(--chart); opacity: .22; } .chart .ready { fill: none; stroke: var(--chart); stroke-width: 2; } .chart .all { fill: none; stroke: var(--muted); stroke-width: 1; stroke-dasharray: 3 3; } .chart .waiting { fill: none; stroke: var(--bad); stroke-width: 1.5; } .chart .axis { stroke: var(--line); }
.filter { font: inherit; padding: 5px 10px; border-radius: 6px; border: 1px solid var(--line); background: var(--raised); color: inherit; min-width: 220px; font-size: .9rem; }
.scores { display: grid; grid-template-columns: max-content 90px max-content; gap: 1px 10px; font-size: .8rem; align-items: center; } .scores u { height: 5px; background: var(--line); border-radius: 3px; overflow: hidden; } .scores i { display: block; height: 100%; background: var(--accent); }
footer { color: var(--muted); font-size: .86rem; padding: 8px 0 40px; }
@media print { :root:root:root { ${LIGHT} } body { background: none; } .bar { position: static; } .bar nav, #theme, .filter { display: none; } .scroll { overflow: visible; background: none; } section.card { break-inside: auto; } tr, .find, .chart, .node { break-inside: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
@media (max-width: 640px) { .bar > div { gap: 2px 12px; padding-top: 8px; padding-bottom: 4px; } .bar nav { order: 3; flex-wrap: nowrap; overflow-x: auto; width: 100%; margin: 0 -10px; } .bar nav a { white-space: nowrap; } #theme { margin-left: auto; } main, .bar > div { padding: 0 14px; } section.card { padding: 16px 14px; } .find { grid-template-columns: 1fr; } .scroll > table:not(.matrix):has(td:nth-child(3)) { min-width: 46rem; } #workloads td:last-child { min-width: 18rem; } .filter { width: 100%; } }
`;
