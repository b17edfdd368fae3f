import { z } from 'zod'

/** What a person types to find something. */
export const SearchText = z.string().max(500, 'A search may have 500 characters at most.')
