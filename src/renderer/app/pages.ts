import {
  IconArrowsDiff,
  IconChartLine,
  IconFlask2,
  IconLibraryPhoto,
  IconListCheck,
  IconSettings,
  IconSparkles,
  IconUsers,
} from '@tabler/icons-react'
import type { Role } from '#shared/contract/access.ts'

/** The pages in the order of the work: look, generate, review, train, compare, and let a study do it; then who did it. */
export const PAGES = [
  { to: '/catalogue', label: 'Catalogue', letter: 'c', icon: IconLibraryPhoto },
  { to: '/generate', label: 'Generate', letter: 'g', icon: IconSparkles },
  { to: '/review', label: 'Review', letter: 'r', icon: IconListCheck },
  { to: '/train', label: 'Train', letter: 't', icon: IconChartLine },
  { to: '/compare', label: 'Compare', letter: 'm', icon: IconArrowsDiff },
  { to: '/studies', label: 'Studies', letter: 'u', icon: IconFlask2 },
  { to: '/curators', label: 'Curators', letter: 'p', icon: IconUsers },
  { to: '/settings', label: 'Settings', letter: 's', icon: IconSettings },
] as const

/** The pages that somebody of this role sees. */
export function pagesOf(role: Role): readonly (typeof PAGES)[number][] {
  return role === 'owner' ? PAGES : PAGES.filter(({ to }) => to === '/review' || to === '/curators')
}
