package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.cli.PhysicalBytes;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What keeps the service from taking more memory.
 *
 * @param name of the setting
 */
record MemoryBound(String name, long bytes) {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kmgt]?)i?b?");

    /**
     * The tightest one that is known.
     *
     * @param unit the service's
     * @param own JavaCPP's bound of this process, which has the same jvm.options
     * @param gpu whether there is one: a process that sees it takes JavaCPP's bound away
     */
    static Optional<MemoryBound> of(Optional<ServiceUnit> unit, Optional<String> own, boolean gpu) {
        boolean seen = gpu && unit.flatMap(ServiceUnit::hidesDevices).isEmpty();
        var physical = unit.flatMap(each -> each.javaProperty(PhysicalBytes.PROPERTY))
                .or(() -> own)
                .filter(_ -> !seen)
                .flatMap(value -> of("maxPhysicalBytes", value));
        var ofUnit = Stream.of("MemoryHigh", "MemoryMax")
                .flatMap(key -> unit.flatMap(each -> each.last(key)).flatMap(value -> of(key, value)).stream());
        return Stream.concat(physical.stream(), ofUnit).min(Comparator.comparingLong(MemoryBound::bytes));
    }

    /** Nothing of {@code infinity}, of shares and of 0. */
    private static Optional<MemoryBound> of(String name, String value) {
        var size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            return Optional.empty();
        }
        int power = size.group(2).isEmpty() ? 0 : "kmgt".indexOf(size.group(2)) + 1;
        long bytes = Long.parseLong(size.group(1)) << (10 * power);
        return bytes > 0 ? Optional.of(new MemoryBound(name, bytes)) : Optional.empty();
    }
}
