import type { Block, MadeLetter } from './letters.ts'

/**
 * How an editor wrote a body down: what it makes of a line (already escaped), of a heading, of the lines of a sign-off, of tables, pictures
 * and files, and what it puts round the whole and round the sign-off.
 */
type Style = {
  line: (html: string, at: number, id: number) => string
  heading?: (html: string) => string
  end?: (html: string) => string
  table?: (rows: string[][]) => string
  picture?: (path: string) => string
  file?: (name: string, path: string) => string
  whole?: (html: string, id: number) => string
  signOff?: (html: string) => string
}
export type BodyStyle = keyof typeof BODIES

/** The body of `letter` as HTML, with its files, in one of the styles that editors leave behind. */
export function bodyHtml(name: BodyStyle, letter: MadeLetter): string {
  const style: Style = BODIES[name]
  const {
    line,
    heading = line,
    end = line,
    table = plainTable,
    picture = pictureIn(line),
    file = fileIn(line),
    whole,
    signOff,
  } = style
  const { id } = letter
  const render = (block: Block, at: number): string => {
    switch (block.kind) {
      case 'line':
        return line(escaped(block.text), at, id)
      case 'heading':
        return heading(escaped(block.text), at, id)
      case 'table':
        return table(block.rows)
      case 'picture':
        return picture(block.path)
    }
  }
  const ending = letter.signOff.flatMap((block) => (block.kind === 'line' ? [end(escaped(block.text), 0, id)] : [])).join('\n')
  const parts = [
    ...letter.main.map(render),
    ...letter.files.map(({ name: shown, path }) => file(escaped(shown), path)),
    signOff === undefined ? ending : signOff(ending),
    ...letter.annex.map(render),
  ]
  const html = parts.join('\n')
  return whole === undefined ? html : whole(html, id)
}

export function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
}

