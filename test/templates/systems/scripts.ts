import { crumbs, footer, MENU, siteOf } from '../furniture.ts'
import type { MadeLetter } from '../letters.ts'
import { htmlPage, type Template } from '../model.ts'
import { numbers } from '../pagers.ts'
import { plainColumn, type PlainColumn, type Skin } from '../plain-column.ts'
import { escapedTitle } from '../titles.ts'

/** Listings that a script of the page writes: the rows are values in it. */

const scripted = (skin: Skin, rowsOf: (rows: { letter: MadeLetter; href: string }[]) => string): Skin => ({
  letter: skin.letter,
  list: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${view.facts.columnName}</title></head>
<body>
<div class="hd">${MENU}</div>
<div class="pos">${crumbs(view)}</div>
<ul id="newsList"></ul>
${rowsOf(view.rows)}
${view.pager}
${footer(view.facts)}
</body></html>`,
})

/** Objects in a variable. */
const objects = (rows: { letter: MadeLetter; href: string }[]): string => `<script>
var newsData = [
${rows.map(({ letter, href }) => `{id:${letter.id},title:'${letter.title.replaceAll("'", "\\'")}',url:'${href}',time:'${letter.publishedOn}'}`).join(',\n')}
];
for(var i=0;i<newsData.length;i++){document.getElementById('newsList').innerHTML+='<li><a href="'+newsData[i].url+'">'+newsData[i].title+'</a><span>'+newsData[i].time+'</span></li>';}
</script>`

/** One value after another into arrays. */
const pushed = (rows: { letter: MadeLetter; href: string }[]): string => `<script language="javascript">
var urls = new Array(), headers = new Array(), days = new Array();
${rows.map(({ letter, href }, at) => `urls[${at}]="${href}"; headers[${at}]="${letter.title.replaceAll('"', '\\"')}"; days[${at}]="${letter.publishedOn}";`).join('\n')}
writeList(urls, headers, days);
</script>`

/** JSON for a framework. */
const json = (rows: { letter: MadeLetter; href: string }[]): string =>
  `<script id="__DATA__" type="application/json">${JSON.stringify({
    page: { list: rows.map(({ letter, href }) => ({ docTitle: letter.title, docUrl: href, pubDate: letter.publishedOn })) },
  })}</script><div id="root"></div>`

const simple: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${escapedTitle(view.letter)}</title></head>
<body>
<div class="hd">${MENU}</div>
<div class="pos">${crumbs(view)}</div>
<div class="news"><h2>${escapedTitle(view.letter)}</h2><p class="time">${view.letter.publishedOn}　${view.letter.source}</p>
<div class="word">
${view.body}
</div></div>
${footer(view.facts)}
</body></html>`,
  list: () => '',
}

const boxed: Skin = {
  letter: (view) => `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${siteOf(view.facts)}</title></head>
<body>
<div class="nav2020">${MENU}</div>
<div class="box2020"><div class="box2020-t">${escapedTitle(view.letter)}</div>
<div class="box2020-i">发布：${view.letter.publishedOn}　出处：${view.letter.source}</div>
<div class="box2020-c">
${view.body}
</div>
<div class="box2020-b">返回顶部</div></div>
${footer(view.facts)}
</body></html>`,
  list: () => '',
}

const column = (options: Pick<PlainColumn, 'name' | 'columnPath' | 'facts' | 'body' | 'letterPath' | 'skins'>): Template =>
  plainColumn({
    ...options,
    system: 'script',
    pagePath: (page) => `${options.columnPath}index_${page}.html`,
    pager: numbers,
  })

/** A whole listing in one file of a script that the page includes. */
function included(template: Omit<PlainColumn, 'pagePath' | 'pager' | 'system'>): Template {
  const listPath = `${template.columnPath}list.js`
  return plainColumn({
    ...template,
    system: 'script',
    facts: { ...template.facts, perPage: 100 },
    pagePath: (page) => `${template.columnPath}index_${page}.html`,
    pager: () => `<script src="list.js"></script><script>showPage(1, ${template.facts.perPage})</script>`,
    further: (model) =>
      new Map([
        [
          listPath,
          () =>
            htmlPage(
              `var allNews = ${JSON.stringify(model.listed.map((letter) => ({ t: letter.title, u: template.letterPath(letter), d: letter.publishedOn })))};`,
              'application/javascript; charset=utf-8',
            ),
        ],
      ]),
  })
}

export const SCRIPTS: Template[] = [
  column({
    name: 'objects in a script',
    columnPath: '/zfxxgk/zxta/',
    facts: { place: '鹿鸣市', columnName: '政协提案', chamber: 'cppcc', seed: 38, perPage: 5, with: ['files'] },
    body: 'divs',
    letterPath: ({ id }) => `/zfxxgk/zxta/${id + 2_020}.html`,
    skins: [scripted(simple, objects), scripted(boxed, objects)],
  }),
  column({
    name: 'arrays in a script',
    columnPath: '/gkml/jyta/',
    facts: { place: '溪山市', columnName: '人大建议', chamber: 'npc', seed: 40, perPage: 5, with: ['annex'] },
    body: 'breaks',
    letterPath: ({ id, publishedOn }) => `/gkml/jyta/${publishedOn.slice(0, 4)}/${id + 510}.html`,
    skins: [scripted(boxed, pushed), scripted(simple, pushed)],
  }),
  column({
    name: 'json in a page',
    columnPath: '/open/tabl/',
    facts: { place: '竹屿县', columnName: '提案答复', chamber: 'cppcc', seed: 41, perPage: 3, with: ['pictures'] },
    body: 'sections',
    letterPath: ({ id }) => `/open/tabl/detail/${id + 88_000}`,
    skins: [scripted(simple, json), scripted(boxed, json)],
  }),
  included({
    name: 'a script of its own',
    columnPath: '/gk/tabl/',
    facts: { place: '荻港市', columnName: '提案办理', chamber: 'cppcc', seed: 42, perPage: 5, with: ['files'] },
    body: 'paragraphs',
    letterPath: ({ id }) => `/gk/tabl/${id + 1_300}.html`,
    skins: [scripted(simple, () => ''), scripted(boxed, () => '')],
  }),
]
