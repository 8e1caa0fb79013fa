import type { Significance, Tag } from '../edit.ts'

/** A rule of classification: the tag and the significance it gives an edit, and the rule in one sentence. */
export type Rule = { tag: Tag; significance: Significance | undefined; zh: string; en: string }

/**
 * The rules that decide tags and significance, in the order of the public record. `significance` is absent where a rule only describes how a
 * change came about.
 */
export const RULES = {
  figure: {
    tag: 'figure',
    significance: 'substantive',
    zh: '同一段落中，一个数字连同其单位增加、减少或改变。',
    en: 'In a paragraph of both versions, a number with its unit was added, removed or changed.',
  },
  date: {
    tag: 'date',
    significance: 'substantive',
    zh: '同一段落、落款日期或发布日期中，一个日期增加、减少或改变。',
    en: 'In a paragraph of both versions, the signature or the date of publication, a date was added, removed or changed.',
  },
  name: {
    tag: 'name',
    significance: 'substantive',
    zh: '机构、文件（《》或第…号）、被答复人或署名有改变。',
    en: 'An office, a document (in 《》 or by number), the addressee or the signature changed.',
  },
  wording: {
    tag: 'wording',
    significance: 'substantive',
    zh: '文字有增删改，或段落移到别处；包括“的、地、得”和错别字的订正。',
    en: 'Words were added, removed or changed, or a paragraph was moved; this includes 的/地/得 and corrected characters.',
  },
  notation: {
    tag: 'wording',
    significance: 'cosmetic',
    zh: '数字、日期或电话只换了写法，所说不变，如“2.3万家”与“23000家”、“3月5号”与“3月5日”。',
    en: 'A figure, a date or a telephone number is only written in another way, such as 2.3万家 and 23000家, or 3月5号 and 3月5日.',
  },
  title: {
    tag: 'title',
    significance: 'substantive',
    zh: '标题或编号有改变。',
    en: 'The title or the number changed.',
  },
  source: { tag: 'source', significance: 'substantive', zh: '信息来源有改变。', en: 'The named source changed.' },
  contact: {
    tag: 'contact',
    significance: 'substantive',
    zh: '联系人或联系电话有改变。',
    en: 'The contact or a telephone number changed.',
  },
  status: {
    tag: 'status',
    significance: 'substantive',
    zh: '标题下的状态标记（如“文件已失效”）有改变。',
    en: 'A status flag under the title, such as 文件已失效, changed.',
  },
  attachment: {
    tag: 'attachment',
    significance: 'substantive',
    zh: '附件或图片有增减、更换或换了次序。',
    en: 'An attachment or a picture was added, removed, replaced or reordered.',
  },
  'section-removed': {
    tag: 'section-removed',
    significance: 'substantive',
    zh: '整段或整节文字被删去。',
    en: 'A whole paragraph or section was removed.',
  },
  'section-added': {
    tag: 'section-added',
    significance: 'substantive',
    zh: '新增了整段或整节文字。',
    en: 'A whole paragraph or section was added.',
  },
  marks: {
    tag: 'punctuation',
    significance: 'substantive',
    zh: '一个标点换成了不等价的标点，或标点有增减。',
    en: 'A punctuation mark was replaced by one that is not its equivalent, or marks were added or removed.',
  },
  typography: {
    tag: 'punctuation',
    significance: 'cosmetic',
    zh: '只换用了等价标点、改了全半角或分段，看起来说的是同样的话。',
    en: 'Only equivalent marks, width or the division into paragraphs changed; the content is the same.',
  },
  repair: {
    tag: 'damage-repaired',
    significance: 'cosmetic',
    zh: '两个汉字之间原已缺损的字（如“ÿ”）补成了汉字。',
    en: 'A damaged character between two Chinese ones (such as ÿ) was restored.',
  },
  reverted: {
    tag: 'reverted',
    significance: undefined,
    zh: '内容改回到较早的一个版本。',
    en: 'The content is that of an earlier version again.',
  },
  silent: {
    tag: 'silent',
    significance: undefined,
    zh: '网页的最后修改时间未变，内容却变了。',
    en: "The content changed, but the page's date of last change did not.",
  },
} as const satisfies Record<string, Rule>
export type RuleName = keyof typeof RULES

/** How the rules that apply to an edit decide its significance. */
export const SIGNIFICANCE_RULE = {
  zh: '一次改动中的每一处都只合“细微”规则时，这次改动为“细微”；只要有一处合于“实质”规则，就是“实质”。',
  en: 'An edit is cosmetic when only cosmetic rules apply to it; a single substantive one makes it substantive.',
}
