import type { ChildNode, Element, ParentNode } from 'domhandler'
import { isElement, type Page, select } from '../page.ts'

const USABLE = /^[A-Za-z_][\w-]{0,60}$/
/** A name with three digits in a row may name one letter, one visit or a width. */
const NUMBERED = /\d{3}/

/** What an element is called in every letter of its template: tag, id and classes without those that may name one letter. */
export function keyOf(element: Element): string {
  const id = idOf(element)
  const classes = classesOf(element).filter((name) => !NUMBERED.test(name))
  const own = id === undefined || NUMBERED.test(id) ? [] : [`#${id}`]
  return [element.name, ...own, ...classes.map((name) => `.${name}`)].join('')
}

/** Whether the key of `element` says more than its tag. */
export function hasOwnName(element: Element): boolean {
  return keyOf(element) !== element.name
}

function idOf({ attribs }: Element): string | undefined {
  const id = attribs['id']?.trim() ?? ''
  return USABLE.test(id) ? id : undefined
}

function classesOf({ attribs }: Element): string[] {
  const names = (attribs['class'] ?? '').split(/\s+/).slice(0, 8)
  return [...new Set(names.filter((name) => USABLE.test(name)))]
}

/** Around an element, so many ancestors are tried as the beginning of a selector. */
const MAX_ANCHORS = 6
/** A path by positions is written for elements no deeper than this, with no more siblings before them. */
const MAX_DEPTH = 40
const MAX_SIBLINGS = 400

/**
 * CSS selectors that may match `element` in every letter of its template, the most robust first: by id, by class, by the id or class of an
 * ancestor and the tags between, by position among its siblings.
 */
export function selectorsFor(element: Element): string[] {
  const own = ownSelectors(element)
  const anchored = ancestorsOf(element, MAX_ANCHORS).flatMap((anchor) => {
    const names = ownSelectors(anchor).slice(0, 2)
    if (names.length === 0) return []
    const placed = positionsBetween(anchor, element)
    const bare = element.parent === anchor && TAG.test(element.name) ? element.name : undefined
    return names.map((selector) => ({ selector, bare, placed }))
  })
  const byName = anchored.flatMap(({ selector }) => own.slice(0, 2).map((mine) => `${selector} ${mine}`))
  const byTag = anchored.flatMap(({ selector, bare }) => (bare === undefined ? [] : [`${selector} > ${bare}`]))
  const byPlace = anchored.flatMap(({ selector, placed }) => (placed === undefined ? [] : [`${selector} > ${placed}`]))
  const path = pathTo(element)
  return [...new Set([...own, ...byName, ...byTag, ...byPlace, ...(path === undefined ? [] : [path])])]
}

/** Whether `selector` uses names alone, which a line that only some letters have does not change. */
export function isNamed(selector: string): boolean {
  return !selector.includes(':nth-of-type')
}

/** How far a selector that holds on the letters of a sample can be trusted on others: by names, by names with numbers, by position. */
export function robustness(selector: string): number {
  if (!isNamed(selector)) return 2
  return NUMBERED.test(selector) ? 1 : 0
}

/** For a selector by positions, those with one of them shifted by one or two: a line that only some letters have shifts positions. */
export function neighbouring(selector: string): string[] {
  const positions = [...selector.matchAll(/:nth-of-type\((\d{1,6})\)/g)].reverse()
  return positions.flatMap(({ 0: step, 1: nth, index }) =>
    [1, -1, 2, -2]
      .map((shift) => Number(nth) + shift)
      .flatMap((shifted) =>
        shifted > 0 ? [`${selector.slice(0, index)}:nth-of-type(${shifted})${selector.slice(index + step.length)}`] : [],
      ),
  )
}

function ownSelectors(element: Element): string[] {
  const id = idOf(element)
  const classes = TAG.test(element.name) ? classesOf(element) : []
  return [
    ...(id === undefined ? [] : [`#${id}`]),
    ...(classes.length > 1 ? [`${element.name}.${classes.join('.')}`] : []),
    ...classes.map((name) => `${element.name}.${name}`),
    ...(/^(article|main|h1)$/.test(element.name) ? [element.name] : []),
  ]
}

const TAG = /^[a-z][a-z0-9-]*$/

function positionsBetween(anchor: Element, element: Element): string | undefined {
  const steps: string[] = []
  for (let at = element; at !== anchor;) {
    const position = positionOf(at)
    const parent = parentElement(at)
    if (position === undefined || parent === undefined) return undefined
    steps.push(position)
    at = parent
  }
  return steps.reverse().join(' > ')
}

/** The whole path from the root; the tags of the document itself need no position. */
function pathTo(element: Element): string | undefined {
  const around = [element, ...ancestorsOf(element, MAX_DEPTH + 1)]
  if (around.length > MAX_DEPTH) return undefined
  const steps = around.map((at) => (/^(html|body)$/.test(at.name) ? at.name : positionOf(at)))
  return steps.every((step) => step !== undefined) ? steps.reverse().join(' > ') : undefined
}

function positionOf(element: Element): string | undefined {
  if (!TAG.test(element.name)) return undefined
  let nth = 1
  let seen = 0
  for (let at: ChildNode | null = element.prev; at !== null; at = at.prev) {
    if (++seen > MAX_SIBLINGS) return undefined
    if (isElement(at) && at.name === element.name) nth++
  }
  return `${element.name}:nth-of-type(${nth})`
}

