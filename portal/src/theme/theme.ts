/**
 * The design tokens: every colour and size of the portal comes from here.
 *
 * Ant Design derives its tokens from these seeds and publishes them as CSS variables (`--ant-…`) on the class
 * `CSS_SCOPE`; our own style sheets use those variables and, for the few sizes of the frame, `tokens.css`.
 */
import { theme, type ThemeConfig } from 'antd';

export type Mode = 'light' | 'dark';

export const CSS_SCOPE = 'slipway';

const seeds: ThemeConfig['token'] = {
  colorPrimary: '#2456d6',
  colorInfo: '#2456d6',
  colorSuccess: '#0aa75a',
  colorWarning: '#d98a06',
  colorError: '#d9363e',
  borderRadius: 8,
  fontFamily:
    'Inter, "Segoe UI", -apple-system, "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif',
  fontFamilyCode: '"JetBrains Mono", "SFMono-Regular", Consolas, "Noto Sans Mono", monospace',
};

/** What differs by mode: the grounds, and brighter hues on the dark one. */
const byMode: Record<Mode, ThemeConfig['token']> = {
  light: { colorBgLayout: '#f4f6fa' },
  dark: {
    colorPrimary: '#5f8bff',
    colorInfo: '#5f8bff',
    colorLink: '#8fb0ff',
    colorSuccess: '#22c37a',
    colorWarning: '#f0a92e',
    colorError: '#ff6a6a',
    colorErrorText: '#ff8f8f',
    colorBgLayout: '#0d1117',
    colorBgContainer: '#161b24',
    colorBgElevated: '#1d2430',
    colorBorder: '#3a4354',
    colorBorderSecondary: '#272e3b',
  },
};

export function themeFor(mode: Mode): ThemeConfig {
  return {
    cssVar: { key: CSS_SCOPE },
    hashed: false,
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...seeds, ...byMode[mode] },
    components: {
      Table: {
        headerBg: 'transparent',
        headerSplitColor: 'transparent',
        headerSortActiveBg: 'transparent',
        bodySortBg: 'transparent',
      },
      Checkbox: { borderRadiusSM: 4 },
    },
  };
}
