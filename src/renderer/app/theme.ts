import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  type CSSVariablesResolver,
  createTheme,
  Input,
  type MantineColorsTuple,
  Modal,
  Popover,
  Progress,
  SegmentedControl,
  Table,
  Tabs,
  Tooltip,
} from '@mantine/core'

/** The studio's own blue-violet; shade 6 carries white text at 4.5:1 and more. */
const iris: MantineColorsTuple = [
  '#f0f0fe',
  '#dfe0fb',
  '#bdbff5',
  '#9a9cef',
  '#7f81ea',
  '#6567df',
  '#5355d1',
  '#4446b4',
  '#373994',
  '#2b2d76',
]

/** Neutral greys with a breath of blue, so that large dark surfaces stay calm. */
const dark: MantineColorsTuple = [
  '#d5d8df',
  '#b4b9c4',
  '#969dab',
  '#6d7482',
  '#3d424e',
  '#2d323c',
  '#22262e',
  '#191c22',
  '#13151a',
  '#0e1014',
]

export const theme = createTheme({
  primaryColor: 'iris',
  primaryShade: 6,
  colors: { iris, dark },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "Noto Sans Mono", "Liberation Mono", monospace',
  headings: { fontWeight: '600' },
  components: {
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    // A link within a text is told apart by more than its colour.
    Anchor: Anchor.extend({ defaultProps: { underline: 'always' } }),
    Badge: Badge.extend({
      defaultProps: { variant: 'light', radius: 'sm' },
      styles: { root: { textTransform: 'none', fontWeight: 500 } },
    }),
    Button: Button.extend({ defaultProps: { size: 'xs' }, styles: { root: { fontWeight: 500 } } }),
    Input: Input.extend({ defaultProps: { size: 'xs' } }),
    InputWrapper: Input.Wrapper.extend({ defaultProps: { size: 'xs' } }),
    Modal: Modal.extend({
      defaultProps: { overlayProps: { backgroundOpacity: 0.4 }, closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { fontWeight: 600 } },
    }),
    Popover: Popover.extend({ defaultProps: { shadow: 'md' } }),
    Progress: Progress.extend({ defaultProps: { size: 'sm' } }),
    SegmentedControl: SegmentedControl.extend({ defaultProps: { size: 'xs' } }),
    Table: Table.extend({ defaultProps: { fz: 'sm', verticalSpacing: 6 } }),
    Tabs: Tabs.extend({ defaultProps: { variant: 'outline' } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 400, withArrow: true, fz: 'xs' } }),
  },
})

/**
 * Tints and the text on them. Mantine's own are saturated in the dark, and some texts stop short of
 * 4.5:1 in the light.
 */
export const colorVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#646b78',
    '--mantine-color-placeholder': '#767d89',
    ...lightText({
      gray: '#434955',
      teal: '#065f44',
      green: '#1c6329',
      yellow: '#7a4300',
      orange: '#93400a',
      red: '#a31d1d',
    }),
  },
  dark: {
    '--mantine-color-anchor': '#9a9cef',
    '--mantine-color-dimmed': '#989fad',
    '--mantine-color-placeholder': '#838a98',
    ...tint('gray', '#2b303a', '#343a46', '#c3c9d4'),
    ...tint('iris', '#26284a', '#2e3159', '#c9caf8'),
    ...tint('teal', '#12332b', '#174035', '#8fe0c3'),
    ...tint('green', '#17341f', '#1d4127', '#9fdcab'),
    ...tint('yellow', '#38300f', '#453b14', '#f0d487'),
    ...tint('orange', '#3c2815', '#4a321a', '#f5bd8b'),
    ...tint('red', '#401f22', '#50272b', '#f4a9a9'),
    ...tint('grape', '#35213d', '#42294c', '#e0b3ee'),
  },
})

function lightText(texts: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([color, text]) => [`--mantine-color-${color}-light-color`, text]),
  )
}

function tint(color: string, background: string, hover: string, text: string): Record<string, string> {
  return {
    [`--mantine-color-${color}-light`]: background,
    [`--mantine-color-${color}-light-hover`]: hover,
    [`--mantine-color-${color}-light-color`]: text,
  }
}