/** The elements around `element`, the innermost first, at most `limit`. */
export function ancestorsOf(element: Element | undefined, limit = Infinity): Element[] {
  const found: Element[] = []
  for (let at = element && parentElement(element); at !== undefined && found.length < limit; at = parentElement(at))
    found.push(at)
  return found
}

function parentElement({ parent }: Element): Element | undefined {
  return parent !== null && isElement(parent) ? parent : undefined
}

/** One step of a selector: how it follows the step before, and what an element must be. */
type Step = { isChild: boolean; tag: string | undefined; id: string | undefined; classes: string[]; nth: number | undefined }

/**
 * The elements that `selector` matches, without those inside another of them, in document order. Selectors of the forms that are learned
 * take linear time; `:nth-of-type` would otherwise take quadratic time on a flat page. An operator's selector may have any form.
 */
export function selectOutermost(page: Page, selector: string): Element[] {
  const steps = parseSelector(selector)
  const found = steps === undefined ? selectAny(page, selector) : findSteps(page, steps)
  const all = new Set<ParentNode>(found)
  const covered = new Map<ParentNode, boolean>()
  return found.filter((element) => !isInside(element, all, covered))
}

/** An operator's selector that is no CSS matches nothing; the refusal names it. */
function selectAny(page: Page, selector: string): Element[] {
  try {
    return select(page, selector)
  } catch {
    return []
  }
}

function parseSelector(selector: string): Step[] | undefined {
  const steps: Step[] = []
  for (const [at, part] of selector.split(/ > | (?!>)/).entries()) {
    const found = STEP.exec(part)
    if (part === '' || found === null) return undefined
    const [, tag, id, classes = '', nth] = found
    const isChild = at > 0 && separators(selector)[at - 1] === ' > '
    steps.push({ isChild, tag, id, classes: classes.split('.').slice(1), nth: nth === undefined ? undefined : Number(nth) })
  }
  return steps
}

const STEP = /^([a-z][a-z0-9-]*)?(?:#([A-Za-z_][\w-]*))?((?:\.[A-Za-z_][\w-]*)*)(?::nth-of-type\((\d{1,6})\))?$/

function separators(selector: string): string[] {
  return selector.match(/ > | (?!>)/g) ?? []
}

function findSteps(page: Page, steps: Step[]): Element[] {
  const [first, ...rest] = steps
  if (first === undefined) return []
  let found = candidatesOf(page, first).filter((element) => matchesStep(element, first))
  for (const step of rest) {
    if (found.length === 0) return []
    found = step.isChild ? childrenOf(found, step) : descendantsOf(page, found, step)
  }
  return found
}

function childrenOf(parents: Element[], step: Step): Element[] {
  return parents.flatMap((parent) => {
    let nth = 0
    return parent.children.filter(isElement).filter((child) => {
      if (step.tag !== undefined && child.name === step.tag) nth++
      return matchesNames(child, step) && (step.nth === undefined || nth === step.nth)
    })
  })
}

function descendantsOf(page: Page, found: Element[], step: Step): Element[] {
  const around = new Set<ParentNode>(found)
  const covered = new Map<ParentNode, boolean>()
  return candidatesOf(page, step).filter((element) => isInside(element, around, covered) && matchesStep(element, step))
}

/** Whether an element around `element` is in `around`. What was found for its ancestors is kept in `covered`: linear over a page. */
function isInside(element: Element, around: Set<ParentNode>, covered: Map<ParentNode, boolean>): boolean {
  const climbed: ParentNode[] = []
  let known = false
  for (let at = element.parent; at !== null; at = at.parent) {
    const before = covered.get(at)
    known = before ?? around.has(at)
    if (before !== undefined || known) break
    climbed.push(at)
  }
  for (const at of climbed) covered.set(at, known)
  return known
}

function matchesStep(element: Element, step: Step): boolean {
  return (
    matchesNames(element, step) &&
    (step.nth === undefined || positionOf(element) === `${element.name}:nth-of-type(${step.nth})`)
  )
}

function matchesNames(element: Element, { tag, id, classes }: Step): boolean {
  if (tag !== undefined && element.name !== tag) return false
  if (id !== undefined && element.attribs['id']?.trim() !== id) return false
  if (classes.length === 0) return true
  const own = (element.attribs['class'] ?? '').split(/\s+/)
  return classes.every((name) => own.includes(name))
}

/** The elements of a page by tag, id and class. */
type Index = Map<string, Element[]>

const indexes = new WeakMap<Page, Index>()

function candidatesOf(page: Page, { tag, id, classes: [name] }: Step): Element[] {
  const key = id !== undefined ? `#${id}` : name !== undefined ? `.${name}` : (tag ?? '')
  return indexOf(page).get(key) ?? []
}

function indexOf(page: Page): Index {
  const known = indexes.get(page)
  if (known !== undefined) return known
  const index: Index = new Map()
  const add = (key: string, element: Element) => {
    const elements = index.get(key)
    if (elements === undefined) index.set(key, [element])
    else elements.push(element)
  }
  for (const element of page.elements) {
    add(element.name, element)
    const id = element.attribs['id']?.trim()
    if (id !== undefined && id !== '') add(`#${id}`, element)
    for (const name of new Set((element.attribs['class'] ?? '').split(/\s+/))) if (name !== '') add(`.${name}`, element)
  }
  indexes.set(page, index)
  return index
}
