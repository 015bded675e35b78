import { App, ConfigProvider } from 'antd';
import { useEffect, type ReactNode } from 'react';

import { useAntdLocale } from '../i18n/antd';
import { useLanguage } from '../i18n/useLanguage';

import { useStill } from './media';
import { useMode } from './mode';
import { CSS_SCOPE, themeFor } from './theme';
import './tokens.css';

/** Theme, component texts and the place where messages and confirmations appear. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const mode = useMode();
  const locale = useAntdLocale(useLanguage());

  useEffect(() => {
    document.documentElement.classList.add(CSS_SCOPE);
    document.documentElement.style.colorScheme = mode;
  }, [mode]);

  return (
    <ConfigProvider theme={themeFor(mode, useStill())} button={{ autoInsertSpace: false }} locale={locale}>
      <App component={false}>{children}</App>
    </ConfigProvider>
  );
}
