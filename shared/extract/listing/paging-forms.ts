import type { Element } from 'domhandler'
import { parseAddress } from '../address.ts'
import { isElement, type Page, select } from '../page.ts'
import type { ListingRequest } from './listing-page.ts'

const FORM_TYPE = 'application/x-www-form-urlencoded; charset=UTF-8'
/** Names of the field that a form sends as the number of the page. */
const PAGE_FIELD = /^(?:\w+\.)?(?:to|go|cur|current|cpage|c)?_?page(?:_?(?:no|num|number|index))?$|^pn$/i
/** Calls of a pager's script: `goPage(2)`, `toPage('3')`, `turnpage(4)`. */
const PAGER_CALL = /\b\w*(?:page|turn|jump|goto)\w*\s*\(\s*['"]?(\d{1,4})['"]?/i
/** The call by which pages of ASP.NET send their form: its target and its argument. */
const POST_BACK = /__doPostBack\(\s*'([^']{1,200})'\s*,\s*'(?:Page\$)?(\d{1,4})?'/

/**
 * The pages that a pager reaches by sending a form, as the page's own script would: by POST where the form says so. `pages` is the count
 * that the pager shows, if it shows one.
 */
export function formPages(page: Page, pages: number | undefined): ListingRequest[] {
  return postBackPages(page, pages) ?? fieldPages(page, pages)
}

function postBackPages(page: Page, pages = 1): ListingRequest[] | undefined {
  const calls = scriptsOn(page).flatMap((script) => {
    const [, target, argument] = POST_BACK.exec(script) ?? []
    return target === undefined || argument === undefined ? [] : [{ target, number: Number(argument) }]
  })
  const [first] = calls
  const form = select(page, 'form').find((each) => fieldsOf(each).some(([name]) => name === '__VIEWSTATE'))
  if (first === undefined || form === undefined) return undefined
  const last = Math.max(pages, ...calls.map(({ number }) => number))
  return numbersTo(last).map((number) => {
    const state = { __EVENTTARGET: first.target, __EVENTARGUMENT: String(number) }
    return requestOf(page, form, { ...Object.fromEntries(fieldsOf(form)), ...state })
  })
}

function fieldPages(page: Page, pages = 1): ListingRequest[] {
  const numbers = scriptsOn(page)
    .flatMap((script) => PAGER_CALL.exec(script)?.[1] ?? [])
    .map(Number)
  if (numbers.length === 0) return []
  const last = Math.max(pages, ...numbers)
  for (const form of select(page, 'form')) {
    const fields = fieldsOf(form)
    const field = fields.find(([name]) => PAGE_FIELD.test(name))?.[0]
    if (field !== undefined)
      return numbersTo(last).map((number) => requestOf(page, form, { ...Object.fromEntries(fields), [field]: String(number) }))
  }
  return []
}

const MAX_PAGES = 1000

function numbersTo(last: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(last, MAX_PAGES) - 1) }, (_, at) => at + 2)
}

function scriptsOn({ elements }: Page): string[] {
  return elements.flatMap(({ attribs: { href = '', onclick = '' } }) => {
    const script = `${/^\s*javascript:/i.test(href) ? href : ''} ${onclick}`.trim()
    return script === '' ? [] : [script]
  })
}

/** The fields of a form that a browser sends without a button. */
function fieldsOf(form: Element): [name: string, value: string][] {
  const fields: [string, string][] = []
  const open: Element[] = [form]
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    const { name, type = 'text', value = '' } = element.attribs
    const isSent = element.name === 'input' && !/^(submit|button|image|reset|file|checkbox|radio)$/i.test(type)
    if (isSent && name !== undefined) fields.push([name, value])
    open.push(...element.children.filter(isElement).toReversed())
  }
  return fields
}

function requestOf(page: Page, form: Element, fields: Record<string, string>): ListingRequest {
  const action = parseAddress(form.attribs['action'] ?? '', page.base)?.href ?? page.finalUrl
  const body = new URLSearchParams(fields).toString()
  if (/^post$/i.test(form.attribs['method'] ?? '')) return { url: action, method: 'POST', body, contentType: FORM_TYPE }
  const url = new URL(action)
  url.search = body
  return { url: url.href, method: 'GET' }
}
