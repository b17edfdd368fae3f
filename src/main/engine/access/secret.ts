import { createHash, randomBytes } from 'node:crypto'

/** 256 random bits, in characters that addresses and cookies take as they are. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * What is kept of a secret. The secrets are random and long, so that a plain SHA-256 cannot be searched; and as what is
 * compared is the digest, the time that it takes tells nothing of the secret.
 */
export function digestOf(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url')
}
