package io.maskgate.daemon.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** Messages the broker refused for good, kept aside with its words for somebody to look at. */
record Refused(Connection connection) {
    private static final int KEPT = 1000;

    /** Copies a waiting message; of all the newest are kept. */
    void add(long sequence, String reason) throws SQLException {
        try (var copy = connection.prepareStatement("INSERT OR REPLACE INTO refused"
                + " SELECT sequence, id, topic, payload, at, ? FROM message WHERE sequence=?")) {
            copy.setString(1, reason);
            copy.setLong(2, sequence);
            copy.executeUpdate();
        }
        new Statements(connection)
                .run(
                        "DELETE FROM refused WHERE sequence NOT IN (SELECT sequence FROM refused ORDER BY sequence DESC LIMIT "
                                + KEPT + ")");
    }

    Optional<Store.Oldest> oldest() throws SQLException {
        try (var query = connection.prepareStatement("SELECT sequence, at FROM refused ORDER BY sequence LIMIT 1");
                var rows = query.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Store.Oldest(rows.getLong(1), Instant.ofEpochMilli(rows.getLong(2))))
                    : Optional.empty();
        }
    }

    void delete(long sequence) throws SQLException {
        try (var delete = connection.prepareStatement("DELETE FROM refused WHERE sequence=?")) {
            delete.setLong(1, sequence);
            delete.executeUpdate();
        }
    }

    /** Deletes those of these topics. */
    void forget(Predicate<String> topics) throws SQLException {
        try (var query = connection.prepareStatement("SELECT DISTINCT topic FROM refused");
                var rows = query.executeQuery();
                var delete = connection.prepareStatement("DELETE FROM refused WHERE topic=?")) {
            while (rows.next()) {
                if (topics.test(rows.getString(1))) {
                    delete.setString(1, rows.getString(1));
                    delete.executeUpdate();
                }
            }
        }
    }
}
