package io.maskgate.daemon.cli;

import io.maskgate.hw.host.Host;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The resident memory that no file backs above which FFmpeg's bindings refuse to allocate: a camera is refused, and the
 * others go on. Where that is more than there is, as in a container with a limit or on a box of 1 GB, the kernel would kill the process before.
 */
public final class PhysicalBytes {
    /** Of JavaCPP; 0 bounds nothing. */
    public static final String PROPERTY = "org.bytedeco.javacpp.maxPhysicalBytes";
    /** What the bindings understand, of which we write. */
    private static final Pattern BYTES = Pattern.compile("(\\d{1,9})([kmg]?)b?");

    private PhysicalBytes() {}

    /**
     * Lowers the bound that jvm.options sets, but none that somebody chose. To be called before anything native is loaded.
     *
     * @param chosen the options that somebody adds to those of jvm.options
     */
    static void lower(Host host, String chosen) {
        String set = System.getProperty(PROPERTY);
        if (set != null && !chosen.contains(PROPERTY)) {
            System.setProperty(PROPERTY, lowered(host.usableBytes(), set));
        }
    }

    /**
     * Seven tenths of the memory there is, where that is less than what was set; the rest is for FFmpeg's own memory, which
     * knows no bound, between two looks, and for the system.
     */
    public static String lowered(OptionalLong usableBytes, String set) {
        long bound = bytes(set);
        // None is set where there is a GPU.
        if (usableBytes.isEmpty() || bound == 0) {
            return set;
        }
        long mebibytes = usableBytes.getAsLong() / 10 * 7 >> 20;
        return mebibytes << 20 < bound ? mebibytes + "m" : set;
    }

    /** 0 for what is not understood. */
    private static long bytes(String text) {
        var parts = BYTES.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!parts.matches()) {
            return 0;
        }
        long number = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "k" -> number << 10;
            case "m" -> number << 20;
            case "g" -> number << 30;
            default -> number;
        };
    }
}
