import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Column } from '../../shared/column.ts'
import { makeLetter, type MadeLetter } from './letters.ts'
import { htmlPage, type Model, type Page, type State, type Template } from './model.ts'

export type MadeUpSite = Awaited<ReturnType<typeof startMadeUpSite>>

/** Letters with which every column begins. */
const LETTERS = 8

/** A template served on loopback. What `model` and `state` say when a request comes is what it answers. */
export async function startMadeUpSite(template: Template) {
  const model: Model = modelOf(template)
  const state: State = { crawl: 1, skin: 0, origin: '' }
  const gone: MadeLetter[] = []
  let requests = 0

  const server = createServer((request, response) => {
    void answer(request).then(({ body, type, status = 200 }) =>
      response.writeHead(status, { 'content-type': type, 'cache-control': 'no-cache' }).end(body),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  state.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const column: Column = {
    id: 'made-up',
    name: template.facts.columnName,
    authority: `${template.facts.place}人民政府`,
    url: `${state.origin}${template.columnPath}`,
  }

  async function answer(request: IncomingMessage): Promise<Page> {
    const { pathname, search, searchParams } = new URL(request.url ?? '/', state.origin)
    const prefix = request.method === 'POST' ? 'POST ' : ''
    const form = new URLSearchParams(request.method === 'POST' ? await text(request) : '')
    const pages = template.pages(model, state)
    const page = pages.get(`${prefix}${pathname}${search}`) ?? pages.get(`${prefix}${pathname}`)
    return page?.({ query: searchParams, form, nth: requests++ }) ?? notFound()
  }

  return {
    template,
    column,
    model,
    state,
    /** The letter whose page is at `url`. */
    letterAt(url: string): MadeLetter | undefined {
      const { pathname, search } = new URL(url)
      return [...model.listed, ...model.unlisted, ...gone].find(
        (letter) => template.letterPath(letter) === `${pathname}${search}`,
      )
    },
    /** Changes what a letter says. */
    edit(id: number, change: (letter: MadeLetter) => MadeLetter) {
      model.listed = model.listed.map((letter) => (letter.id === id ? change(letter) : letter))
    },
    /** Publishes the next letter at the top of the list. */
    publish(): MadeLetter {
      const letter = makeLetter(template.facts, Math.max(...model.listed.map(({ id }) => id)) + 1)
      model.listed = [letter, ...model.listed]
      return letter
    },
    /** Takes a letter off the list; its page still opens. */
    delist(id: number) {
      model.unlisted = model.listed.filter((letter) => letter.id === id)
      model.listed = model.listed.filter((letter) => letter.id !== id)
    },
    /** Removes the pages of the letters that are off the list. */
    removeUnlisted() {
      gone.push(...model.unlisted)
      model.unlisted = []
    },
    async close() {
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
}

/** The column of `template` at its beginning, the newest letter first. */
export function modelOf({ facts }: Template): Model {
  const listed = Array.from({ length: LETTERS }, (_, at) => makeLetter(facts, LETTERS - at))
  return { facts, listed, unlisted: [] }
}

function notFound(): Page {
  return { ...htmlPage('<html><head><title>404</title></head><body><h1>404 Not Found</h1></body></html>'), status: 404 }
}
