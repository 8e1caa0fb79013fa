import { canonical, nextEntry, NOTHING_BEFORE } from '../ledger/chain.ts'
import type { Entry, Fact } from '../entry.ts'
import { CHAIN_PATH, type TextFile } from '../record.ts'
import { linkTo, pageFile } from './document.ts'
import { both, bothParagraphs } from './languages.ts'
import { type Markup, markup } from '../render/markup.ts'

/** Facts of an office that is not there, for the example. */
const FACTS: Fact[] = [
  {
    type: 'column.opened',
    data: { name: '提案答复', authority: '云上市科技创新局', url: 'https://www.example.gov.test/tadf/' },
  },
  { type: 'column.baselined', data: { letters: 0, pending: [] } },
]

/** The page that explains the hash chain, with two entries of a made-up ledger worked through. */
export function chainPage(): TextFile {
  const link = (path: string) => markup`<a href="${linkTo(path, CHAIN_PATH)}">${path}</a>`
  return pageFile({
    path: CHAIN_PATH,
    title: '台账与哈希链 The hash chain · letterwatch',
    description: '台账如何连成哈希链，怎样自己核对，能证明什么、不能证明什么。',
    crumbs: [{ name: both('台账与哈希链', 'The hash chain') }],
    body: markup`<h1>${both('台账与哈希链', 'The ledger and its hash chain')}</h1>
${bothParagraphs(
  '每个栏目有一本台账，只增不改。每一条目都写有前一条目的哈希（previous）和自己的哈希（hash）。改动、删去、插入任何一条，其后所有哈希都会对不上。',
  'Each column has a ledger, to which entries are only ever added. Every entry carries the hash of the one before (previous) and its own (hash). Whoever changes, removes or inserts one breaks every hash after it.',
)}
<section aria-labelledby="how"><h2 id="how">${both('怎样计算', 'How it is computed')}</h2>
<ol>
<li>${both('取一条目，去掉 hash 一项。', 'Take an entry without its hash.')}</li>
<li>${both('写成 RFC 8785 规范的 JSON：键按 UTF-16 编码单元排序，没有多余空白。', 'Write it as canonical JSON (RFC 8785): keys sorted by UTF-16 units, no white space.')}</li>
<li>${both('对其 UTF-8 字节计算 SHA-256，前面写上 sha256: 就是 hash。', 'The SHA-256 of its UTF-8 bytes, after sha256:, is the hash.')}</li>
<li>${both('下一条目的 previous 就是它；第一条的 previous 是 64 个 0。', 'The next entry has it as previous; the first has 64 zeros.')}</li>
</ol></section>
<section aria-labelledby="example"><h2 id="example">${both('算例（虚构）', 'A worked example (made up)')}</h2>
${exampleEntries().map(worked)}</section>
<section aria-labelledby="check"><h2 id="check">${both('自己核对', 'Check it yourself')}</h2>
<p>${both('下载', 'Download')} ${link('verify-ledger.mjs')}${both('（一个文件，不依赖别的程序；需要 Node 18 或更新版本），然后运行：', '(one file that needs nothing but Node 18 or newer), then run:')}</p>
<pre tabindex="0"><code>node verify-ledger.mjs${both(' 本站网址或下载的文件夹', 'ADDRESS-OR-FOLDER')}</code></pre>
${bothParagraphs(
  '它逐页核对台账、所公布的原始网页和每日签名的检查点。请保留一份检查点、订阅消息或邮件：其中的哈希以后可用来核对今天的台账没有被改写或截短。',
  'It checks the ledger page by page, the raw pages that are published, and the daily signed checkpoints. Keep a checkpoint, a feed or a mail: the hashes in it will show that the ledger of a later day was neither rewritten nor cut short.',
)}</section>
<section aria-labelledby="means"><h2 id="means">${both('能证明什么', 'What this shows')}</h2>
${bothParagraphs(
  '我们所存的内容，自其哈希公布以来没有改动过。网页确由该机关发出，由我们留存的原始响应说明，但并未因此得到证明；两次读取之间发生的事也无从得知。',
  'What we hold is unaltered since its hash was published. That the authority served a page is shown by the raw response we keep, not proven by it; and what came and went between two looks cannot be seen.',
)}</section>`,
  })
}

/** The entries of the example, as a ledger would hold them. */
export function exampleEntries(): Entry[] {
  const entries: Entry[] = []
  for (const fact of FACTS) {
    const { sequence, hash } = entries.at(-1) ?? { sequence: 0, hash: NOTHING_BEFORE }
    entries.push(nextEntry(fact, { column: 'yunshang', sequence, hash }, `2026-11-01T08:0${sequence}:00+08:00`))
  }
  return entries
}

function worked({ hash, ...unhashed }: Entry): Markup {
  const { id } = unhashed.data
  return markup`<h3>${both('条目', 'Entry')} ${id}</h3>
<p>${both('规范形式：', 'Canonical form:')}</p>
<pre tabindex="0" lang="zh-CN"><code class="canonical">${canonical(unhashed)}</code></pre>
<p>SHA-256: <code class="hash">${hash}</code></p>
`
}
