/** The one style sheet of the record's pages: quiet, for reading, in the reader's own fonts; no colour says anything that words do not. */
export const STYLE = `:root {
  color-scheme: light dark;
  --paper: #faf9f6; --card: #ffffff; --ink: #1c1e21; --soft: #565c65; --line: #dedad1; --link: #0b4f8a;
  --accent: #8a1f11; --added: #dcf3e0; --added-ink: #0b4a22; --removed: #fde4e1; --removed-ink: #7c1410; --notice: #fdf3d8; --mark: #ffe89a; --bar: #9c4b3f;
  --sans: "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", system-ui, sans-serif;
  --serif: "Songti SC", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Microsoft YaHei", serif;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --card: #1b1e23; --ink: #e6e4df; --soft: #a8adb6; --line: #343941; --link: #8cc4ff;
    --accent: #ff9d8a; --added: #12391f; --added-ink: #b6f2c6; --removed: #4a1a18; --removed-ink: #ffc9c4; --notice: #352e15; --mark: #5c4a00; --bar: #c9796b;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 66rem; padding: 0 clamp(1rem, 4vw, 2rem) 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.75 var(--sans); overflow-wrap: anywhere; text-size-adjust: 100%; }
/* A page holds both languages and shows one: English where language.js says so, or, without it, while the address ends in #en. */
:root:not(:target, .english) [lang="en"]:not(a), :root:is(:target, .english) :is(.zh, .to-english), :root:not(:target, .english) .to-chinese { display: none; }
[hidden] { display: none !important; }
a { color: var(--link); text-underline-offset: .2em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible, .change:target { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .25rem .75rem; z-index: 1; }
header.site { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 1.5rem; padding: .9rem 0 .7rem; border-bottom: 1px solid var(--line); }
.brand { color: var(--accent); font-weight: 700; text-decoration: none; letter-spacing: .01em; font-size: 1.1rem; }
.sections { flex: 1; }
.sections ul { display: flex; flex-wrap: wrap; gap: 0 .25rem; list-style: none; margin: 0; padding: 0; }
.sections a { display: inline-block; padding: .15rem .5rem; text-decoration: none; color: var(--ink); }
.sections a:hover, .sections [aria-current] { text-decoration: underline; text-decoration-thickness: 2px; text-decoration-color: var(--accent); text-underline-offset: .45em; }
.languages { margin: 0; font-size: .9rem; }
.languages a { display: inline-block; padding: .15rem 0; }
@media (max-width: 40rem) { header.site { justify-content: space-between; } .sections { order: 1; flex: 1 0 100%; margin-left: -.35rem; } }
.crumbs { display: flex; flex-wrap: wrap; gap: 0 .5rem; list-style: none; margin: 0; padding: .75rem 0 0; font-size: .9rem; color: var(--soft); }
.crumbs li + li::before { content: "›"; margin-right: .5rem; }
.crumbs a { color: inherit; }
h1 { font-size: clamp(1.45rem, 4.5vw, 2.1rem); line-height: 1.35; margin: 1.5rem 0 .75rem; text-wrap: balance; font-weight: 650; }
h2 { font-size: 1.2rem; line-height: 1.4; margin: 2.75rem 0 1rem; padding-top: .9rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; line-height: 1.5; margin: 1.25rem 0 .5rem; }
h4 { font-size: 1rem; line-height: 1.5; margin: 1rem 0 .25rem; }
p { margin: .75rem 0; }
/* A line holds about 42 characters of Chinese. */
main p, main dd > p { max-width: 42em; }
.opening, .intro { max-width: 42rem; }
kbd { font: .8em ui-monospace, monospace; padding: 0 .35em; border: 1px solid var(--line); border-radius: .25em; color: var(--soft); }
details { margin: 1rem 0; }
summary { cursor: pointer; }
.small, footer.site { font-size: .875rem; color: var(--soft); }
footer.site { margin-top: 4rem; padding-top: .75rem; border-top: 1px solid var(--line); }
footer.site p { max-width: 48rem; margin: .4rem 0; }
.kicker { margin: 1.5rem 0 0; color: var(--soft); font-size: .9rem; }
.kicker + h1, .kicker + h2 { margin-top: .25rem; }
time, .count, dd, td, .chart text { font-variant-numeric: tabular-nums; }
time { white-space: nowrap; }
.count { color: var(--soft); font-size: .9em; }
.what { display: inline-block; padding: 0 .5rem; margin-right: .35rem; border: 1px solid currentColor; border-radius: .2rem; color: var(--accent); font-weight: 600; font-size: .85rem; line-height: 1.6; }
.cosmetic .what, .discarded .what { color: var(--soft); }
.plain, .years, .periods { list-style: none; margin: 0; padding: 0; }
.plain li { padding: .15rem 0; }
.years { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin: .5rem 0 1rem; }
.years [aria-current] { color: var(--ink); font-weight: 600; }
.periods { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 14rem), 1fr)); gap: .35rem 1.5rem; }

.home { display: grid; gap: 0 3rem; }
@media (min-width: 60rem) { .home { grid-template-columns: minmax(0, 1fr) 18rem; } }
.home h2 { margin-top: 1.5rem; }
.timeline ol { list-style: none; margin: 0; padding: 0; }
.day { display: grid; gap: 0 1.5rem; border-top: 1px solid var(--line); }
.day:first-child { border-top: 0; }
.day h3 { margin: .9rem 0 0; font-size: .95rem; color: var(--soft); font-weight: 600; }
@media (min-width: 44rem) { .day { grid-template-columns: 6rem minmax(0, 1fr); } .day h3 { position: sticky; top: 0; align-self: start; padding-top: .05rem; } }
.event { padding: .75rem 0; }
.event + .event { border-top: 1px solid var(--line); }
.event .kicker { margin: 0; font-size: .875rem; max-width: none; }
:is(.event, .step) > time, .event .kicker time { margin-right: .35rem; }
.event h4 { margin: .2rem 0 .1rem; font-size: 1.05rem; font-weight: 600; }
.event h4 a { text-decoration: none; }
.event h4 a:hover { text-decoration: underline; }
.event p { margin: .1rem 0; }
.from { margin-left: .35rem; }
.filters { margin: 0 0 1rem; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .35rem; }
.filters fieldset { display: flex; flex-wrap: wrap; align-items: center; gap: .3rem .4rem; border: 0; margin: 0; padding: .2rem 0; min-width: 0; }
.filters legend { float: left; width: 6.5em; padding: 0; color: var(--soft); font-size: .875rem; }
.filters label { position: relative; font-size: .9rem; }
.filters input { position: absolute; inset: 0; opacity: 0; margin: 0; width: 100%; height: 100%; cursor: pointer; }
.filters label > span { display: block; padding: .1rem .7rem; border: 1px solid var(--line); border-radius: 1rem; }
.filters input:checked + span { background: var(--ink); border-color: var(--ink); color: var(--paper); }
.filters input:focus-visible + span { outline: 3px solid var(--link); outline-offset: 2px; }
.filters p { margin: .35rem 0 0; }
@media (max-width: 30rem) { .filters legend { float: none; width: auto; } }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: .6rem 1.5rem; margin: 1.25rem 0; }
.facts dt { color: var(--soft); font-size: .85rem; line-height: 1.5; }
.facts dd { margin: 0; }
.counts { grid-template-columns: repeat(auto-fill, minmax(5rem, 1fr)); }
.counts dd { font-size: 1.5rem; line-height: 1.3; }
.column { background: var(--card); border: 1px solid var(--line); border-radius: .35rem; padding: .25rem 1.1rem .75rem; margin: 0 0 1rem; }
.column h3 { margin: .75rem 0 0; }
.column p { margin: 0; color: var(--soft); font-size: .9rem; }
.column .facts { margin: .6rem 0; grid-template-columns: repeat(3, 1fr); gap: .5rem; }
.column .look { font-size: .85rem; padding-top: .5rem; border-top: 1px solid var(--line); }
.look.partial, .look.failed { color: var(--accent); }
.notice { background: var(--notice); border-left: 4px solid var(--accent); padding: .6rem 1rem; margin: 1rem 0; }
.notice p { margin: .25rem 0; }
.lead { border-left: 4px solid var(--accent); padding-left: 1rem; font-size: 1.1rem; }
.lead.cosmetic { border-color: var(--line); }
.lead p { margin: .25rem 0; }
.tags { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; margin: .6rem 0; padding: 0; font-size: .85rem; }
.tags li { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .65rem; background: var(--card); }
ins { background: var(--added); color: var(--added-ink); text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: .2em; }
del { background: var(--removed); color: var(--removed-ink); text-decoration: line-through; }
mark { background: var(--mark); color: inherit; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.note, .gap { color: var(--soft); font-size: .85em; }
.gap { text-align: center; }
.legend { font-size: .85rem; }
.steps-between { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; position: sticky; top: 0; padding: .4rem 0; background: var(--paper); font-size: .9rem; z-index: 1; }
button, select, input[type="search"] { font: inherit; color: var(--ink); background: var(--card); border: 1px solid var(--soft); border-radius: .3rem; padding: .2rem .8rem; }
button { cursor: pointer; }
button:hover { border-color: var(--ink); }

table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .5rem .7rem; border-bottom: 1px solid var(--line); }
thead th { font-size: .85rem; color: var(--soft); white-space: nowrap; font-weight: 600; }
th button { border: 0; padding: 0; background: none; color: inherit; font-weight: inherit; white-space: nowrap; }
th button::after { content: " ↕"; opacity: .55; }
[aria-sort="ascending"] button::after { content: " ↑"; opacity: 1; }
[aria-sort="descending"] button::after { content: " ↓"; opacity: 1; }
.side-by-side { table-layout: fixed; }
.side-by-side td { width: 50%; }
.letters td:nth-child(1), .letters td:nth-child(4), .letters td:nth-child(5) { white-space: nowrap; }
.letters td:nth-child(5) { text-align: right; }
.withdrawn td:nth-child(4), .delisted td:nth-child(4) { color: var(--accent); font-weight: 600; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 19rem), 1fr)); gap: 1.25rem; }
.chart { margin: 0; padding: .75rem 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .35rem; min-width: 0; }
.chart figcaption { font-weight: 600; }
.chart svg { display: block; width: 100%; height: auto; margin: .5rem 0; }
.chart rect { fill: var(--bar); }
.chart line { stroke: var(--line); }
.chart text { fill: var(--ink); font-size: 12px; text-anchor: middle; }
.numbers { overflow-x: auto; }
.numbers table { font-size: .85rem; border: 0; }
.numbers :is(th, td) { padding: .25rem .5rem; white-space: nowrap; }

/* 42 characters, and what lies beside them. */
.letter { max-width: calc(42em + 2 * clamp(.9rem, 4vw, 3rem)); background: var(--card); border: 1px solid var(--line); border-radius: .35rem; padding: clamp(.5rem, 3vw, 2rem) clamp(.9rem, 4vw, 3rem) clamp(1rem, 3vw, 2.25rem); font-family: var(--serif); font-size: 1.06rem; line-height: 1.9; }
.letter p { max-width: none; margin: .7rem 0; text-indent: 2em; white-space: pre-wrap; }
.letter :is(h3, h4) { font-family: var(--sans); }
.letter :is(.addressee, .row, .flag) { text-indent: 0; }
.letter :is(.signature, .date) { text-align: right; text-indent: 0; margin: .2rem 0; }
.letter .flag { color: var(--accent); font-weight: 600; }
.diff > p, .side-by-side { font-family: var(--serif); line-height: 1.9; }
.diff > .legend, .diff > .notice, .side-by-side th { font-family: var(--sans); }
.steps { list-style: none; margin: 0 0 0 .4rem; padding: 0; border-left: 2px solid var(--line); }
.step { position: relative; padding: .3rem 0 .6rem 1.2rem; }
.step::before { content: ""; position: absolute; left: calc(-.4rem - 1px); top: .85rem; width: .7rem; height: .7rem; border-radius: 50%; background: var(--accent); border: 2px solid var(--accent); }
.step:is(.cosmetic, .discarded)::before { background: var(--paper); border-color: var(--soft); }
.step > a { white-space: nowrap; }
.step p { margin: .15rem 0; }
.entry { color: var(--soft); font-size: .85rem; }
.promises { padding-left: 0; list-style: none; }
.promises > li { padding: .9rem 0; border-top: 1px solid var(--line); }
.promises > li p { margin: .2rem 0; }
.promises .facts { margin: .4rem 0 0; gap: .2rem 1.5rem; font-size: .9rem; }
.results { list-style: none; padding: 0; }
.results li { padding: .9rem 0; border-top: 1px solid var(--line); }
.results :is(p, h2, .kicker) { margin: .15rem 0; }
.results h2 { font-size: 1.05rem; border: 0; padding: 0; }
#search { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; }
#search p { margin: 0; min-width: 0; }
#search p:first-child { flex: 1 1 20rem; }
#search label { display: block; line-height: 1.6; font-size: .875rem; color: var(--soft); }
#search :is(input, select, button) { height: 2.75rem; padding: .4rem .8rem; max-width: 100%; }
#search input { width: 100%; }
.evidence { margin-top: 2.75rem; background: var(--card); border: 1px solid var(--line); border-radius: .35rem; padding: 0 1.25rem .5rem; }
.evidence h2 { border: 0; margin: .9rem 0 0; padding: 0; }
.hash { font: .8rem/1.5 ui-monospace, "SFMono-Regular", Consolas, monospace; }
pre { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: .35rem; padding: .75rem 1rem; font: .85rem/1.6 ui-monospace, "SFMono-Regular", Consolas, "PingFang SC", "Noto Sans CJK SC", monospace; }
.addresses { padding-left: 1.2rem; }
.rules dt { margin-top: 1rem; font-weight: 600; }
.rules dd { margin: .2rem 0 0 1.25rem; max-width: 42em; }
.rules dd p { margin: .2rem 0; }
.equivalents { display: flex; flex-wrap: wrap; gap: .5rem; list-style: none; padding: 0; }
.equivalents li { padding: .1rem .7rem; border: 1px solid var(--line); border-radius: .3rem; background: var(--card); letter-spacing: .15em; }
@media (max-width: 40rem) {
  .letters thead { position: static; }
  .letters, .letters tbody, .letters caption { display: block; }
  .letters thead tr { display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: .4rem .75rem; }
  .letters thead th { border: 0; padding: 0; }
  .letters caption { padding: .5rem .75rem; }
  .letters tbody tr { display: flex; flex-wrap: wrap; gap: 0 .75rem; padding: .6rem .75rem; border-bottom: 1px solid var(--line); }
  .letters td { border: 0; padding: 0; font-size: .85rem; }
  .letters td:nth-child(2) { flex: 1 0 100%; order: -1; font-size: 1rem; }
  th, td { padding: .35rem .45rem; }
  :is(.gaps, .figures) :is(th, time) { white-space: normal; }
  .sections a { padding: .15rem .35rem; }
  .sections ul { gap: 0; }
  .facts:not(.counts, .evidence .facts) { gap: .35rem; }
  .facts:not(.counts, .evidence .facts) > div { display: grid; grid-template-columns: 6.5em minmax(0, 1fr); gap: .5rem; align-items: baseline; }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #999; --link: #000; --accent: #000; --added: #fff; --added-ink: #000; --removed: #fff; --removed-ink: #000; --notice: #fff; --mark: #fff; }
  body { max-width: none; padding: 0; font-size: 11pt; }
  header.site, .trail, .skip, .filters, .steps-between, #search, #more { display: none; }
  .event, .step, tr, .evidence, .chart, .promises > li { break-inside: avoid; }
  .letter { border: 0; padding: 0; }
  .cite { break-before: avoid; }
}
`

/** The style sheet of a feed that somebody opens in a browser: plain blocks, and the markup of its contents left out. */
export const FEED_STYLE = `rss, feed { display: block; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.7 system-ui, sans-serif; }
item, entry { display: block; margin: 1rem 0; padding-top: .75rem; border-top: 1px solid #bbb; }
title, description, subtitle, summary, pubDate, updated { display: block; }
channel > title, feed > title { font-size: 1.5rem; font-weight: 700; }
item > title, entry > title { font-weight: 700; }
link, guid, id, language, lastBuildDate, category, author, content, published, item > * { display: none; }
item > title, item > description, item > pubDate { display: block; }
`
