import { IconPhotoOff } from '@tabler/icons-react'
import { useState } from 'react'
import { mediaUrl } from '../app/client.ts'
import classes from './picture.module.css'

interface PictureProps {
  hash: string | null
  /** Says what is pictured; empty where a title stands beside it. */
  alt: string
  width?: 64 | 128 | 256 | 512 | 1024
  fit?: 'cover' | 'contain'
}

/** An item's picture in the box that its parent gives; a quiet sign where there is none. */
export function Picture({ hash, alt, width, fit = 'cover' }: PictureProps) {
  const [broken, setBroken] = useState<string | null>(null)
  if (hash === null || broken === hash) {
    const text = hash === null ? 'No picture' : 'Picture cannot be shown'
    return (
      <div className={classes.none} role="img" aria-label={text} title={text}>
        <IconPhotoOff aria-hidden size={20} stroke={1.5} />
      </div>
    )
  }
  return (
    <img
      className={classes.picture}
      style={{ objectFit: fit }}
      src={mediaUrl(hash, width)}
      alt={alt}
      decoding="async"
      draggable={false}
      onError={() => setBroken(hash)}
    />
  )
}
