/** How a kernel uses a buffer. Of a uniform, every invocation reads the same first 16 bytes. */
export interface Binding {
  readonly access: 'read' | 'read_write' | 'uniform'
  /** The buffer's type in WGSL. */
  readonly type: string
}

export const read = (element: string): Binding => ({ access: 'read', type: `array<${element}>` })
export const write = (element: string): Binding => ({ access: 'read_write', type: `array<${element}>` })
/** @param type of 16 bytes */
export const uniform = (type: string): Binding => ({ access: 'uniform', type })

interface Source<Uniform extends string, Buffer extends string> {
  /** Shows in the messages of drivers and debuggers. */
  readonly label: string
  readonly uniforms?: Readonly<Record<Uniform, 'u32' | 'f32'>>
  readonly buffers: Readonly<Record<Buffer, Binding>>
  /** WGSL outside the entry point: functions, variables of the workgroup. */
  readonly declarations?: string
  readonly body: string
}

/** A compute shader, and what it is called with. */
export interface Kernel<Uniform extends string = string, Buffer extends string = string> {
  readonly label: string
  /** What its count counts: invocations, or workgroups of GROUP invocations. */
  readonly unit: 'invocations' | 'workgroups'
  /** Each takes 4 bytes, in this order. */
  readonly uniforms: readonly { readonly name: Uniform | 'count'; readonly type: 'u32' | 'f32' }[]
  readonly buffers: readonly { readonly name: Buffer; readonly binding: Binding }[]
  readonly code: string
}

/** A kernel whose body runs for each `i` below `count` on its own. */
export function eachKernel<Uniform extends string, Buffer extends string>(
  source: Source<Uniform, Buffer>,
): Kernel<Uniform, Buffer> {
  return kernel('invocations', source, `let i = block * GROUP + local; if (i >= u.count) { return; }`)
}

/**
 * A kernel whose body runs for each `block` below `count` in GROUP invocations, numbered `local`, which
 * share the workgroup's memory.
 */
export function blockKernel<Uniform extends string, Buffer extends string>(
  source: Source<Uniform, Buffer>,
): Kernel<Uniform, Buffer> {
  return kernel('workgroups', source, `if (block >= u.count) { return; }`)
}

function kernel<Uniform extends string, Buffer extends string>(
  unit: Kernel['unit'],
  { label, uniforms, buffers, declarations = '', body }: Source<Uniform, Buffer>,
  guard: string,
): Kernel<Uniform, Buffer> {
  const fields = [
    { name: 'count' as const, type: 'u32' as const },
    ...entriesOf(uniforms ?? ({} as Record<Uniform, 'u32' | 'f32'>)).map(([name, type]) => ({ name, type })),
  ]
  const bindings = entriesOf(buffers).map(([name, binding]) => ({ name, binding }))
  const code = `
override GROUP: u32;
struct Uniforms { ${fields.map(({ name, type }) => `${name}: ${type},`).join(' ')} }
@group(0) @binding(0) var<uniform> u: Uniforms;
${bindings.map(({ name, binding }, index) => declaration(name, binding, index)).join('\n')}
${declarations}
@compute @workgroup_size(GROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) local: u32,
) {
  // More workgroups than fit in one dimension come in rows.
  let block = group.y * groups.x + group.x;
  ${guard}
  ${body}
}
`
  return { label, unit, uniforms: fields, buffers: bindings, code }
}

function declaration(name: string, { access, type }: Binding, index: number): string {
  const space = access === 'uniform' ? 'uniform' : `storage, ${access}`
  return `@group(1) @binding(${index}) var<${space}> ${name}: ${type};`
}

function entriesOf<Key extends string, Value>(record: Readonly<Record<Key, Value>>): [Key, Value][] {
  return Object.entries(record) as [Key, Value][]
}

/** Remembers what a factory made for the same arguments: a kernel is compiled once for each way to use it. */
export function remembered<Arguments extends readonly (string | number | boolean)[], Made>(
  make: (...choices: Arguments) => Made,
): (...choices: Arguments) => Made {
  const made = new Map<string, Made>()
  return (...choices) => {
    const key = choices.join()
    const known = made.get(key)
    if (known !== undefined) return known
    const fresh = make(...choices)
    made.set(key, fresh)
    return fresh
  }
}
