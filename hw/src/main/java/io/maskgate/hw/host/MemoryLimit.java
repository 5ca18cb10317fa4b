package io.maskgate.hw.host;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** The memory limit of the control groups around this process, version 2 or 1. */
final class MemoryLimit {
    /** Version 1 says "none" with the largest multiple of a page; nothing real comes near. */
    private static final long NONE = 1L << 60;

    private MemoryLimit() {}

    /** The least limit from the process's own group up to the mount point. */
    static OptionalLong read(Path root) {
        long least = NONE;
        var mount = root.resolve("sys/fs/cgroup");
        for (String line : ProcFile.lines(root.resolve("proc/self/cgroup"))) {
            String[] parts = line.split(":", 3);
            if (parts.length != 3) {
                continue;
            }
            if (parts[1].isEmpty()) {
                least = Math.min(least, walkUp(mount, parts[2], "memory.max"));
            } else if (List.of(parts[1].split(",")).contains("memory")) {
                least = Math.min(least, walkUp(mount.resolve("memory"), parts[2], "memory.limit_in_bytes"));
            }
        }
        return least == NONE ? OptionalLong.empty() : OptionalLong.of(least);
    }

    private static long walkUp(Path mount, String group, String file) {
        long least = NONE;
        var folder = mount.resolve(group.substring(Math.min(1, group.length()))).normalize();
        while (folder != null && folder.startsWith(mount)) {
            least = Math.min(
                    least,
                    ProcFile.text(folder.resolve(file))
                            .map(ProcFile::number)
                            .orElse(OptionalLong.empty())
                            .orElse(NONE));
            folder = folder.getParent();
        }
        return least;
    }
}
