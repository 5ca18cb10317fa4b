package io.maskgate.daemon.http;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Content negotiation as of RFC 9110, section 12.5.1: the most specific range that fits gives a type its quality. */
final class Accept {
    private record Range(String type, String subtype, double quality) {
        boolean fits(String offered) {
            return type.equals("*")
                    || offered.startsWith(type + "/")
                            && (subtype.equals("*")
                                    || offered.substring(type.length() + 1).equals(subtype));
        }

        int specificity() {
            return (type.equals("*") ? 0 : 1) + (subtype.equals("*") ? 0 : 1);
        }
    }

    private Accept() {}

    /** The offered type the header likes best, the earlier one where it likes two the same; empty where it likes none. */
    static Optional<String> best(Optional<String> header, List<String> offered) {
        if (header.isEmpty() || header.get().isBlank()) {
            return offered.stream().findFirst();
        }
        var ranges = List.of(header.get().split(",")).stream()
                .map(Accept::range)
                .flatMap(Optional::stream)
                .toList();
        return offered.stream()
                .filter(type -> quality(ranges, type) > 0)
                .min(Comparator.comparingDouble(type -> -quality(ranges, type)));
    }

    private static double quality(List<Range> ranges, String offered) {
        return ranges.stream()
                .filter(range -> range.fits(offered))
                .max(Comparator.comparingInt(Range::specificity))
                .map(Range::quality)
                .orElse(0.0);
    }

    private static Optional<Range> range(String text) {
        String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
        String[] type = parts[0].strip().split("/");
        if (type.length != 2 || type[0].isEmpty() || type[1].isEmpty()) {
            return Optional.empty();
        }
        double quality = 1;
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("q=")) {
                try {
                    quality = Math.clamp(Double.parseDouble(parameter.substring(2)), 0.0, 1.0);
                } catch (NumberFormatException malformed) {
                    quality = 0;
                }
            }
        }
        return Optional.of(new Range(type[0], type[1], quality));
    }
}
