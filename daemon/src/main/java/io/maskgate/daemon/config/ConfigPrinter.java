package io.maskgate.daemon.config;

import java.util.List;
import java.util.Optional;

/** The effective configuration as YAML: every key with its value or default, secrets masked. */
public final class ConfigPrinter {
    private ConfigPrinter() {}

    /** Text that reads as YAML again, but for the secrets. */
    public static String yaml(GatewayConfig config) {
        var out = new StringBuilder();
        section(out, config, "", "");
        return out.toString();
    }

    private static void section(StringBuilder out, Record section, String indent, String firstIndent) {
        String lead = firstIndent;
        for (KeySpec spec : KeySpec.of(section.getClass())) {
            Object value = spec.read(section);
            switch (spec.shape()) {
                case SECTION -> {
                    var inner = new StringBuilder();
                    section(inner, (Record) value, indent + "  ", indent + "  ");
                    if (!inner.isEmpty()) {
                        out.append(lead).append(spec.name()).append(":\n").append(inner);
                        lead = indent;
                    }
                }
                case OPTIONAL_SECTION -> {
                    if (value instanceof Optional<?> optional && optional.isPresent()) {
                        out.append(lead).append(spec.name()).append(":\n");
                        section(out, (Record) optional.get(), indent + "  ", indent + "  ");
                        lead = indent;
                    }
                }
                case SECTIONS -> {
                    boolean empty = ((List<?>) value).isEmpty();
                    out.append(lead).append(spec.name()).append(empty ? ": []\n" : ":\n");
                    lead = indent;
                    for (Object item : (List<?>) value) {
                        section(out, (Record) item, indent + "    ", indent + "  - ");
                    }
                }
                case OPTIONAL -> {
                    if (value instanceof Optional<?> optional && optional.isPresent()) {
                        line(out, lead, spec, optional.get());
                        lead = indent;
                    }
                }
                case VALUE -> {
                    line(out, lead, spec, value);
                    lead = indent;
                }
            }
        }
    }

    private static void line(StringBuilder out, String lead, KeySpec spec, Object value) {
        String text = print(Notations.of(spec.type()), value);
        boolean plain = spec.type() == boolean.class
                || spec.type() == int.class
                || spec.type() == double.class
                || Places.reads(spec.type());
        out.append(lead)
                .append(spec.name())
                .append(": ")
                .append(plain ? text : quote(text))
                .append('\n');
    }

    @SuppressWarnings("unchecked")
    private static <T> String print(Notation<T> notation, Object value) {
        return notation.printer().apply((T) value);
    }

    private static String quote(String text) {
        return text.matches("[A-Za-z/][A-Za-z0-9_./-]*") && !text.matches("(?i)true|false|null")
                ? text
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}
