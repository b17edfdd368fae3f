import { AppShell, NavLink } from '@mantine/core'
import { Link, Outlet } from '@tanstack/react-router'

export function Shell() {
  return (
    <AppShell navbar={{ width: 220, breakpoint: 0 }} padding="md">
      <AppShell.Navbar>
        <NavLink component={Link} to="/catalogue" label="Catalogue" />
      </AppShell.Navbar>
      <AppShell.Main>
        <Outlet />
      </AppShell.Main>
    </AppShell>
  )
}
