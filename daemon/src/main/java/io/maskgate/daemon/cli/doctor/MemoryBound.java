package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.cli.PhysicalBytes;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What keeps the service from taking more memory.
 *
 * @param name of the setting, or of what there is
 * @param machines whether it follows the memory of the machine or the container, so that no setting raises it
 */
record MemoryBound(String name, long bytes, boolean machines) {
    private static final Pattern SIZE = Pattern.compile("(\\d{1,15})([kmgt]?)i?b?");
    private static final String PHYSICAL = "maxPhysicalBytes";
    private static final String OPTION = "-D" + PhysicalBytes.PROPERTY + "=";

    /**
     * The tightest one that is known.
     *
     * @param unit the service's
     * @param options of this Java machine, which has the service's jvm.options; the property itself says nothing, since a
     *     process that sees a GPU takes JavaCPP's bound away
     * @param gpu whether there is one
     * @param memory of the machine, or the container's limit
     */
    static Optional<MemoryBound> of(
            Optional<ServiceUnit> unit, List<String> options, boolean gpu, OptionalLong memory) {
        var high = setting(unit, "MemoryHigh");
        var most = setting(unit, "MemoryMax");
        var machines = memory.stream()
                .mapToObj(bytes -> new MemoryBound("nine tenths of the memory there is", bytes / 10 * 9, true))
                .findFirst();
        boolean seen = gpu && unit.flatMap(ServiceUnit::hidesDevices).isEmpty();
        var physical = seen ? Optional.<MemoryBound>empty() : physical(unit, options, memory, most);
        return Stream.of(high, most, machines, physical)
                .flatMap(Optional::stream)
                .min(Comparator.comparingLong(MemoryBound::bytes));
    }

    private static Optional<MemoryBound> setting(Optional<ServiceUnit> unit, String key) {
        return unit.flatMap(each -> each.last(key)).flatMap(value -> of(key, value));
    }

    /** JavaCPP's, as the service itself lowers it. */
    private static Optional<MemoryBound> physical(
            Optional<ServiceUnit> unit, List<String> options, OptionalLong memory, Optional<MemoryBound> most) {
        // jvm.options come first; what comes after them somebody chose.
        var given = options.stream()
                .filter(option -> option.startsWith(OPTION))
                .map(option -> option.substring(OPTION.length()))
                .toList();
        var chosen = unit.isPresent()
                ? unit.flatMap(each -> each.javaProperty(PhysicalBytes.PROPERTY))
                : given.stream().skip(1).reduce((_, later) -> later);
        if (chosen.isPresent() || given.isEmpty()) {
            return chosen.flatMap(value -> of(PHYSICAL, value));
        }
        String own = given.getFirst();
        long there = memory.orElse(Long.MAX_VALUE);
        long allowed = most.map(MemoryBound::bytes).orElse(Long.MAX_VALUE);
        String lowered = PhysicalBytes.lowered(OptionalLong.of(Math.min(there, allowed)), own);
        if (lowered.equals(own)) {
            return of(PHYSICAL, own);
        }
        return of(PHYSICAL + ", seven tenths of " + (allowed < there ? "MemoryMax" : "the memory there is"), lowered)
                .map(bound -> new MemoryBound(bound.name, bound.bytes, there <= allowed));
    }

    /** Nothing of {@code infinity}, of shares and of 0. */
    private static Optional<MemoryBound> of(String name, String value) {
        var size = SIZE.matcher(value.toLowerCase(Locale.ROOT));
        if (!size.matches()) {
            return Optional.empty();
        }
        int power = size.group(2).isEmpty() ? 0 : "kmgt".indexOf(size.group(2)) + 1;
        long bytes = Long.parseLong(size.group(1)) << (10 * power);
        return bytes > 0 ? Optional.of(new MemoryBound(name, bytes, false)) : Optional.empty();
    }
}
