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
    colorTextTertiary: '#9ba5a9',
    colorTextPlaceholder: '#919ca1',
    colorBgLayout: '#0c1418',
    colorBgContainer: '#142026',
    colorBgElevated: '#1b2a31',
    colorBorder: '#3b4d56',
    colorBorderSecondary: '#25343c',
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
    },
  };
}
