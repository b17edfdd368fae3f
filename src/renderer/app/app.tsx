import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect } from 'react'
import { listenForKeys } from '../components/key-listener.ts'
import { queryClient } from './client.ts'
import { keepListening } from './live-events.ts'
import { router } from './routes.tsx'
import { colorVariables, theme } from './theme.ts'

export function App() {
  useEffect(() => {
    const controller = new AbortController()
    void keepListening(controller.signal)
    const stopKeys = listenForKeys()
    return () => {
      controller.abort()
      stopKeys()
    }
  }, [])
  return (
    <MantineProvider theme={theme} cssVariablesResolver={colorVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <ModalsProvider>
          <RouterProvider router={router} />
        </ModalsProvider>
      </QueryClientProvider>
    </MantineProvider>
  )
}
