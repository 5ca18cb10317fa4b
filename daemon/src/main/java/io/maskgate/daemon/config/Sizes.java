package io.maskgate.daemon.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Sizes: a whole number of B, kB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB (powers of 1024). */
final class Sizes {
    static final Pattern PATTERN = Pattern.compile("\\d{1,15}(?:B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)");

    private static final Map<String, Long> BINARY = units();
    private static final Map<String, Long> DECIMAL =
            Map.of("B", 1L, "kB", 1000L, "MB", 1_000_000L, "GB", 1_000_000_000L, "TB", 1_000_000_000_000L);

    private Sizes() {}

    /** Expects text that matches {@link #PATTERN}; ArithmeticException beyond 2^63. */
    static Size parse(String text) {
        int digits = 0;
        while (Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        String unit = text.substring(digits);
        Long factor = BINARY.containsKey(unit) ? BINARY.get(unit) : DECIMAL.get(unit);
        if (factor == null) {
            throw new IllegalArgumentException("unknown unit " + unit);
        }
        return new Size(Math.multiplyExact(Long.parseLong(text.substring(0, digits)), factor));
    }

    /** In the largest unit that leaves a whole number. */
    static String print(Size size) {
        for (var unit : BINARY.entrySet()) {
            if (size.bytes() > 0 && size.bytes() % unit.getValue() == 0) {
                return size.bytes() / unit.getValue() + unit.getKey();
            }
        }
        return size.bytes() + "B";
    }

    private static Map<String, Long> units() {
        var units = new LinkedHashMap<String, Long>();
        units.put("TiB", 1L << 40);
        units.put("GiB", 1L << 30);
        units.put("MiB", 1L << 20);
        units.put("KiB", 1L << 10);
        return units;
    }
}
