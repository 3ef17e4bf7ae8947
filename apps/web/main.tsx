import '../../platform/ui/styles/index.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { getPreferences } from '#platform/ui'
import { queries } from './queries.ts'
import { router } from './router.tsx'
import { keepAppShell } from './service-worker.ts'

getPreferences()
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
if (import.meta.env.PROD) keepAppShell()
