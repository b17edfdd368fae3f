import {
  ActionIcon,
  Badge,
  Button,
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
