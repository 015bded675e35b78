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

const backgrounds: Record<Mode, ThemeConfig['token']> = {
  light: { colorBgLayout: '#f4f6fa' },
  dark: { colorPrimary: '#5b84f0', colorInfo: '#5b84f0', colorBgBase: '#0e131c', colorBgLayout: '#0b0f17' },
};

export function themeFor(mode: Mode): ThemeConfig {
  return {
    cssVar: { key: CSS_SCOPE },
    hashed: false,
    algorithm: mode === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...seeds, ...backgrounds[mode] },
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
