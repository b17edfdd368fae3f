import { expect, it } from 'vitest'
import { pictureFolder, relativeName } from './upload.ts'

it('finds the folder that pictures were sent into', () => {
  expect(pictureFolder([{ name: 'items.csv', path: '/u/s/items.csv' }])).toBeNull()
  expect(pictureFolder([{ name: 'images/1.jpg', path: '/u/s/images/1.jpg' }])).toBe('/u/s/images/')
  expect(pictureFolder([{ name: '1.PNG', path: '/u/s/1.PNG' }])).toBe('/u/s/')
})

it('takes a name wherever the browser left it', () => {
  expect(relativeName(new File([], 'a.csv'))).toBe('a.csv')
  expect(relativeName(Object.assign(new File([], '1.jpg'), { path: './images/1.jpg' }))).toBe('images/1.jpg')
  expect(relativeName(Object.assign(new File([], '1.jpg'), { path: '/images/1.jpg' }))).toBe('images/1.jpg')
})
