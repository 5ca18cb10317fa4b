package io.maskgate.hw.host;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Native libraries this process has loaded, and the files they came from: /proc/self/maps. */
public final class LoadedLibraries {
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
        for (var mapping : Mapping.ofLibraries(names, root)) {
            found.put(mapping.fileName(), mapping.file());
        }
        return found;
    }
}
