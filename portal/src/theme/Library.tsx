import { ConfigProvider } from 'antd';
import english from 'antd/es/locale/en_US';
import { createContext, use, useMemo, type ReactNode } from 'react';

import { useAntdLocale } from '../i18n/antd';
import { useLanguage } from '../i18n/useLanguage';

import { useStill } from './media';
import { useMode } from './mode';
import { themeFor } from './theme';

const InsideContext = createContext(false);
const BUTTON = { autoInsertSpace: false };

/** Our theme and language for what the component library draws. */
export default function Library({ children }: { children: ReactNode }) {
  return use(InsideContext) ? children : <Outermost>{children}</Outermost>;
}

function Outermost({ children }: { children: ReactNode }) {
  const mode = useMode();
  const still = useStill();
  // Never nothing: the library would put what it draws into another tree when the file arrives, and lose what was typed.
  const locale = useAntdLocale(useLanguage()) ?? english;
  const theme = useMemo(() => themeFor(mode, still), [mode, still]);
  return (
    <InsideContext value={true}>
      <ConfigProvider theme={theme} button={BUTTON} locale={locale}>
        {children}
      </ConfigProvider>
    </InsideContext>
  );
}
