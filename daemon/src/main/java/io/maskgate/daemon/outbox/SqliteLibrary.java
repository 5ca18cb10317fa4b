package io.maskgate.daemon.outbox;

import org.sqlite.SQLiteJDBCLoader;

/** SQLite's native library, which each process unpacks for itself where nobody has done so. */
public final class SqliteLibrary {
    private SqliteLibrary() {}

    /**
     * Loads it unless it is loaded. Left to the driver, the first connection fails like one to a bad disk, and later ones by
     * an error of linking.
     *
     * @throws OutboxException when it does not load
     */
    public static void load() throws OutboxException {
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception | LinkageError e) {
            throw new OutboxException(
                    "SQLite: expected its library to load, found " + e.getMessage() + "; let "
                            + System.getProperty("java.io.tmpdir")
                            + " have room and allow executing, or name another folder with"
                            + " MASKGATE_JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                    e);
        }
    }
}
