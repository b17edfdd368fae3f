import { IconChevronRight } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { studyTemplates } from '#shared/studies/templates/registry.ts'
import classes from './template-cards.module.css'

/** The studies that are ready, each a click away from its plan. */
export function TemplateCards() {
  return (
    <ul className={classes.cards}>
      {studyTemplates.map(({ name, label, summary }) => (
        <li key={name}>
          <Link to="/studies" search={{ plan: name }} preload={false} className={classes.card}>
            <strong>{label}</strong>
            <span>{summary}</span>
            <IconChevronRight size={16} aria-hidden />
          </Link>
        </li>
      ))}
    </ul>
  )
}
