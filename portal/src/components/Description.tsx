import styles from './Cells.module.css';

/** What somebody wrote about a thing, below its name. */
export function Description({ text }: { text: string }) {
  return (
    <span className={styles.description} title={text}>
      {text}
    </span>
  );
}
