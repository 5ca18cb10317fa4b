package io.maskgate.daemon.config;

import java.nio.file.Path;

/**
 * One thing wrong with the file. No text of it carries a secret.
 *
 * @param line from 1; 0 where the whole file is meant
 * @param key dotted path such as {@code cameras[0].url}; empty where no key is meant
 * @param expected continues "expected"
 * @param found continues "found"
 * @param remedy what to do; empty where the expectation says it
 * @param until what ends it
 */
public record ConfigFault(Path file, int line, String key, String expected, String found, String remedy, Until until) {
    /** What has to come before the same file has it no more. */
    public enum Until {
        /** Somebody mends it. */
        MENDED,
        /** Perhaps a moment, as where a disk is not there yet. */
        LATER,
        /** A start, which may be given what a process that runs cannot get. */
        START
    }

    /** Whether it may be over a moment later with nobody having done anything. */
    public boolean mayPass() {
        return until == Until.LATER;
    }

    /** {@code file:line: key: expected …, found …; remedy}. */
    @Override
    public String toString() {
        var text = new StringBuilder(file.toString());
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!key.isEmpty()) {
            text.append(key).append(": ");
        }
        text.append("expected ").append(expected).append(", found ").append(found);
        return remedy.isEmpty()
                ? text.toString()
                : text.append("; ").append(remedy).toString();
    }
}
