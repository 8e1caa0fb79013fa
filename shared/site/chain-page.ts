import type { Entry, Fact } from '../entry.ts'
import { canonical, nextEntry, NOTHING_BEFORE } from '../ledger/chain.ts'
import { CHAIN_PATH, linkTo, type TextFile } from '../record.ts'
import { type Markup, markup } from '../render/markup.ts'
import { pageFile } from './document.ts'
import { both, bothParagraphs } from './elements.ts'

/** Facts about an invented office, for the example. */
const FACTS: Fact[] = [
  {
    type: 'column.opened',
    data: { name: '提案答复', authority: '云上市科技创新局', url: 'https://www.example.gov.test/tadf/' },
  },
  { type: 'column.baselined', data: { letters: 0, pending: [] } },
]

/** The page that explains the hash chain, with two entries of an invented ledger as a worked example. */
export function chainPage(): TextFile {
  const link = (path: string) => markup`<a href="${linkTo(path, CHAIN_PATH)}">${path}</a>`
  return pageFile({
    path: CHAIN_PATH,
    title: '台账与哈希链 The ledger and its hash chain · letterwatch',
    description: '台账如何构成哈希链，如何自行核验，能证明什么、不能证明什么。',
    crumbs: [{ name: both('台账与哈希链', 'Hash chain') }],
    body: markup`<h1>${both('台账与哈希链', 'The ledger and its hash chain')}</h1>
${bothParagraphs(
  '每个栏目有一本台账，只增不改。每个条目都包含前一条目的哈希（previous）和自身的哈希（hash）。改动、删除或插入任何一条，其后的哈希都会不符。',
  'Each column has a ledger to which entries are only ever added. Every entry contains the hash of the entry before it (previous) and its own hash (hash). Changing, removing or inserting an entry breaks every hash after it.',
)}
<section aria-labelledby="how"><h2 id="how">${both('计算方法', 'How the hash is computed')}</h2>
<ol>
<li>${both('取一个条目，去掉 hash 字段。', 'Take an entry without its hash field.')}</li>
<li>${both('写成 RFC 8785 规范的 JSON：键按 UTF-16 编码单元排序，不含多余空白。', 'Write it as canonical JSON (RFC 8785): keys sorted by UTF-16 code units, no white space.')}</li>
<li>${both('对其 UTF-8 字节计算 SHA-256，前面加上 sha256: 即为 hash。', 'The hash is sha256: followed by the SHA-256 of its UTF-8 bytes.')}</li>
<li>${both('它也是下一条目的 previous；第一条的 previous 是 64 个 0。', 'It is the previous of the next entry; the previous of the first entry is 64 zeros.')}</li>
</ol></section>
<section aria-labelledby="example"><h2 id="example">${both('算例（虚构）', 'Worked example (invented)')}</h2>
${exampleEntries().map(worked)}</section>
<section aria-labelledby="check"><h2 id="check">${both('自行核验', 'Verify it yourself')}</h2>
<p>${both('下载', 'Download')} ${link('verify-ledger.mjs')}${both('（单个文件，无需安装其他程序，需要 Node 18 或更新版本），然后运行：', '(a single file without dependencies; needs Node 18 or newer), then run:')}</p>
<pre tabindex="0"><code>node verify-ledger.mjs${both(' 本站网址或下载的文件夹', 'ADDRESS-OR-FOLDER')}</code></pre>
${bothParagraphs(
  '它逐页核验台账、已公布的原始网页和每日签名的检查点。请保存一份检查点、订阅源或邮件：以后可用其中的哈希核验台账没有被改写或截短。',
  'It verifies the ledger page by page, the published raw pages and the daily signed checkpoints. Keep a checkpoint, a feed or a mail: with the hashes in it you can later verify that the ledger was neither rewritten nor cut short.',
)}</section>
<section aria-labelledby="means"><h2 id="means">${both('能证明什么', 'What this proves')}</h2>
${bothParagraphs(
  '能证明：本站所存内容自哈希公布之后没有改动。不能证明：网页确由该机关发布（留存的原始响应是佐证，不是证明）；两次读取之间没有出现又消失的改动。',
  'It proves that the content stored here has not been altered since its hash was published. It does not prove that the authority served a page (the stored raw response is evidence of that, not proof), nor that no change appeared and disappeared between two readings.',
)}</section>`,
  })
}

/** The entries of the example, as a ledger would hold them. */
function exampleEntries(): Entry[] {
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
