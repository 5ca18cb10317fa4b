package io.maskgate.hw.host;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Native libraries this process has loaded, and the files they came from: /proc/self/maps. */
public final class LoadedLibraries {
    private static final int PATH_FIELD = 6;

    private LoadedLibraries() {}

    /**
     * Those whose file name begins with one of the names.
     *
     * @return file by file name
     */
    public static Map<String, Path> named(Collection<String> names) {
        return named(names, Path.of("/"));
    }

    /** @param root the folder that holds {@code proc} */
    static Map<String, Path> named(Collection<String> names, Path root) {
        var found = new TreeMap<String, Path>();
        for (String line : ProcFile.lines(root.resolve("proc/self/maps"))) {
            String[] fields = line.split(" +", PATH_FIELD);
            if (fields.length < PATH_FIELD || !fields[PATH_FIELD - 1].startsWith("/")) {
                continue;
            }
            var file = Path.of(fields[PATH_FIELD - 1]);
            String name = String.valueOf(file.getFileName());
            if (name.contains(".so") && List.copyOf(names).stream().anyMatch(name::startsWith)) {
                found.put(name, file);
            }
        }
        return found;
    }
}
