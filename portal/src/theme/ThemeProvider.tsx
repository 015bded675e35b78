import { useLayoutEffect, type ReactNode } from 'react';
import 'virtual:tokens.css';

import { FeedbackProvider } from '../components/feedback';

import { useMode } from './mode';
import './tokens.css';

/** By day or by night, and the place where messages and confirmations appear. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const mode = useMode();
  useLayoutEffect(() => {
    document.documentElement.dataset.mode = mode;
    document.documentElement.style.colorScheme = mode;
  }, [mode]);
  return <FeedbackProvider>{children}</FeedbackProvider>;
}
