import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  redirect,
} from '@tanstack/react-router'
import { CataloguePage } from '../catalogue/catalogue-page.tsx'
import { ComparePage } from '../compare/compare-page.tsx'
import { GeneratePage } from '../generate/generate-page.tsx'
import { ReviewPage } from '../review/review-page.tsx'
import { SettingsPage } from '../settings/settings-page.tsx'
import { TrainPage } from '../train/train-page.tsx'
import { Shell } from './shell.tsx'

const root = createRootRoute({ component: Shell })
const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/catalogue' })
  },
})
const pages = [
  createRoute({ getParentRoute: () => root, path: '/catalogue', component: CataloguePage }),
  createRoute({ getParentRoute: () => root, path: '/generate', component: GeneratePage }),
  createRoute({ getParentRoute: () => root, path: '/review', component: ReviewPage }),
  createRoute({ getParentRoute: () => root, path: '/train', component: TrainPage }),
  createRoute({ getParentRoute: () => root, path: '/compare', component: ComparePage }),
  createRoute({ getParentRoute: () => root, path: '/settings', component: SettingsPage }),
]

export const router = createRouter({
  routeTree: root.addChildren([index, ...pages]),
  // The same addresses under studio:// and http://, and a reload never asks the server for a page.
  history: createHashHistory(),
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
