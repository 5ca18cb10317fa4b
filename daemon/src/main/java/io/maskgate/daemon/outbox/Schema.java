package io.maskgate.daemon.outbox;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * How the file is used and what is in it.
 *
 * <p>synchronous=FULL: every commit is an fsync, so an event also survives a loss of power, which on an edge box is the
 * common crash. The price is one flush of the disk per batch (0.2 ms instead of 0.02 ms on NVMe, some ms on eMMC), and
 * there are a few events a second. locking_mode=EXCLUSIVE keeps the WAL index on the heap: a shared-memory file on a full
 * disk would end the process by SIGBUS.
 */
final class Schema {
    private static final int VERSION = 1;

    private static final String VACUUM = "auto_vacuum=INCREMENTAL";
    /** What SQLite says of it. */
    private static final int INCREMENTAL = 2;

    private static final List<String> SETTINGS = List.of(
            "busy_timeout=500",
            "locking_mode=EXCLUSIVE",
            VACUUM,
            "journal_mode=WAL",
            "synchronous=FULL",
            "journal_size_limit=4194304",
            // Half a megabyte: SQLite's own four would fill a small disk by themselves.
            "wal_autocheckpoint=128",
            "cache_size=-2000",
            "temp_store=MEMORY");

    private static final List<String> TABLES = List.of(
            "message(sequence INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE,"
                    + " topic TEXT NOT NULL, payload BLOB NOT NULL, at INTEGER NOT NULL, weight INTEGER NOT NULL)",
            "refused(sequence INTEGER PRIMARY KEY, id BLOB NOT NULL,"
                    + " topic TEXT NOT NULL, payload BLOB NOT NULL, at INTEGER NOT NULL, reason TEXT NOT NULL)",
            "unfinished(key TEXT PRIMARY KEY, payload BLOB NOT NULL) WITHOUT ROWID");

    private Schema() {}

    /**
     * Sets how the file is used, and looks whether it can be.
     *
     * @throws OutboxException when a newer Maskgate wrote the file
     */
    static void check(Statements file, Path path) throws SQLException, OutboxException {
        for (var setting : SETTINGS) {
            // This one would be written to the file each time.
            if (!setting.equals(VACUUM) || file.number("PRAGMA auto_vacuum") != INCREMENTAL) {
                file.run("PRAGMA " + setting);
            }
        }
        var check = file.text("PRAGMA quick_check(1)");
        if (!check.equals("ok")) {
            throw new SQLException(check, "", Faults.CORRUPT);
        }
        long version = file.number("PRAGMA user_version");
        if (version > VERSION) {
            throw new OutboxException(path + ": expected an outbox of version " + VERSION + " or older, found version "
                    + version + "; run the newer Maskgate that wrote it, or move the file away");
        }
    }

    /**
     * Makes what is not there, within a transaction. Nothing is written where all is there: a disk too full for that may
     * still give what it has.
     */
    static void complete(Statements file) throws SQLException {
        if (file.number("PRAGMA user_version") == VERSION && tables(file) == TABLES.size()) {
            return;
        }
        for (var table : TABLES) {
            file.run("CREATE TABLE IF NOT EXISTS " + table);
        }
        file.run("PRAGMA user_version=" + VERSION);
    }

    private static long tables(Statements file) throws SQLException {
        return file.number("SELECT count(*) FROM sqlite_schema WHERE name IN ('message', 'refused', 'unfinished')");
    }
}
