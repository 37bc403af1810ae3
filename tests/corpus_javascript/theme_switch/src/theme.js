export class Theme {
  constructor(rules) {
    this.rules = Array.from({ length: rules }, (_, at) => ({ selector: `.rule-${at}`, width: at * 2 }))
    window.addEventListener('resize', () => this.apply())
  }

  apply() {
    return this.rules.filter((rule) => rule.width < window.innerWidth).length
  }
}
