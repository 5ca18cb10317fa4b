package io.maskgate.daemon.logging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Whether standard error is the journal's socket; see JOURNAL_STREAM in systemd.exec(5). */
final class JournalStream {
    private static final String VARIABLE = "JOURNAL_STREAM";

    private JournalStream() {}

    /** The variable alone does not tell: a child whose output goes elsewhere inherits it. */
    static boolean isStandardError(Map<String, String> environment) {
        return is(environment, Path.of("/proc/self/fd/2"));
    }

    /** @param stream a file, links followed; the variable names its device and inode */
    static boolean is(Map<String, String> environment, Path stream) {
        String named = environment.get(VARIABLE);
        if (named == null) {
            return false;
        }
        try {
            var attributes = Files.readAttributes(stream, "unix:dev,ino");
            return named.equals(attributes.get("dev") + ":" + attributes.get("ino"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return false;
        }
    }
}
