/** The one style sheet of the record's pages. */
export const STYLE = `:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --card: #ffffff; --ink: #1d1f23; --soft: #575d66; --line: #dcd8cf; --link: #0b4f8a;
  --accent: #8a1f11; --added: #d8f3dc; --added-ink: #0b4a22; --removed: #fde2e0; --removed-ink: #7c1410; --notice: #fff4d6;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #15171a; --card: #1d2024; --ink: #e8e6e1; --soft: #a9adb5; --line: #363b42; --link: #8cc4ff;
    --accent: #ff9d8a; --added: #12391f; --added-ink: #b6f2c6; --removed: #4a1a18; --removed-ink: #ffc9c4; --notice: #3a3214;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 3rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.75 "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif;
  overflow-wrap: anywhere; text-size-adjust: 100%; }
a { color: var(--link); text-underline-offset: .2em; }
a:focus-visible, .change:focus-visible, .change:target { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .25rem .75rem; }
header.site { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1.25rem; padding: .75rem 0; border-bottom: 1px solid var(--line); }
.sections { flex: 1; }
.sections ul { display: flex; flex-wrap: wrap; gap: 0 1.1rem; list-style: none; margin: 0; padding: 0; }
.sections a { text-decoration: none; color: var(--ink); }
.sections a:hover, .sections [aria-current] { text-decoration: underline; text-decoration-thickness: 2px; }
.languages { margin: 0; font-size: .9rem; }
.trail { padding-top: .75rem; }
.crumbs { display: flex; flex-wrap: wrap; gap: 0 .5rem; list-style: none; margin: 0; padding: 0; font-size: .9rem; color: var(--soft); }
.crumbs li + li::before { content: "› "; }
.brand { color: var(--accent); font-weight: 700; text-decoration: none; letter-spacing: .02em; }
h1 { font-size: clamp(1.4rem, 4.5vw, 2rem); line-height: 1.35; margin: 1.25rem 0 .75rem; text-wrap: balance; }
h2 { font-size: 1.2rem; line-height: 1.4; margin: 2.25rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
/* A page holds both languages and shows one: English where language.js says so, or, without it, while the address ends in #en. */
:root:not(:target, .english) [lang="en"]:not(a), :root:is(:target, .english) :is(.zh, .to-english), :root:not(:target, .english) .to-chinese { display: none; }
.intro { font-size: 1.1rem; margin-bottom: .25rem; }
.small, footer.site { font-size: .85rem; color: var(--soft); }
footer.site { margin-top: 3rem; padding-top: .5rem; border-top: 1px solid var(--line); }
.kicker { margin: 1.25rem 0 0; color: var(--soft); font-size: .9rem; }
.kicker + h1 { margin-top: .25rem; }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.what { display: inline-block; padding: 0 .5rem; border: 1px solid currentColor; border-radius: .25rem; color: var(--accent); font-weight: 600; font-size: .9em; line-height: 1.6; }
.what { margin-right: .35rem; }
.entry { color: var(--soft); font-size: .85rem; }
.cosmetic .what { color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 15rem), 1fr)); gap: .5rem 1.5rem; margin: 1rem 0; }
.counts { grid-template-columns: repeat(auto-fill, minmax(6.5rem, 1fr)); }
.counts dd { font-size: 1.35rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.facts dt { color: var(--soft); font-size: .85rem; line-height: 1.5; }
.facts dd { margin: 0; }
.notice { background: var(--notice); border-left: 4px solid var(--accent); padding: .5rem 1rem; margin: 1rem 0; }
.notice p { margin: .25rem 0; }
.lead { border-left: 4px solid var(--accent); padding-left: 1rem; font-size: 1.1rem; }
.lead.cosmetic { border-color: var(--line); }
.lead p { margin: .25rem 0; }
.tags { display: flex; flex-wrap: wrap; gap: .35rem; list-style: none; margin: .5rem 0; padding: 0; font-size: .85rem; }
.tags li { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .6rem; background: var(--card); }
ins { background: var(--added); color: var(--added-ink); text-decoration: underline; text-decoration-thickness: 2px; text-underline-offset: .2em; }
del { background: var(--removed); color: var(--removed-ink); text-decoration: line-through; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.note, .gap { color: var(--soft); font-size: .85em; }
.gap { text-align: center; }
.legend { font-size: .85rem; }
table { width: 100%; border-collapse: collapse; background: var(--card); border: 1px solid var(--line); }
caption { text-align: left; font-weight: 600; padding: .5rem 0; }
th, td { text-align: left; vertical-align: top; padding: .45rem .65rem; border-bottom: 1px solid var(--line); }
thead th { font-size: .85rem; color: var(--soft); white-space: nowrap; }
td:empty { padding: 0; }
.side-by-side { table-layout: fixed; }
.side-by-side td { width: 50%; padding: .45rem .65rem; }
.letters td:first-child, .letters td:nth-child(4), .letters td:nth-child(5) { white-space: nowrap; font-variant-numeric: tabular-nums; }
.letters td:nth-child(3) { overflow-wrap: break-word; }
.withdrawn td:nth-child(4), .delisted td:nth-child(4) { color: var(--accent); font-weight: 600; }
.letter { background: var(--card); border: 1px solid var(--line); padding: .5rem 1.25rem 1rem; }
.letter p { margin: .6rem 0; text-indent: 2em; white-space: pre-wrap; }
.letter .addressee, .letter .row, .letter .flag { text-indent: 0; }
.letter .signature, .letter .date { text-align: right; text-indent: 0; margin: .2rem 0; }
.letter .flag { color: var(--accent); font-weight: 600; }
.promises > li { margin: .75rem 0; padding-left: .25rem; }
.promises p { margin: .25rem 0; }
.promises .facts { margin: .25rem 0; gap: .25rem 1.5rem; }
.found li { margin: .35rem 0; }
.rules dt { font-weight: 600; margin-top: 1rem; }
.rules dd { margin: 0; }
.rules p { margin: .25rem 0; }
.equivalents { display: flex; flex-wrap: wrap; gap: .35rem 1rem; list-style: none; padding: 0; }
.timeline, .steps { list-style: none; margin: 0; padding: 0; }
.event { padding: .25rem 0 .75rem; border-bottom: 1px solid var(--line); }
.event .kicker { margin-top: .5rem; }
.event h3 { margin: .15rem 0; }
.event p { margin: .15rem 0; }
.steps { border-left: 2px solid var(--line); margin-left: .4rem; }
.step { position: relative; padding: .25rem 0 .5rem 1.1rem; }
.step::before { content: ""; position: absolute; left: -.42rem; top: .75rem; width: .7rem; height: .7rem; border-radius: 50%; background: var(--accent); }
.step.cosmetic::before, .step.discarded::before { background: var(--line); }
.step > a { white-space: nowrap; }
.step p { margin: .1rem 0; }
.column { background: var(--card); border: 1px solid var(--line); padding: .25rem 1.25rem; margin: 1rem 0; }
.column h3 { margin: .75rem 0 0; }
.column p { margin: 0; color: var(--soft); }
.evidence { margin-top: 2.5rem; background: var(--card); border: 1px solid var(--line); padding: 0 1.25rem .5rem; }
.evidence h2 { border: 0; margin: .75rem 0 0; padding: 0; }
.hash { font: .8rem/1.5 ui-monospace, "SFMono-Regular", Consolas, monospace; }
.addresses { padding-left: 1.2rem; }
@media (max-width: 40rem) {
  .letters thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .letters, .letters tbody, .letters caption { display: block; }
  .letters caption { padding: .5rem .75rem; }
  .letters tr { display: flex; flex-wrap: wrap; gap: 0 .75rem; padding: .6rem .75rem; border-bottom: 1px solid var(--line); }
  .letters td { border: 0; padding: 0; font-size: .85rem; }
  .letters td:nth-child(2) { flex: 1 0 100%; order: -1; font-size: 1rem; }
  .letter { padding: .25rem .85rem .75rem; }
  th, td, .side-by-side td { padding: .35rem .45rem; }
}
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #999; --link: #000; --accent: #000; }
  body { max-width: none; font-size: 11pt; }
  header.site, footer.site, .skip { display: none; }
  .event, .step, tr, .evidence { break-inside: avoid; }
  ins, del { background: none; }
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
