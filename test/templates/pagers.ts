import type { PagerView } from './plain-column.ts'

/** The ways in which systems lead to the other pages of a listing. */

/** `createPageHTML(2, 0, "index", "html")`: the script writes the links, the page has none. `first` is the number of page 1. */
export const scripted =
  (name: string, extension: string, first = 0, quote = '"') =>
  ({ page, pages, total }: PagerView): string =>
    `<div class="page"><script type="text/javascript">createPageHTML(${pages}, ${page - 1 + first}, ${quote}${name}${quote}, ${quote}${extension}${quote}, ${total});</script></div>`

/** `createPageHTML('page_div', 2, 1, 'list', 'shtml', 8)`: an element's id goes before. */
export const scriptedInto =
  (name: string, extension: string) =>
  ({ page, pages, total }: PagerView): string =>
    `<div id="page_div" class="pagination"></div><script>createPageHTML('page_div',${pages}, ${page},'${name}','${extension}',${total});</script>`

/** Variables that a script of the site turns into links. */
export const variables =
  (name: string, extension: string) =>
  ({ page, pages }: PagerView): string =>
    `<div class="fanye"><script>
var currentPage = ${page - 1};//所在页从0开始
var prevPage = currentPage-1
var nextPage = currentPage+1
var countPage = ${pages}//共多少页
createPageHTML(countPage, currentPage, "${name}", "${extension}");
</script></div>`

/** Numbers as links. */
export function numbers({ page, pages, pathOf }: PagerView): string {
  const number = (at: number) =>
    at === page ? `<span class="cur">${at}</span>` : `<a href="${escapedPath(pathOf(at))}">${at}</a>`
  return `<div class="pages">${Array.from({ length: pages }, (_, index) => number(index + 1)).join(' ')}</div>`
}

/** A link to the next page, and to no other. */
export function nextOnly({ page, pages, pathOf }: PagerView): string {
  return page < pages
    ? `<div class="more"><a href="${escapedPath(pathOf(page + 1))}">下一页</a></div>`
    : '<div class="more">没有更多了</div>'
}

/** 共8条记录 1/2页 首页 上一页 下一页 尾页, as links. */
export function counted({ page, pages, total, pathOf }: PagerView): string {
  const link = (to: number, text: string, isThere: boolean) =>
    isThere ? `<a href="${escapedPath(pathOf(to))}">${text}</a>` : `<span>${text}</span>`
  return `<div class="pagebar">共${total}条记录 ${page}/${pages}页 ${link(1, '首页', page > 1)} ${link(page - 1, '上一页', page > 1)} ${link(page + 1, '下一页', page < pages)} ${link(pages, '尾页', page < pages)}</div>`
}

/** The same, with scripts in place of addresses. */
export function clicked({ page, pages, total, pathOf }: PagerView): string {
  const link = (to: number, text: string, isThere: boolean) =>
    isThere
      ? `<a href="javascript:;" onclick="location.href='${pathOf(to)}';">${text}</a>`
      : `<a disabled="disabled">${text}</a>`
  return `<div class="pg-3">共 ${total} 条 ${page}/${pages}页 ${link(page - 1, '上一页', page > 1)} ${link(page + 1, '下一页', page < pages)} 跳转到第<input type="text" size="3">页</div>`
}

function escapedPath(path: string): string {
  return path.replace(/&/g, '&amp;')
}
