import { careless } from './careless.ts'
import { cold } from './cold.ts'
import { promotion } from './promotion.ts'
import { shop } from './shop.ts'
import { sparse } from './sparse.ts'
import { wordy } from './wordy.ts'

/** Every sample world, in the order in which menus and lists show them; the first is made at a first start. */
export const worlds = [shop, wordy, promotion, sparse, cold, careless] as const
