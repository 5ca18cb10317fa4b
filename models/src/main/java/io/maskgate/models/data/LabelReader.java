package io.maskgate.models.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads YOLO rows {@code class cx cy w h}, centre and size as fractions of the picture. */
final class LabelReader {
    /** How far a box may reach over the picture's edge by rounding, as a fraction; it is cut to the edge. */
    private static final float TOLERANCE = 1e-3f;

    /** That of UTF-8, its bytes as Latin-1. */
    private static final String BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final List<String> FIELDS = List.of("class", "cx", "cy", "w", "h");

    private final Path file;
    private final List<DataProblem> problems;

    LabelReader(Path file, List<DataProblem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The good rows in order; each broken one becomes a problem. Blank lines say nothing and are passed over. */
    List<Face> read(byte[] content) {
        // Latin-1 maps every byte to a character, so that binary rubbish is reported row by row like any other.
        String text = new String(content, StandardCharsets.ISO_8859_1);
        // Editors on Windows put it before the first row.
        String[] lines = (text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text)
                .split("\\r\\n|\\n|\\r", -1);
        var faces = new ArrayList<Face>();
        for (int i = 0; i < lines.length; i++) {
            String row = lines[i].strip();
            if (!row.isEmpty()) {
                row(row, i + 1).ifPresent(faces::add);
            }
        }
        return faces;
    }

    private Optional<Face> row(String row, int line) {
        String[] fields = SPACE.split(row);
        if (fields.length != FIELDS.size()) {
            return broken(line, "expected 5 fields `class cx cy w h`, found " + fields.length);
        }
        if (!fields[0].equals("0") && !fields[0].equals("1")) {
            return broken(line, "expected class 0 (facemask) or 1 (no facemask), found '" + shown(fields[0]) + "'");
        }
        var numbers = new float[FIELDS.size()];
        for (int i = 1; i < numbers.length; i++) {
            if (!NUMBER.matcher(fields[i]).matches() || !Float.isFinite(Float.parseFloat(fields[i]))) {
                return broken(line, "expected a number for " + FIELDS.get(i) + ", found '" + shown(fields[i]) + "'");
            }
            numbers[i] = Float.parseFloat(fields[i]);
        }
        return box(numbers, fields[0].charAt(0) - '0', line);
    }

    private Optional<Face> box(float[] numbers, int label, int line) {
        float w = numbers[3];
        float h = numbers[4];
        if (!(w > 0) || !(h > 0)) {
            return broken(line, text("expected a box with width and height above 0, found %.4f x %.4f", w, h));
        }
        float x0 = numbers[1] - w / 2;
        float y0 = numbers[2] - h / 2;
        float x1 = numbers[1] + w / 2;
        float y1 = numbers[2] + h / 2;
        if (x0 < -TOLERANCE || y0 < -TOLERANCE || x1 > 1 + TOLERANCE || y1 > 1 + TOLERANCE) {
            return broken(line, text("expected a box within 0..1, found x %.4f..%.4f, y %.4f..%.4f", x0, x1, y0, y1));
        }
        x0 = Math.max(x0, 0);
        y0 = Math.max(y0, 0);
        x1 = Math.min(x1, 1);
        y1 = Math.min(y1, 1);
        if (!(x1 > x0) || !(y1 > y0)) {
            return broken(line, "expected a box with an area inside the picture, found none");
        }
        return Optional.of(new Face(x0, y0, x1, y1, label));
    }

    private Optional<Face> broken(int line, String reason) {
        problems.add(new DataProblem(file, line, reason));
        return Optional.empty();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** At most 40 printable characters of a field, for a message. */
    private static String shown(String field) {
        String printable = field.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.length() <= 40 ? printable : printable.substring(0, 40) + "...";
    }
}
