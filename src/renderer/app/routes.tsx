import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { CatalogueSearch } from '../catalogue/search.ts'
import { CompareSearch } from '../compare/search.ts'
import { PageMissing } from '../components/page-missing.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { GenerateSearch } from '../generate/search.ts'
import { ReviewSearch } from '../review/search.ts'
import { StudiesSearch } from '../studies/search.ts'
import { TrainSearch } from '../train/search.ts'
import { Shell } from './shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: PageMissing })
const getParentRoute = () => root

// Each page is a file of its own: the window opens before the plots of a page nobody looks at are loaded.
const pages = [
  createRoute({
    getParentRoute,
    path: '/',
    beforeLoad: () => {
      throw redirect({ to: '/catalogue' })
    },
  }),
  createRoute({
    getParentRoute,
    path: '/catalogue',
    validateSearch: CatalogueSearch,
    component: lazyRouteComponent(() => import('../catalogue/catalogue-page.tsx'), 'CataloguePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/import',
    component: lazyRouteComponent(() => import('../catalogue/import/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/generate',
    validateSearch: GenerateSearch,
    component: lazyRouteComponent(() => import('../generate/generate-page.tsx'), 'GeneratePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/review',
    validateSearch: ReviewSearch,
    component: lazyRouteComponent(() => import('../review/review-page.tsx'), 'ReviewPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/train',
    validateSearch: TrainSearch,
    component: lazyRouteComponent(() => import('../train/train-page.tsx'), 'TrainPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/compare',
    validateSearch: CompareSearch,
    component: lazyRouteComponent(() => import('../compare/compare-page.tsx'), 'ComparePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/studies',
    validateSearch: StudiesSearch,
    component: lazyRouteComponent(() => import('../studies/studies-page.tsx'), 'StudiesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/curators',
    component: lazyRouteComponent(() => import('../curators/curators-page.tsx'), 'CuratorsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    component: lazyRouteComponent(() => import('../settings/settings-page.tsx'), 'SettingsPage'),
  }),
] as const

export const router = createRouter({
  routeTree: root.addChildren(pages),
  // The same addresses under studio:// and http://, and a reload never asks the server for a page.
  history: createHashHistory(),
  defaultPreload: 'intent',
  defaultPendingComponent: PagePending,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
