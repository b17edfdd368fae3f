import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { queryClient } from './client.ts'
import { keepListening } from './live-events.ts'
import { router } from './routes.tsx'
import { theme } from './theme.ts'

export function App() {
  useEffect(() => {
    const controller = new AbortController()
    void keepListening(controller.signal)
    return () => controller.abort()
  }, [])
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