const BODIES = {
  /** Pasted from a word processor: every figure in a span of its own. */
  word: {
    line: (html) =>
      `<p class="MsoNormal" style="text-indent:32.0pt;line-height:28.0pt"><span style="font-size:16.0pt;font-family:仿宋_GB2312">${spanned(html)}<o:p></o:p></span></p>`,
    heading: (html) =>
      `<p class="MsoNormal" style="text-indent:32pt"><span style="font-size:16pt;font-family:黑体">${spanned(html)}</span></p>`,
    end: (html) =>
      `<p class="MsoNormal" align="right" style="text-align:right"><span style="font-family:仿宋_GB2312">${spanned(html)}</span></p>`,
    picture: (path) =>
      `<p class="MsoNormal" align="center"><span><img src="${path}" alt="" width="600" height="400"></span></p>`,
    file: (name, path) =>
      `<p class="MsoNormal" style="text-indent:32pt"><span style="font-family:仿宋_GB2312">附件：</span><a href="${path}"><span>${name}</span></a></p>`,
    table: (rows) =>
      `<table class="MsoTableGrid" border="1" cellspacing="0"><tbody>${rows.map((cells) => `<tr>${cells.map((cell) => `<td width="142" valign="top"><p class="MsoNormal"><span>${escaped(cell)}</span></p></td>`).join('')}</tr>`).join('')}</tbody></table>`,
  },
  /** Paragraphs and no more. */
  paragraphs: {
    line: (html) => `<p>　　${html}</p>`,
    heading: (html) => `<p><strong>　　${html}</strong></p>`,
    end: (html) => `<p style="text-align: right;">${html}</p>`,
  },
  /** One `div` a line, with empty ones between. */
  divs: {
    line: (html) => `<div>　　${html}</div>\n<div>&nbsp;</div>`,
    end: (html) => `<div style="text-align:right">${html}&nbsp;&nbsp;</div>`,
  },
  /** Lines that end in `br`, indented by wide blanks. */
  breaks: {
    line: (html) => `　　${html}<br>`,
    end: (html) => `&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;${html}<br />`,
    picture: (path) => `<img src="${path}" border="0"><br>`,
  },
  /** Blank lines between lines that end in `br`, in one font. */
  fontBreaks: {
    line: (html) => `　　${html}<BR><BR>`,
    heading: (html) => `　　<B>${html}</B><BR><BR>`,
    end: (html) => `　　　　　　　　${html}<BR>`,
    whole: (html) => `<FONT face=宋体 size=3>${html}</FONT>`,
  },
  /** Half of the lines are paragraphs, half are bare; the files are in paragraphs. */
  mixed: {
    line: (html, at) => (at % 2 === 0 ? `　　${html}<br/>` : `<p style="text-indent:2em">${html}</p>`),
    heading: (html) => `<div><b>${html}</b></div>`,
    end: (html) => `<p align="right">${html}</p>`,
    file: (name, path) => `<p>附件：<a href="${path}" target="_blank">${name}</a></p>`,
  },
  /** Fonts within fonts, capitals, attributes without quotes. */
  fonts: {
    line: (html) =>
      `<P style="TEXT-INDENT: 2em" align=left><FONT color=#000000><FONT face=仿宋 size=4>${html.replace(/(，)/, '$1</FONT><FONT face=仿宋 size=4>')}</FONT></FONT></P>`,
    heading: (html) => `<P><STRONG><FONT face=黑体 size=4>${html}</FONT></STRONG></P>`,
    end: (html) => `<P align=right><FONT face=仿宋 size=4>${html}</FONT></P>`,
  },
  /** Headings in `strong`, run into their paragraph where they are short. */
  strong: {
    line: (html) => `<p style="text-indent: 2em;">${html.replace(/^([一二三四]是[^。]{2,20}。)/, '<strong>$1</strong>')}</p>`,
    heading: (html) => `<p style="text-indent: 2em;"><strong><span style="font-family: 黑体;">${html}</span></strong></p>`,
    end: (html) => `<p style="text-align: right; margin-right: 2em;">${html}</p>`,
  },
  /** The sign-off in a wrapper of its own. */
  wrappedEnd: {
    line: (html) => `<p class="vsbcontent_start">${html}</p>`,
    heading: (html) => `<h4>${html}</h4>`,
    end: (html) => `<p>${html}</p>`,
    signOff: (html) =>
      `<div class="luokuan" style="float:right;text-align:center">\n${html}\n</div><div style="clear:both"></div>`,
  },
  /** The whole letter in one cell of a layout table. */
  cell: {
    line: (html) => `<p>&nbsp;&nbsp;&nbsp;&nbsp;${html}</p>`,
    end: (html) => `<p align="right">${html}</p>`,
    whole: (html) =>
      `<table width="96%" align="center" cellpadding="4"><tr><td style="line-height:200%">\n${html}\n</td></tr></table>`,
  },
  /** Ids that name the letter and the line. */
  numberedIds: {
    line: (html, at, id) => `<p id="p_${id}_${at}" data-paragraph="${id * 100 + at}">${html}</p>`,
    heading: (html) => `<p class="title"><b>${html}</b></p>`,
    whole: (html, id) => `<div id="content_${id}" class="doc_${id}">\n${html}\n</div>`,
  },
  /** Paragraphs that nobody closed. */
  unclosed: {
    line: (html) => `<p>　　${html}`,
    heading: (html) => `<p><b>${html}</b>`,
    end: (html) => `<p align=right>${html}`,
  },
  /** Sections in sections, as phone editors make them. */
  sections: {
    line: (html) => `<section style="margin:0 8px"><section><p><span>${html}</span></p></section></section>`,
    heading: (html) => `<section style="margin:0 8px"><h3>${html}</h3></section>`,
    end: (html) => `<section style="text-align:right"><span>${html}</span></section>`,
    picture: (path) => `<section><img data-original="${path}" src="/images/loading.gif" alt=""></section>`,
  },
  /** Text with line ends, shown as it is. */
  pre: {
    line: (html) => `    ${html}`,
    end: (html) => `                        ${html}`,
    table: (rows) => `</pre>${plainTable(rows)}<pre>`,
    picture: (path) => `</pre><img src="${path}"><pre>`,
    file: (name, path) => `附件：<a href="${path}">${name}</a>`,
    whole: (html) => `<pre style="white-space:pre-wrap">\n${html}\n</pre>`,
  },
  /** Characters that random text hides between, not shown to anybody. */
  hidden: {
    line: (html, at, id) => `<p>${html}<span style="font-size:0">${String((id * 7919 + at * 104_729) % 99_991)}</span></p>`,
    heading: (html) => `<p><strong>${html}</strong><span style="display:none">anchor</span></p>`,
  },
} satisfies Record<string, Style>

function plainTable(rows: string[][]): string {
  const row = (cells: string[]) => `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`
  return `<table border="1" cellpadding="0" cellspacing="0"><tbody>\n${rows.map(row).join('\n')}\n</tbody></table>`
}

function pictureIn(line: Style['line']): (path: string) => string {
  return (path) => line(`<img src="${path}" alt="" width="600">`, 1, 0)
}

function fileIn(line: Style['line']): (name: string, path: string) => string {
  return (name, path) => line(`附件：<a href="${path}">${name}</a>`, 1, 0)
}

/** Every figure in a span of its own. */
function spanned(html: string): string {
  return html.replace(/(?<![&#\d.])\d+(?:\.\d+)?/g, '<span lang="EN-US">$&</span>')
}
