import { useSearch } from '@tanstack/react-router'
import { NewStudyPage } from './draft/new-study-page.tsx'
import { StudiesListPage } from './list/studies-list-page.tsx'
import { StudyPage } from './result/study-page.tsx'

/** The list of studies, the plan of a new one, or one study, as the address says. */
export function StudiesPage() {
  const { study, plan } = useSearch({ from: '/studies' })
  if (study !== undefined) return <StudyPage key={study} id={study} />
  if (plan !== undefined) return <NewStudyPage template={plan} />
  return <StudiesListPage />
}
