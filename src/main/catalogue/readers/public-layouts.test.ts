import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { guessColumns } from './columns.ts'
import { previewFile } from './preview.ts'

/** Name of a public file, its columns, and which of them mean something. */
type Layout = readonly [name: string, columns: string, fields: Readonly<Record<string, string>>]

const INTERACTIONS: readonly Layout[] = [
  [
    'MovieLens ratings.csv',
    'userId movieId rating timestamp',
    { user: 'userId', item: 'movieId', rating: 'rating', timestamp: 'timestamp' },
  ],
  [
    'Amazon reviews 2023',
    'rating title text images asin parent_asin user_id timestamp helpful_vote verified_purchase',
    { user: 'user_id', item: 'parent_asin', rating: 'rating', timestamp: 'timestamp' },
  ],
  [
    'Amazon reviews 2018',
    'overall verified reviewTime reviewerID asin style reviewerName reviewText summary unixReviewTime',
    { user: 'reviewerID', item: 'asin', rating: 'overall', timestamp: 'unixReviewTime' },
  ],
  [
    'Amazon customer reviews (TSV)',
    'marketplace customer_id review_id product_id product_parent product_title product_category star_rating helpful_votes total_votes vine verified_purchase review_headline review_body review_date',
    { user: 'customer_id', item: 'product_id', rating: 'star_rating', timestamp: 'review_date' },
  ],
  [
    'H&M transactions_train.csv',
    't_dat customer_id article_id price sales_channel_id',
    { user: 'customer_id', item: 'article_id', timestamp: 't_dat' },
  ],
  [
    'Yelp review.json',
    'review_id user_id business_id stars useful funny cool text date',
    { user: 'user_id', item: 'business_id', rating: 'stars', timestamp: 'date' },
  ],
  [
    'Steam reviews',
    'username hours products product_id page_order date text early_access page',
    { user: 'username', item: 'product_id', timestamp: 'date' },
  ],
  [
    'Steam recommendations.csv',
    'app_id helpful funny date is_recommended hours user_id review_id',
    { user: 'user_id', item: 'app_id', timestamp: 'date' },
  ],
  [
    'Goodreads goodreads_interactions.csv',
    'user_id book_id is_read rating is_reviewed',
    { user: 'user_id', item: 'book_id', rating: 'rating' },
  ],
  ['Last.fm user_artists.dat', 'userID artistID weight', { user: 'userID', item: 'artistID' }],
  [
    'Last.fm user_taggedartists-timestamps.dat',
    'userID artistID tagID timestamp',
    { user: 'userID', item: 'artistID', timestamp: 'timestamp' },
  ],
  ['Book-Crossing', 'User-ID ISBN Book-Rating', { user: 'User-ID', item: 'ISBN', rating: 'Book-Rating' }],
  [
    'RecBole ml-100k.inter',
    'user_id:token item_id:token rating:float timestamp:float',
    { user: 'user_id:token', item: 'item_id:token', rating: 'rating:float', timestamp: 'timestamp:float' },
  ],
  [
    'MMRec baby.inter',
    'userID itemID rating timestamp x_label',
    { user: 'userID', item: 'itemID', rating: 'rating', timestamp: 'timestamp', split: 'x_label' },
  ],
]

