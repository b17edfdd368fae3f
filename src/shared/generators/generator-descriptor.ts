import type { Descriptor } from '#shared/descriptors/descriptor.ts'

/** What a maker of negatives is, apart from how it works. */
export interface GeneratorDescriptor<Name extends string = string>
  extends Omit<Descriptor<Name>, 'settings'> {
  readonly needs: {
    /** A model server that answers. */
    readonly server: boolean
  }
}
