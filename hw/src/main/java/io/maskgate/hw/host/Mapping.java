package io.maskgate.hw.host;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * A piece of a file in the memory of this process: a line of /proc/self/maps, proc(5).
 *
 * @param start its first address
 * @param bytes how long it is
 * @param permissions as {@code r-xp}
 * @param file where it comes from
 */
record Mapping(long start, long bytes, String permissions, Path file) {
    private static final int FIELDS = 6;
    private static final int HEXADECIMAL = 16;

    /**
     * Those of native libraries whose file name begins with one of the names.
     *
     * @param root the folder that holds {@code proc}
     */
    static List<Mapping> ofLibraries(Collection<String> names, Path root) {
        return ProcFile.lines(root.resolve("proc/self/maps")).stream()
                .map(line -> line.split(" +", FIELDS))
                .filter(fields -> fields.length == FIELDS && fields[FIELDS - 1].startsWith("/"))
                .flatMap(Mapping::read)
                .filter(mapping ->
                        mapping.fileName().contains(".so") && names.stream().anyMatch(mapping.fileName()::startsWith))
                .toList();
    }

    private static Stream<Mapping> read(String[] fields) {
        String[] ends = fields[0].split("-", 2);
        try {
            long start = Long.parseUnsignedLong(ends[0], HEXADECIMAL);
            long end = Long.parseUnsignedLong(ends[1], HEXADECIMAL);
            return Stream.of(new Mapping(start, end - start, fields[1], Path.of(fields[FIELDS - 1])));
        } catch (NumberFormatException e) {
            return Stream.empty();
        }
    }

    String fileName() {
        return String.valueOf(file.getFileName());
    }
}
