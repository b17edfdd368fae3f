import sharp from 'sharp'

/**
 * sharp with the decoders of JPEG, PNG and WebP alone: what libvips reads besides these is seldom looked at by anybody
 * but attackers. The list holds for the whole process, so whoever decodes pictures takes sharp from here.
 *
 * SVG is drawn from memory only, which the sample worlds need. A picture that comes from outside is looked at by
 * `pictureFormat` before sharp sees it.
 */
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadSvgBuffer'],
})
// Else the last pictures stay open, with what their decoders keep: three large ones took a gigabyte.
sharp.cache(false)

export { sharp }
