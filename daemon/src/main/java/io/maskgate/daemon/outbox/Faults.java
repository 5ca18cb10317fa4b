package io.maskgate.daemon.outbox;

import java.sql.SQLException;

/** What SQLite's primary result codes (https://sqlite.org/rescode.html) mean to an outbox. */
enum Faults {
    /** The file's content is wrong: set it aside. */
    DAMAGED,
    /** Someone else holds the file. */
    LOCKED,
    /**
     * The file may not be written or made, for want of permission, and as well where there is no room for another file, too
     * many are open, or the disk has become read-only.
     */
    FORBIDDEN,
    /** The disk is full or fails: wait and try again. */
    DISK;

    static final int CORRUPT = 11;
    /** A statement that does not fit the tables found. */
    static final int ERROR = 1;

    private static final int BUSY = 5;
    private static final int LOCKED_TABLE = 6;
    private static final int READONLY = 8;
    private static final int CANNOT_OPEN = 14;
    private static final int NOT_A_DATABASE = 26;

    static Faults of(SQLException e) {
        return switch (e.getErrorCode() & 0xff) {
            case CORRUPT, NOT_A_DATABASE -> DAMAGED;
            case BUSY, LOCKED_TABLE -> LOCKED;
            case READONLY, CANNOT_OPEN -> FORBIDDEN;
            default -> DISK;
        };
    }

    /** SQLite's own words without the driver's prefix. */
    static String words(SQLException e) {
        return String.valueOf(e.getMessage()).replaceFirst("^\\[SQLITE_[A-Z_]+\\]\\s*", "");
    }
}
