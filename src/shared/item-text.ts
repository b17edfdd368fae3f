/**
 * An item's text modality: its title, and its description below it. Every encoder, prompt and word
 * difference uses this one form, so that positive and negative stay comparable.
 */
export function itemText(item: { title: string; description: string }): string {
  return item.description === '' ? item.title : `${item.title}\n\n${item.description}`
}
