import type { Tag } from './edit.ts'

/** Why an edit bears each tag: the rule in one sentence, as the public record lists it. */
export const TAG_RULES = {
  figure: {
    zh: '同一段落中，一个数字连同其单位增加、减少或改变。',
    en: 'Within a paragraph of both versions a number with its unit came, went or changed.',
  },
  date: {
    zh: '同一段落、落款日期或发布日期中，一个日期增加、减少或改变。',
    en: 'Within a paragraph of both versions, the signature or the date of publication, a date came, went or changed.',
  },
  name: {
    zh: '机构、文件（《》或第…号）、被答复人或署名有改变。',
    en: 'An office, a document (in 《》 or by number), the addressee or the signature changed.',
  },
  wording: {
    zh: '文字有增删改，或段落移到别处；包括“的、地、得”和错别字的订正。',
    en: 'Words came, went or changed, or a paragraph moved; 的/地/得 and repairs of wrong characters are among these.',
  },
  title: { zh: '标题或编号有改变。', en: 'The title or the number changed.' },
  source: { zh: '信息来源有改变。', en: 'The named source changed.' },
  contact: { zh: '联系人或联系电话有改变。', en: 'The contact or a telephone number changed.' },
  status: {
    zh: '标题下的状态标记（如“文件已失效”）有改变。',
    en: 'A status flag under the title, such as 文件已失效, changed.',
  },
  attachment: { zh: '附件或图片有增减或更换。', en: 'An attachment or a picture came, went or was replaced.' },
  'section-removed': { zh: '整段或整节文字被删去。', en: 'A whole paragraph or section went.' },
  'section-added': { zh: '新增了整段或整节文字。', en: 'A whole paragraph or section came.' },
  punctuation: {
    zh: '标点、全半角或分段有改变；换用等价标点、只改全半角或分段的，不算内容变动。',
    en: 'Punctuation, width or the division into paragraphs changed; equivalent marks, width and division alone are no change of content.',
  },
  'damage-repaired': {
    zh: '两个汉字之间原已缺损的字（如“ÿ”）补成了汉字。',
    en: 'A character that had been lost between two Chinese ones (such as ÿ) became a Chinese one.',
  },
  reverted: { zh: '内容改回到较早的一个版本。', en: 'The letter says again what an earlier version said.' },
  silent: {
    zh: '网页的最后修改时间未变，内容却变了。',
    en: "The content changed under an unmoved date of the page's last change.",
  },
} satisfies Record<Tag, { zh: string; en: string }>

/** When an edit is `cosmetic`. */
export const SIGNIFICANCE_RULE = {
  zh: '仅当所有改动都只涉及全半角、等价标点、排版、分段或缺损字的补正时，改动为“版式”；其余一律为“实质”。',
  en: 'An edit is cosmetic only when all of it is width, equivalent punctuation, typography, division into paragraphs or the repair of lost characters; everything else is substantive.',
}
