package io.maskgate.daemon.config;

import java.util.ArrayList;
import java.util.List;

/** Every key of the configuration as a Markdown page, from the records the reader binds. */
public final class ConfigManual {
    /** The first line of what is generated in config/README.md; what stands above is written by hand. */
    public static final String START = "## Every key\n";

    private ConfigManual() {}

    /** A table for each section, in the order of the file; the same bytes at every call. */
    public static String markdown() {
        var page = new StringBuilder(START);
        page.append('\n')
                .append(
                        "From the records, as said above: do not edit below this line. `[]` stands for each entry of a list. A key\n")
                .append(
                        "without a default is required where its section is there; \"absent\" means that it may be left out.\n");
        section(page, "", "", GatewayConfig.class);
        return page.toString();
    }

    /**
     * The page with what is generated brought up to date, what is written by hand kept.
     *
     * @param page the text of config/README.md
     */
    public static String renew(String page) {
        int start = page.indexOf("\n" + START);
        String head = start < 0 ? page.stripTrailing() + "\n" : page.substring(0, start);
        return head + "\n" + markdown();
    }

    private static void section(StringBuilder page, String path, String doc, Class<?> type) {
        var inner = new ArrayList<KeySpec>();
        page.append("\n### ")
                .append(path.isEmpty() ? "At the top" : "`" + path + "`")
                .append('\n');
        if (!doc.isEmpty()) {
            page.append('\n').append(doc).append('\n');
        }
        page.append("\n| key | value | default | range | meaning |\n|---|---|---|---|---|\n");
        for (KeySpec spec : KeySpec.of(type)) {
            row(page, path, spec);
            if (isSection(spec)) {
                inner.add(spec);
            }
        }
        for (KeySpec spec : inner) {
            section(page, path(path, spec), spec.key().doc(), spec.type());
        }
    }

    private static boolean isSection(KeySpec spec) {
        return spec.type().isRecord() && !Notations.known(spec.type());
    }

    private static void row(StringBuilder page, String section, KeySpec spec) {
        Key key = spec.key();
        var cells = List.of(
                code(path(section, spec)),
                value(spec),
                standard(spec),
                range(key, spec),
                key.doc() + placeholders(spec));
        page.append("| ")
                .append(String.join(
                        " | ", cells.stream().map(ConfigManual::cell).toList()))
                .append(" |\n");
    }

    private static String path(String section, KeySpec spec) {
        String name = section.isEmpty() ? spec.name() : section + "." + spec.name();
        return spec.component().getType() == List.class ? name + "[]" : name;
    }

    private static String value(KeySpec spec) {
        if (!spec.key().expects().isEmpty()) {
            return spec.key().expects();
        }
        if (isSection(spec)) {
            return spec.component().getType() == List.class ? "list of sections" : "section";
        }
        if (spec.type().isEnum()) {
            return String.join(
                    ", ",
                    Notations.words(spec.type()).stream()
                            .map(ConfigManual::code)
                            .toList());
        }
        return Notations.of(spec.type()).expected();
    }

    private static String standard(KeySpec spec) {
        if (!spec.key().def().isEmpty()) {
            return code(spec.key().def());
        }
        if (spec.required()) {
            return "required";
        }
        return spec.shape() == KeySpec.Shape.SECTION ? "" : "absent";
    }

    private static String range(Key key, KeySpec spec) {
        if (key.min().isEmpty()) {
            return "";
        }
        return key.min() + " to " + key.max() + (spec.component().getType() == List.class ? " entries" : "");
    }

    private static String placeholders(KeySpec spec) {
        return spec.placeholders() ? " Takes `${file:…}`, `${env:…}` and `${credential:…}`." : "";
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    /** A bar ends a cell, in code as well. */
    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
