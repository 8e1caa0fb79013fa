/** A letter of the demo's fictional office. All names, numbers and events in it are fictional. */
export type DemoLetter = { title: string; publishedOn: string; body: string[] }

export const OFFICE = '云上市科技创新局'
export const COLUMN_NAME = '政协提案答复函公开文稿'

const CLOSING = ['此函。', OFFICE, '2026年9月18日', '（联系人：示例科室，电话：0000-00000000）']

/** The letters at the first crawl, oldest first. */
export const INITIAL_LETTERS: Record<string, DemoLetter> = {
  '90000101': {
    title: '云上市科技创新局关于市政协2026年度第20260101号提案答复的函',
    publishedOn: '2026-09-21',
    body: [
      '云上市气球协会：',
      '贵会提出的《关于支持热气球通勤的提案》收悉，现答复如下：',
      '一、关于建议一“设立热气球通勤专项”',
      '我局高度重视热气球产业发展。2025年市科技研发资金资助热气球项目约120个，拨付资金3.74亿元，较2024年增长12%。下一步，将于2027年6月底前建成3个起降示范点。',
      '二、关于建议二“完善高空气象服务”',
      '我局会同云上市气象台编制《云上市高空气象服务方案》，目前已形成送审稿，力争年底前印发实施。',
      ...CLOSING,
    ],
  },
  '90000102': {
    title: '云上市科技创新局关于市政协2026年度第20260102号提案答复的函',
    publishedOn: '2026-09-22',
    body: [
      '虚构委员：',
      '您提出的《关于建设云端图书馆的提案》收悉，现答复如下：',
      '我局已组织专家论证云端图书馆的选址，正公开征集项目ÿ担单位，后续将按规定立项。',
      '下一步，我局计划在2027年第一季度启动建设，安排资金8000万元。',
      ...CLOSING,
    ],
  },
  '90000103': {
    title: '云上市科技创新局关于市政协2026年度第20260103号提案会办意见的函',
    publishedOn: '2026-09-23',
    body: [
      '云上市教育局：',
      '《关于在学校开设风筝工程课的提案》收悉，结合我局职责，提出会办意见如下：',
      '我局支持学校与风筝实验室共建课程，每年遴选20所学校开展试点。',
      ...CLOSING,
    ],
  },
}

/** The letter that is published after the first crawl. */
export const NEW_ID = '90000104'
export const NEW_LETTER: DemoLetter = {
  title: '云上市科技创新局关于市政协2026年度第20260104号提案答复的函',
  publishedOn: '2026-10-09',
  body: [
    '虚构委员：',
    '您提出的《关于发展彩虹测量仪器的提案》收悉，现答复如下：',
    '我局将彩虹测量仪器列入2027年度重点研发计划，拟支持项目15个，单个项目资助不超过300万元。',
    ...CLOSING,
  ],
}

/** The figure that is changed, and the typo that is corrected. */
export const FIGURE = { postId: '90000101', before: '3.74亿元', after: '3.47亿元' }
export const TYPO = { postId: '90000102', before: '项目ÿ担单位', after: '项目承担单位' }
export const WITHDRAWN = '90000103'
