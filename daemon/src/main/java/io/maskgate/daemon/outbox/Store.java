package io.maskgate.daemon.outbox;

import io.maskgate.daemon.outbox.Outbox.Page;
import io.maskgate.daemon.outbox.Outbox.Waiting;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.function.Predicate;

/**
 * The SQLite file. Not thread-safe. Changes stand between {@link #begin} and {@link #commit} or {@link #rollback}.
 */
final class Store implements AutoCloseable {
    /** Row header, id, times and index entry, roughly. */
    private static final int OVERHEAD = 64;

    /** Messages looked at while nobody else is at the file: small beside the second that an append waits for it. */
    private static final int LOOKED_AT = 2000;

    /** Some events and their index entries. */
    private static final int PROBE_BYTES = 16 * 1024;

    private final Connection connection;
    private final Statements sql;
    private long messages;
    private long bytes;
    private long last;
    private long committedMessages;
    private long committedBytes;

    private Store(Connection connection) {
        this.connection = connection;
        sql = new Statements(connection);
    }

    static Store open(Path file) throws SQLException, OutboxException {
        SqliteLibrary.load();
        var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        try {
            var store = new Store(connection);
            store.prepare(file);
            return store;
        } catch (SQLException | OutboxException | RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    private void prepare(Path file) throws SQLException, OutboxException {
        Schema.check(sql, file);
        try {
            // Fails also where another process has the file, or it may only be read.
            begin();
            Schema.complete(sql);
            // At once: it is a look through all of a file that may be large, on a disk that may be slow.
            try (var query = connection.prepareStatement("SELECT count(*), coalesce(sum(weight), 0) FROM message");
                    var rows = query.executeQuery()) {
                rows.next();
                messages = rows.getLong(1);
                bytes = rows.getLong(2);
            }
            last = Math.max(
                    sql.number("SELECT coalesce(max(sequence), 0) FROM message"),
                    sql.number("SELECT coalesce(max(sequence), 0) FROM refused"));
            commit();
        } catch (SQLException e) {
            boolean foreign = e.getErrorCode() == Faults.ERROR;
            throw foreign ? new SQLException("tables of something else: " + Faults.words(e), "", Faults.CORRUPT, e) : e;
        }
    }

    /** Numbers all there is from 1, in the same order. */
    void renumber() throws SQLException {
        begin();
        last = 0;
        try (var all = connection.prepareStatement(
                        "SELECT sequence FROM message UNION SELECT sequence FROM refused" + " ORDER BY sequence");
                var rows = all.executeQuery()) {
            var sequences = new ArrayList<Long>();
            while (rows.next()) {
                sequences.add(rows.getLong(1));
            }
            for (var table : List.of("message", "refused")) {
                try (var change = connection.prepareStatement("UPDATE " + table + " SET sequence=? WHERE sequence=?")) {
                    for (int i = 0; i < sequences.size(); i++) {
                        change.setLong(1, i + 1L);
                        change.setLong(2, sequences.get(i));
                        change.executeUpdate();
                    }
                }
            }
            last = sequences.size();
        }
        commit();
    }

    void insert(Waiting message) throws SQLException {
        long weight = weight(message);
        try (var insert = connection.prepareStatement("INSERT OR IGNORE INTO message VALUES(?,?,?,?,?,?)")) {
            insert.setLong(1, message.sequence());
            insert.setBytes(2, Uuids.bytes(message.id()));
            insert.setString(3, message.topic());
            insert.setBytes(4, message.payload());
            insert.setLong(5, message.at().toEpochMilli());
            insert.setLong(6, weight);
            if (insert.executeUpdate() == 1) {
                messages++;
                bytes += weight;
            }
            last = Math.max(last, message.sequence());
        }
        follow(message);
    }

    /** Keeps the latest message of a series until its last one. */
    void follow(Waiting message) throws SQLException {
        var series = message.series();
        if (series.key().isEmpty()) {
            return;
        }
        try (var change = connection.prepareStatement(
                series.last()
                        ? "DELETE FROM unfinished WHERE key=?"
                        : "INSERT OR REPLACE INTO unfinished VALUES(?,?)")) {
            change.setString(1, series.key());
            if (!series.last()) {
                change.setBytes(2, message.payload());
            }
            change.executeUpdate();
        }
    }

    /** The latest message of each series without a last one, in no order. */
    List<byte[]> unfinished() throws SQLException {
        var found = new ArrayList<byte[]>();
        try (var query = connection.prepareStatement("SELECT payload FROM unfinished");
                var rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getBytes(1));
            }
        }
        return found;
    }

