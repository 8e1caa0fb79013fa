// Search over every version of every letter: the index gives candidates, whose texts are then read to confirm them.
import { BLOCK, bucketsOf, placesIn, plainOf, shardOf } from './terms.js'

/** @typedef {{ id: string, name: string, blocks: number }} Column */
/** @typedef {{ column: Column, postId: string, version: number, publishedOn: string, latest: number }} Candidate */

/** How many results are shown at once, and how many texts are read at a time. */
const SHOWN = 20
const AT_ONCE = 6
/** The most pairs of characters that are looked up in the index; more hardly reduce the candidates. */
const PAIRS = 5

const form = /** @type {HTMLFormElement} */ (document.getElementById('search'))
const results = /** @type {HTMLElement} */ (document.getElementById('results'))
const said = /** @type {HTMLElement} */ (document.getElementById('said'))
const more = /** @type {HTMLButtonElement} */ (document.getElementById('more'))
/** @type {Column[]} */
const columns = JSON.parse(form.dataset.columns ?? '[]')
/** The number of the current query: an older query stops when it has changed. */
let current = 0

document.getElementById('unable')?.remove()
form.hidden = false
const parameters = new URLSearchParams(location.search)
for (const name of ['q', 'column']) {
  const field = fieldOf(name)
  if (field) field.value = parameters.get(name) ?? ''
}
form.addEventListener('submit', (event) => {
  event.preventDefault()
  const [q, column] = [fieldOf('q')?.value.trim() ?? '', fieldOf('column')?.value ?? '']
  const address = new URL(location.href)
  address.search = new URLSearchParams({ q, ...(column && { column }) }).toString()
  history.replaceState(null, '', address)
  void search(q, column)
})
if (parameters.has('q')) void search(parameters.get('q') ?? '', parameters.get('column') ?? '')

/** @param {string} name */
function fieldOf(name) {
  const field = form.elements.namedItem(name)
  return field instanceof HTMLInputElement || field instanceof HTMLSelectElement ? field : undefined
}

/** @param {string} question @param {string} only */
async function search(question, only) {
  const query = ++current
  const terms = question.split(/\s+/).map((term) => plainOf(term).plain).filter(Boolean) // prettier-ignore
  results.replaceChildren()
  more.hidden = true
  if (terms.length === 0 || terms.some((term) => term.length < 2)) {
    say('请至少输入两个字。', 'Type at least two characters.')
    return
  }
  say('正在搜索……', 'Searching …')
  try {
    const sought = columns.filter(({ id }) => only === '' || id === only)
    const candidates = (await Promise.all(sought.map((column) => candidatesIn(column, terms)))).flat().sort(newestFirst)
    if (query === current) await show(candidates, terms, query)
  } catch {
    if (query === current) sayUnread()
  }
}

function sayUnread() {
  say('索引读取失败，请检查网络后重试。', 'The index could not be loaded. Check the connection and try again.')
}

/** @param {Candidate} a @param {Candidate} b */
function newestFirst(a, b) {
  return b.publishedOn.localeCompare(a.publishedOn) || b.postId.localeCompare(a.postId) || b.version - a.version
}

/** @param {Column} column @param {string[]} terms @returns {Promise<Candidate[]>} */
async function candidatesIn(column, terms) {
  const buckets = [...new Set(terms.flatMap((term) => [...bucketsOf(term)]))].slice(0, PAIRS)
  const blocks = await Promise.all(Array.from({ length: column.blocks }, (_, block) => inBlock(column, block, buckets)))
  const versions = blocks.flat()
  /** @type {Map<string, number>} */
  const latest = new Map()
  for (const { postId, version } of versions) latest.set(postId, Math.max(version, latest.get(postId) ?? 0))
  return versions
    .filter(({ found }) => found)
    .map(({ postId, version, publishedOn }) => ({
      column,
      postId,
      version,
      publishedOn,
      latest: latest.get(postId) ?? version,
    }))
}

/** @param {Column} column @param {number} block @param {number[]} buckets */
async function inBlock({ id }, block, buckets) {
  const folder = `${id}/search/${block}`
  /** @type {[number, string, number, string][]} */
  const versions = await (await load(`${folder}.json`)).json()
  if (versions.length === 0) return []
  const places = await Promise.all(
    buckets.map(async (bucket) => placesIn(await bytesOf(`${folder}/${shardOf(bucket)}.bin`), bucket)),
  )
  return versions.map(([place, postId, version, publishedOn]) => {
    return { postId, version, publishedOn, found: places.every((those) => those.has(place % BLOCK)) }
  })
}

/** Files of the index that were read. A failed read is not kept. @type {Map<string, Promise<Uint8Array>>} */
const cache = new Map()

/** @param {string} path */
function bytesOf(path) {
  const bytes = cache.get(path) ?? load(path).then(async (answer) => new Uint8Array(await answer.arrayBuffer()))
  cache.set(path, bytes)
  bytes.catch(() => cache.delete(path))
  return bytes
}

/** @param {string} path */
async function load(path) {
  const answer = await fetch(path)
  if (!answer.ok) throw new Error(`Cannot read ${path}: ${answer.status}`)
  return answer
}

