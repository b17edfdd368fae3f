import { clip } from './clip.ts'
import { colorGradient } from './color-gradient.ts'
import { hashedTfidf } from './hashed-tfidf.ts'
import { importedFeatures } from './imported-features.ts'
import { ollamaEmbeddings } from './ollama-embeddings.ts'
import { onnx } from './onnx.ts'
import { openaiEmbeddings } from './openai-embeddings.ts'

/** Encoders of texts, in the order of lists and forms; `src/main/encoders/registry.ts` must have the code of each. */
export const textEncoders = [hashedTfidf, onnx, clip, ollamaEmbeddings, openaiEmbeddings] as const

/** Encoders of pictures; one of both modalities stands in both lists. */
export const pictureEncoders = [colorGradient, clip] as const

/** Every encoder once. */
export const encoders = [...new Set([...textEncoders, ...pictureEncoders, importedFeatures])]