    /** Keys of the series without a last one. */
    Set<String> open() throws SQLException {
        var found = new HashSet<String>();
        try (var query = connection.prepareStatement("SELECT key FROM unfinished");
                var rows = query.executeQuery()) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    void delete(long sequence) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM message WHERE sequence=? RETURNING weight")) {
            delete.setLong(1, sequence);
            remove(delete);
        }
    }

    /** Messages of these topics after a place in the order, at most {@code limit}. */
    List<Long> of(Predicate<String> topics, long after, int limit) throws SQLException {
        var found = new ArrayList<Long>();
        try (var query =
                connection.prepareStatement("SELECT sequence, topic FROM message WHERE sequence>? ORDER BY sequence")) {
            query.setLong(1, after);
            try (var rows = query.executeQuery()) {
                while (found.size() < limit && rows.next()) {
                    if (topics.test(rows.getString(2))) {
                        found.add(rows.getLong(1));
                    }
                }
            }
        }
        return found;
    }

    /** Forgets all series without a last message. */
    void forgetSeries() throws SQLException {
        run("DELETE FROM unfinished");
    }

    boolean deleteOldest() throws SQLException {
        try (var delete = connection.prepareStatement(
                "DELETE FROM message WHERE sequence=(SELECT min(sequence) FROM message) RETURNING weight")) {
            return remove(delete);
        }
    }

    /** @param at the time it carries */
    record Oldest(long sequence, Instant at) {}

    Optional<Oldest> oldest() throws SQLException {
        try (var query = connection.prepareStatement("SELECT sequence, at FROM message ORDER BY sequence LIMIT 1");
                var rows = query.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Oldest(rows.getLong(1), Instant.ofEpochMilli(rows.getLong(2))))
                    : Optional.empty();
        }
    }

    /** Moves a message to those that are kept aside. */
    void refuse(long sequence, String reason) throws SQLException {
        refused().add(sequence, reason);
        delete(sequence);
    }

    Refused refused() {
        return new Refused(connection);
    }

    /**
     * The oldest messages after a place in the order that are not hidden and of these topics, at most {@code limit}, among
     * the next {@value #LOOKED_AT}.
     */
    Page after(long sequence, int limit, LongPredicate hidden, Predicate<String> topics) throws SQLException {
        var found = new ArrayList<Waiting>(limit);
        long upTo = sequence;
        int looked = 0;
        boolean more = true;
        try (var query = connection.prepareStatement(
                "SELECT sequence, id, topic, payload, at FROM message WHERE sequence>? ORDER BY sequence")) {
            query.setLong(1, sequence);
            try (var rows = query.executeQuery()) {
                while (found.size() < limit && looked < LOOKED_AT && (more = rows.next())) {
                    looked++;
                    upTo = rows.getLong(1);
                    if (!hidden.test(rows.getLong(1)) && topics.test(rows.getString(3))) {
                        found.add(new Waiting(
                                rows.getLong(1),
                                Uuids.of(rows.getBytes(2)),
                                rows.getString(3),
                                rows.getBytes(4),
                                Instant.ofEpochMilli(rows.getLong(5)),
                                Outbox.Series.NONE));
                    }
                }
            }
        }
        return new Page(found, upTo, !more);
    }

    void begin() throws SQLException {
        run("BEGIN IMMEDIATE");
    }

    void commit() throws SQLException {
        run("COMMIT");
        committedMessages = messages;
        committedBytes = bytes;
    }

    /** Also after failures by which SQLite has rolled back already, such as a full disk. */
    void rollback() throws SQLException {
        messages = committedMessages;
        bytes = committedBytes;
        try {
            run("ROLLBACK");
        } catch (SQLException e) {
            boolean nothingToRollBack = e.getErrorCode() == Faults.ERROR;
            if (!nothingToRollBack) {
                throw e;
            }
        }
    }

    /** Carries the log over into the file and cuts it off: what it takes on a full disk is then free again. */
    void checkpoint() throws SQLException {
        try {
            sql.text("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            if (Faults.of(e) == Faults.DAMAGED) {
                throw e;
            }
        }
    }

    /** Leaves nothing to be read of what was deleted, also earlier: SQLite itself only forgets where it was. */
    void erase() throws SQLException {
        run("VACUUM");
        // Where it cannot be carried over, what is to be gone is still in the file.
        sql.text("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /** Writes something and takes it away again: that nothing failed proves nothing where nothing was written. */
    void probe() throws SQLException {
        begin();
        run("CREATE TABLE IF NOT EXISTS probe(room BLOB)");
        run("DELETE FROM probe");
        run("INSERT INTO probe VALUES(zeroblob(" + PROBE_BYTES + "))");
        commit();
        begin();
        run("DROP TABLE probe");
        commit();
    }

    /**
     * Gives free pages back to the file system, a bounded number at a time. That is a courtesy: a disk too full even for
     * it has not lost anything.
     */
    void shrink(int pages) throws SQLException {
        try {
            vacuum(pages);
        } catch (SQLException e) {
            if (Faults.of(e) == Faults.DAMAGED) {
                throw e;
            }
        }
    }

    private void vacuum(int pages) throws SQLException {
        if (sql.number("PRAGMA freelist_count") < pages) {
            return;
        }
        try (var vacuum = connection.createStatement()) {
            // Not execute(): the driver would step once, and each step frees a single page.
            vacuum.executeUpdate("PRAGMA incremental_vacuum(" + pages + ")");
        }
        // The file itself gets shorter only when the log is carried over into it.
        sql.text("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    long messages() {
        return messages;
    }

    long bytes() {
        return bytes;
    }

    /** The highest sequence ever seen in this file. */
    long last() {
        return last;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    static long weight(Waiting message) {
        return message.payload().length + message.topic().getBytes(StandardCharsets.UTF_8).length + OVERHEAD;
    }

    private boolean remove(PreparedStatement deleteReturningWeight) throws SQLException {
        boolean any = false;
        try (var rows = deleteReturningWeight.executeQuery()) {
            while (rows.next()) {
                any = true;
                messages--;
                bytes -= rows.getLong(1);
            }
        }
        return any;
    }

    /** A seam for tests that fill or break the file. */
    void run(String statement) throws SQLException {
        sql.run(statement);
    }

    /** A seam for tests that ask how the file is used, which only the connection knows. */
    String setting(String name) throws SQLException {
        return sql.text("PRAGMA " + name);
    }
}