/**
 * Reads the texts of `candidates`, and shows each letter whose newest or an earlier version has every term, once.
 *
 * @param {Candidate[]} candidates
 * @param {string[]} terms
 * @param {number} query
 */
async function show(candidates, terms, query) {
  /** @type {Set<string>} */
  const found = new Set()
  let shown = 0
  let next = 0
  const showSome = async () => {
    more.hidden = true
    for (const until = shown + SHOWN; shown < until && next < candidates.length;) {
      const batch = candidates.slice(next, (next += AT_ONCE)).filter((candidate) => !found.has(letterOf(candidate)))
      const texts = await Promise.all(batch.map(async (candidate) => (await load(textPath(candidate))).text()))
      if (query !== current) return
      batch.forEach((candidate, index) => {
        const letter = letterOf(candidate)
        const result = found.has(letter) ? undefined : resultOf(candidate, texts[index] ?? '', terms)
        if (!result) return
        found.add(letter)
        results.append(result)
        shown++
      })
    }
    more.hidden = next >= candidates.length
    if (shown === 0) say('没有找到。', 'No results.')
    else if (more.hidden) say(`找到 ${shown} 封答复函。`, `${shown} ${shown === 1 ? 'letter' : 'letters'} found.`)
    else say(`已显示 ${shown} 封答复函，还有更多。`, `${shown} letters shown; there are more.`)
  }
  more.onclick = () => void showSome().catch(sayUnread)
  await showSome()
}

/** @param {Candidate} candidate */
function letterOf({ column, postId }) {
  return `${column.id}/${postId}`
}

/** @param {Candidate} candidate */
function textPath({ column, postId, version }) {
  return `${column.id}/${postId}/${version}/text.txt`
}

/** @param {Candidate} candidate @param {string} text @param {string[]} terms */
function resultOf({ column, postId, version, publishedOn, latest }, text, terms) {
  const { plain, from } = plainOf(text)
  if (!terms.every((term) => plain.includes(term))) return undefined
  const result = document.createElement('li')
  const heading = document.createElement('h2')
  const link = document.createElement('a')
  link.lang = 'zh-CN'
  link.href = version === latest ? `${column.id}/${postId}/index.html` : `${column.id}/${postId}/${version}/index.html`
  link.append(...marked(text.slice(0, text.indexOf('\n')), terms))
  heading.append(link)
  const about = document.createElement('p')
  about.className = 'kicker'
  about.append(`${publishedOn} `, Object.assign(document.createElement('span'), { lang: 'zh-CN', textContent: column.name }))
  if (version !== latest)
    about.append(
      ' · ',
      ...both(
        `见于第 ${version} 版，最新的第 ${latest} 版中已没有`,
        `In version ${version}; not in the latest version, ${latest}`,
      ),
    )
  result.append(about, heading)
  const body = text.indexOf('\n') + 1
  const first = from.findIndex((place) => place >= body)
  const places = terms.map((term) => from[plain.indexOf(term, first)] ?? -1).filter((place) => place >= body)
  for (const sentence of new Set(places.map((place) => sentenceAt(text, place)))) {
    const paragraph = document.createElement('p')
    paragraph.lang = 'zh-CN'
    paragraph.append(...marked(sentence, terms))
    result.append(paragraph)
  }
  return result
}

/** The sentence round the place `at`, not beyond its paragraph and no longer than a few lines. @param {string} text @param {number} at */
function sentenceAt(text, at) {
  const before = text.slice(0, at)
  const start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('。'), before.lastIndexOf('；')) + 1
  const end = text.slice(at).search(/[。；\n]/)
  const stop = end < 0 ? text.length : at + end + 1
  const from = Math.max(start, at - 80)
  const to = Math.min(stop, at + 160)
  return `${from > start ? '……' : ''}${text.slice(from, to).trim()}${to < stop ? '……' : ''}`
}

/** `text` with every term in it marked. @param {string} text @param {string[]} terms @returns {(string | HTMLElement)[]} */
function marked(text, terms) {
  const { plain, from } = plainOf(text)
  /** @type {Set<number>} */
  const places = new Set()
  for (const term of terms)
    for (let at = plain.indexOf(term); at >= 0; at = plain.indexOf(term, at + 1))
      for (let place = from[at] ?? 0; place <= (from[at + term.length - 1] ?? 0); place++) places.add(place)
  /** @type {(string | HTMLElement)[]} */
  const parts = []
  for (let at = 0; at < text.length;) {
    const start = at
    const isMarked = places.has(at)
    while (at < text.length && places.has(at) === isMarked) at++
    const part = text.slice(start, at)
    parts.push(isMarked ? Object.assign(document.createElement('mark'), { textContent: part }) : part)
  }
  return parts
}

/** The same in both languages. @param {string} zh @param {string} en */
function both(zh, en) {
  const chinese = Object.assign(document.createElement('span'), { className: 'zh', textContent: zh })
  const english = Object.assign(document.createElement('span'), { lang: 'en', textContent: en })
  return [chinese, ' ', english]
}

/** @param {string} zh @param {string} en */
function say(zh, en) {
  said.replaceChildren(...both(zh, en))
}
