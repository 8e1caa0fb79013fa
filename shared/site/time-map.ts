import { changePath, recordAddress, type RecordFile, snapshotPath, timeMapPath } from '../record.ts'
import type { FetchedPage } from '../ledger/site-state.ts'

/** A version of a letter for a TimeMap. */
export type Memento = FetchedPage & { version: number }

/**
 * The TimeMap of a letter (RFC 7089) as link format and as JSON: the addresses from which it was read, and the page of each version with the
 * instant of its fetch, and the raw page if it is published. `mementos` are in the order of the ledger.
 */
export function timeMapFiles(column: string, postId: string, mementos: Memento[], publicUrl: string): RecordFile[] {
  const address = (path: string) => recordAddress(publicUrl, path)
  const [link, json] = [timeMapPath(column, postId, 'link'), timeMapPath(column, postId, 'json')]
  const found = mementos
    .flatMap(({ version, at, raw }) => [
      { uri: address(changePath(column, postId, version).replace(/index\.html$/, '')), at },
      ...(raw === undefined ? [] : [{ uri: address(snapshotPath(raw)), at }]),
    ])
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const originals = [...new Set(mementos.map(({ url }) => url))].reverse()
  const map = { originals, self: address(link), json: address(json), found }
  return [
    { path: link, body: linkFormat(map) },
    { path: json, body: `${JSON.stringify(jsonFormat(map), null, 1)}\n` },
  ]
}

type Found = { uri: string; at: string }
type Map = { originals: string[]; self: string; json: string; found: Found[] }

function linkFormat({ originals, self, json, found }: Map): string {
  const span = `from="${httpDate(found[0])}";until="${httpDate(found.at(-1))}"`
  const relation = (index: number) =>
    [index === 0 && 'first', index === found.length - 1 && 'last', 'memento'].filter(Boolean).join(' ')
  const links = [
    ...originals.map((uri) => `<${uri}>;rel="original"`),
    `<${self}>;rel="self";type="application/link-format";${span}`,
    `<${json}>;rel="timemap";type="application/json"`,
    ...found.map((memento, index) => `<${memento.uri}>;rel="${relation(index)}";datetime="${httpDate(memento)}"`),
  ]
  return `${links.join(',\n')}\n`
}

/** A TimeMap in JSON, in the form that MemGator and others use. */
function jsonFormat({ originals, self, json, found }: Map): object {
  const list = found.map(({ uri, at }) => ({ datetime: new Date(at).toISOString().replace('.000Z', 'Z'), uri }))
  return {
    original_uri: originals[0],
    ...(originals.length > 1 && { earlier_uris: originals.slice(1) }),
    timemap_uri: { link_format: self, json_format: json },
    mementos: { first: list[0], last: list.at(-1), list },
  }
}

const httpDate = (memento: Found | undefined) => new Date(memento?.at ?? 0).toUTCString()
