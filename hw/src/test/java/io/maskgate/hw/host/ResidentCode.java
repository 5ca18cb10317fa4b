package io.maskgate.hw.host;

import java.nio.file.Path;
import java.util.Set;

/** How much of a library's code this process holds: Rss of its entry in /proc/self/smaps, proc(5). */
public final class ResidentCode {
    private ResidentCode() {}

    /**
     * @param name what the library's file name begins with
     * @return 0 to 1
     */
    public static double of(String name) {
        var code = Mapping.ofLibraries(Set.of(name), Path.of("/")).stream()
                .filter(mapping -> mapping.permissions().equals("r-xp"))
                .findFirst()
                .orElseThrow();
        var lines = ProcFile.lines(Path.of("/proc/self/smaps"));
        int entry = 0;
        while (!lines.get(entry).startsWith(Long.toHexString(code.start()) + "-")) {
            entry++;
        }
        long resident =
                ProcFile.kibibytes(lines.subList(entry, lines.size()), "Rss").orElseThrow();
        return (double) resident / code.bytes();
    }
}
