package io.maskgate.daemon.rollout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * What tells a file from one that was put in its place, without reading it.
 *
 * @param key of the file on its disk; empty where the disk has none, or where there is no file
 */
record FileState(long bytes, FileTime modified, String key) {
    static FileState of(Path file) {
        try {
            var found = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileState(found.size(), found.lastModifiedTime(), String.valueOf(found.fileKey()));
        } catch (IOException gone) {
            return new FileState(-1, FileTime.fromMillis(0), "");
        }
    }
}
