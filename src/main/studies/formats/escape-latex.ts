const ESCAPED: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  β: '$\\beta$',
  λ: '$\\lambda$',
  ρ: '$\\rho$',
}

/** Text as LaTeX prints it in running text, whatever it holds; line breaks become spaces. */
export function escapeLatex(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\{}$&#_%~^<>|βλρ]/g, (sign) => ESCAPED[sign] ?? `\\${sign}`)
}
