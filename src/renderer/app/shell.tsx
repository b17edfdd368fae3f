import { ActionIcon, Badge, Group, Loader, Tooltip } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { IconCommand, IconKeyboard } from '@tabler/icons-react'
import { skipToken, useQuery } from '@tanstack/react-query'
import { Link, Navigate, Outlet, useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { formatCount } from '../components/format.ts'
import { KeyList } from '../components/key-list.tsx'
import { Keys } from '../components/keys.tsx'
import { PageBoundary } from '../components/page-boundary.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { Brand } from './brand.tsx'
import { useKnowsMe, useMe } from './caller.ts'
import { useChosenDataset } from './chosen-dataset.ts'
import { api } from './client.ts'
import { COLOR_SCHEMES, useColorScheme } from './color-scheme.ts'
import { CommandPalette } from './command-palette.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { DatasetSwitcher } from './dataset-switcher.tsx'
import { FailureMessages } from './messages.tsx'
import { PAGES, pagesOf } from './pages.ts'
import classes from './shell.module.css'
import { StatusBar } from './status-bar.tsx'
import { useShellActions } from './use-shell-actions.ts'
import { useWork } from './work.ts'

export function Shell() {
  const page = useRouterState({ select: (state) => state.location.pathname })
  const [keyListOpen, setKeyListOpen] = useState(false)
  const action = useShellActions(() => setKeyListOpen(true))
  const current = PAGES.find(({ to }) => to === page)
  const { role } = useMe()
  const knowsMe = useKnowsMe()
  const pages = pagesOf(role)
  const isTheirs = role === 'owner' || pages.some(({ to }) => to === page)
  useDocumentTitle(current === undefined ? 'NegGen Studio' : `${current.label} · NegGen Studio`)
  return (
    <div className={classes.shell}>
      <button type="button" className={classes.skip} onClick={() => document.getElementById('page')?.focus()}>
        Skip to the page
      </button>
      <nav className={classes.nav} aria-label="Pages">
        <div className={classes.brand}>
          <Brand />
          <span className={classes.label}>NegGen Studio</span>
        </div>
        <DatasetSwitcher />
        {pages.map(({ to, label, icon: Icon }) => (
          <Link
            key={to}
            to={to}
            title={label}
            className={classes.link}
            activeOptions={{ includeSearch: false }}
          >
            <Icon size={18} stroke={1.6} aria-hidden />
            <span className={classes.label}>{label}</span>
            <NavMark page={to} />
            <span className={classes.hint}>
              <Keys keys={action(`go ${to}`).shownKeys} />
            </span>
          </Link>
        ))}
        <Group className={classes.tools} gap={4}>
          <Tooltip label="Command palette">
            <ActionIcon
              aria-label="Command palette"
              onClick={(event) => action('palette').run(event.timeStamp)}
            >
              <IconCommand size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Keys">
            <ActionIcon aria-label="Keys" onClick={(event) => action('keys').run(event.timeStamp)}>
              <IconKeyboard size={18} stroke={1.6} />
            </ActionIcon>
          </Tooltip>
          <ColorSchemeButton />
        </Group>
      </nav>
      <main className={classes.main}>
        <ConnectionBanner />
        <FailureMessages />
        <div id="page" className={classes.page} tabIndex={-1}>
          <PageBoundary page={page}>
            {!knowsMe ? <PagePending /> : isTheirs ? <Outlet /> : <Navigate to="/review" />}
          </PageBoundary>
        </div>
      </main>
      <StatusBar />
      <CommandPalette />
      <KeyList opened={keyListOpen} onClose={() => setKeyListOpen(false)} />
    </div>
  )
}

/** What waits or works behind a page's link. */
function NavMark({ page }: { page: (typeof PAGES)[number]['to'] }) {
  const { dataset } = useChosenDataset()
  const { jobs, runs } = useWork()
  const progress = useQuery(
    api.review.progress.queryOptions({
      input: page === '/review' && dataset !== null ? { dataset: dataset.id } : skipToken,
    }),
  )
  const pending = progress.data?.counts.pending ?? 0
  if (page === '/review' && pending > 0) {
    return (
      <Badge color="gray" ml={-2} className={classes.count} aria-label={`${formatCount(pending)} pending`}>
        {formatCount(pending)}
      </Badge>
    )
  }
  const works =
    (page === '/generate' && jobs.some(({ state }) => state === 'running')) ||
    (page === '/train' && runs.some(({ state }) => state === 'running'))
  return works ? <Loader size={12} type="dots" aria-label="working" /> : null
}

function ColorSchemeButton() {
  const { colorScheme, next } = useColorScheme()
  const { label, icon: Icon } = COLOR_SCHEMES[colorScheme]
  return (
    <Tooltip label={`Colours: ${label}`}>
      <ActionIcon aria-label={`Colours: ${label}. Change`} onClick={next}>
        <Icon size={18} stroke={1.6} />
      </ActionIcon>
    </Tooltip>
  )
}
