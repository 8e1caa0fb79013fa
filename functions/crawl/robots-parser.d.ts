/** The one class of the package: its own declarations describe an ES module, which it is not. */
declare module 'robots-parser/Robots.js' {
  export default class Robots {
    constructor(url: string, robotsTxt: string)
    /** Undefined for an address on another host or port than the robots.txt. */
    isAllowed(url: string, userAgent: string): boolean | undefined
    /** Seconds. */
    getCrawlDelay(userAgent: string): number | undefined
  }
}
