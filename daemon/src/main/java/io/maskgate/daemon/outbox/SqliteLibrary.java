package io.maskgate.daemon.outbox;

import java.nio.file.Files;
import java.nio.file.Path;
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
                    "SQLite: expected its library to load, found " + e.getMessage() + "; " + remedy(), e);
        }
    }

    private static String remedy() {
        String folder = System.getProperty("org.sqlite.lib.path");
        // As in a package, where nothing is unpacked.
        if (folder != null
                && Files.exists(Path.of(folder, System.getProperty("org.sqlite.lib.name", "libsqlitejdbc.so")))) {
            return "the one in " + folder + " does not fit this system: install the package for its processor,"
                    + " where there is glibc 2.29 or newer, and not musl, as in Alpine";
        }
        return "let " + System.getProperty("java.io.tmpdir") + " have room and allow executing, or name another folder"
                + " with MASKGATE_JAVA_OPTS=-Djava.io.tmpdir=FOLDER";
    }
}
