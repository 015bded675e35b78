/**
 * The design tokens: every colour and size of the portal comes from here.
 *
 * Ant Design derives its tokens from these seeds and publishes them as CSS variables (`--ant-…`) for what it draws. Our own
 * style sheets use the same variables, which `scripts/tokens.ts` writes at build time, so that they are there before the
 * library is; and, for the few sizes of the frame, `tokens.css`.
 */
import { theme, type ThemeConfig } from 'antd';

export type Mode = 'light' | 'dark';

const CSS_SCOPE = 'slipway';

const seeds: ThemeConfig['token'] = {
  borderRadius: 6,
  controlHeight: 34,
  fontFamily:
    'Inter, "Segoe UI", -apple-system, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyCode: '"JetBrains Mono", "SFMono-Regular", Consolas, "DejaVu Sans Mono", monospace',
};

/** What is written on a button of one colour. */
export const ON_COLOUR: Record<Mode, string> = { light: '#ffffff', dark: '#0c1418' };

/** What a switch of several positions slides in, and its chosen position: seen on a card as on the page's ground. */
const SEGMENTED: Record<Mode, { trackBg: string; itemSelectedBg: string }> = {
  light: { trackBg: '#e9e5db', itemSelectedBg: '#ffffff' },
  dark: { trackBg: '#22313a', itemSelectedBg: '#3d515b' },
};

/**
 * Petrol on paper by day, the same harbour by night. Every text has a contrast of 4.5 at least to what it stands on, as
 * WCAG 2.1 AA asks for; `tests/browser/test_accessibility.py` looks.
 */
const byMode: Record<Mode, ThemeConfig['token']> = {
  light: {
    colorPrimary: '#0e6a75',
    colorInfo: '#1d6f9f',
    colorLink: '#0e6a75',
    colorSuccess: '#20743b',
    colorWarning: '#8f5b00',
    colorError: '#b92d27',
    colorPrimaryBg: '#e2eeef',
    colorSuccessBg: '#e2f1e6',
    colorInfoBg: '#e1eef6',
    colorWarningBg: '#f9efd9',
    colorErrorBg: '#fbe9e6',
    colorTextBase: '#16262c',
    colorTextSecondary: '#546166',
    colorTextTertiary: '#5f6b70',
    colorTextPlaceholder: '#687479',
    colorBgLayout: '#f5f3ee',
    colorBorder: '#cfcabd',
    colorBorderSecondary: '#e7e3d9',
  },
  dark: {
    colorPrimary: '#57c0cc',
    colorInfo: '#6ab6e6',
    colorLink: '#6cc5cf',
    // The library would darken it, below what can be read at night.
    colorLinkHover: '#8fd6de',
    colorLinkActive: '#57b4bf',
    colorSuccess: '#55c97c',
    colorWarning: '#f0b04a',
    colorError: '#ff8880',
    colorErrorText: '#ff9289',
    // The library mixes these with a neutral black: on our blue grounds they would not be seen.
    colorPrimaryBg: '#1c3d43',
    colorSuccessBg: '#143327',
    colorInfoBg: '#17303f',
    colorInfoBorder: '#2f566e',
    colorWarningBg: '#36290f',
    colorWarningBorder: '#6b5126',
    colorErrorBg: '#3b2022',
    colorErrorBorder: '#6d3f3c',
    colorTextTertiary: '#9ba5a9',
    // The marks of fields, and what is disabled: faint, yet to be read.
    colorTextQuaternary: '#74828a',
    colorTextPlaceholder: '#919ca1',
    colorBgLayout: '#0c1418',
    colorBgContainer: '#142026',
    colorBgElevated: '#1b2a31',
    colorBorder: '#4b606a',
    // Seen on dialogs and drawers too, which are lighter than the page.
    colorBorderSecondary: '#2c3c45',
  },
};

export function themeFor(mode: Mode, still: boolean): ThemeConfig {
  return {
    cssVar: { key: CSS_SCOPE },
    hashed: false,
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...seeds, ...byMode[mode], motion: !still },
    components: {
      Button: {
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
        fontWeight: 500,
        primaryColor: ON_COLOUR[mode],
        dangerColor: ON_COLOUR[mode],
      },
      Checkbox: { borderRadiusSM: 4 },
      Segmented: SEGMENTED[mode],
    },
  };
}