const ITEMS: readonly (readonly [...Layout, ignored: readonly string[]])[] = [
  ['MovieLens movies.csv', 'movieId title genres', { id: 'movieId', title: 'title', category: 'genres' }, []],
  [
    'Amazon metadata 2023',
    'main_category title average_rating rating_number features description price images videos store categories details parent_asin bought_together',
    { id: 'parent_asin', title: 'title', description: 'description', category: 'main_category' },
    ['average_rating', 'rating_number', 'images', 'videos', 'bought_together'],
  ],
  [
    'Amazon metadata 2018',
    'category tech1 description fit title also_buy tech2 brand feature rank also_view main_cat similar_item date price asin imageURL imageURLHighRes',
    { id: 'asin', title: 'title', description: 'description', category: 'category' },
    ['also_buy', 'rank', 'also_view', 'similar_item', 'imageURL', 'imageURLHighRes'],
  ],
  [
    'H&M articles.csv',
    'article_id product_code prod_name product_type_no product_type_name product_group_name graphical_appearance_no graphical_appearance_name colour_group_code colour_group_name perceived_colour_value_id perceived_colour_value_name perceived_colour_master_id perceived_colour_master_name department_no department_name index_code index_name index_group_no index_group_name section_no section_name garment_group_no garment_group_name detail_desc',
    {
      id: 'article_id',
      title: 'prod_name',
      description: 'detail_desc',
      category: 'product_type_name',
    },
    [
      'product_type_no',
      'graphical_appearance_no',
      'colour_group_code',
      'perceived_colour_value_id',
      'perceived_colour_master_id',
      'department_no',
      'index_code',
      'index_group_no',
      'section_no',
      'garment_group_no',
    ],
  ],
  [
    'MIND news.tsv, named as its page names the columns',
    'News_ID Category SubCategory Title Abstract URL Title_Entities Abstract_Entities',
    { id: 'News_ID', title: 'Title', description: 'Abstract', category: 'Category' },
    ['URL'],
  ],
  [
    'Yelp business.json',
    'business_id name address city state postal_code latitude longitude stars review_count is_open attributes categories hours',
    { id: 'business_id', title: 'name', category: 'categories' },
    ['stars', 'review_count'],
  ],
  [
    'Steam games',
    'publisher genres app_name title url release_date tags discount_price reviews_url specs price early_access id developer sentiment',
    { id: 'id', title: 'title', category: 'genres' },
    ['url', 'reviews_url'],
  ],
  [
    'Goodreads books',
    'isbn text_reviews_count series country_code language_code popular_shelves asin is_ebook average_rating kindle_asin similar_books description format link authors publisher num_pages publication_day isbn13 publication_month edition_information publication_year url image_url book_id ratings_count work_id title title_without_series',
    { id: 'book_id', title: 'title', description: 'description' },
    ['text_reviews_count', 'average_rating', 'similar_books', 'link', 'url', 'image_url', 'ratings_count'],
  ],
  ['Last.fm artists.dat', 'id name url pictureURL', { id: 'id', title: 'name' }, ['url', 'pictureURL']],
]

/** Fields that stand for a column, with that column. */
function meanings(mapping: Readonly<Record<string, string>>): Record<string, string> {
  const telling = Object.entries(mapping).filter(([, field]) => field !== 'ignore' && field !== 'attribute')
  return Object.fromEntries(telling.map(([column, field]) => [field, column]))
}

it.for(INTERACTIONS)('interactions: %s', ([, columns, fields]) => {
  const { role, interactionMapping } = guessColumns(columns.split(' '))
  expect(role).toBe('interactions')
  expect(meanings(interactionMapping)).toEqual(fields)
})

it.for(ITEMS)('items: %s', ([, columns, fields, ignored]) => {
  const { role, itemMapping } = guessColumns(columns.split(' '))
  expect(role).toBe('items')
  expect(meanings(itemMapping)).toEqual(fields)
  expect(Object.keys(itemMapping).filter((column) => itemMapping[column] === 'ignore')).toEqual(ignored)
})

async function preview(name: string, content: string) {
  const folder = mkdtempSync(join(tmpdir(), 'layout-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, name)
  writeFileSync(path, content)
  return await previewFile(path, undefined)
}

it('MovieLens u.data has no names: its first line is a row, and columns are guessed by their order', async () => {
  const { role, rows, interactionMapping } = await preview(
    'u.data',
    '196\t242\t3\t881250949\n186\t302\t3\t891717742\n',
  )
  expect(role).toBe('interactions')
  expect(rows.map(([user]) => user)).toEqual(['196', '186'])
  expect(Object.values(interactionMapping)).toEqual(['user', 'item', 'rating', 'timestamp'])
})

it('MIND behaviors.tsv has no names and lists of items: nothing is guessed', async () => {
  const row = '1\tU13740\t11/11/2019 9:05:58 AM\tN55189 N42782 N34694\tN55689-1 N35729-0\n'
  const { interactionMapping, itemMapping } = await preview('behaviors.tsv', row.repeat(2))
  expect(meanings(interactionMapping)).toEqual({})
  expect(meanings(itemMapping)).toEqual({})
})
