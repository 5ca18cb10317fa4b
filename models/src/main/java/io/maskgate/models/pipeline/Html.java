package io.maskgate.models.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** A page under construction that needs no other file. */
final class Html {
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#222}
            table{border-collapse:collapse;margin:1rem 0}td,th{padding:.2rem .7rem;border-bottom:1px solid #ddd;text-align:left}
            td.n{text-align:right;font-variant-numeric:tabular-nums}
            img{max-width:100%;margin:.5rem 1rem .5rem 0}pre{background:#f5f5f5;padding:.7rem;overflow-x:auto}
            .passed{color:#00734d}.failed{color:#b00020;font-weight:bold}
            """;

    private final StringBuilder body = new StringBuilder();
    private final String title;

    Html(String title) {
        this.title = title;
        body.append("<h1>").append(escaped(title)).append("</h1>\n");
    }

    Html heading(String text) {
        body.append("<h2>").append(escaped(text)).append("</h2>\n");
        return this;
    }

    Html line(String text, String style) {
        body.append("<p class=\"")
                .append(style)
                .append("\">")
                .append(escaped(text))
                .append("</p>\n");
        return this;
    }

    Html code(String text) {
        body.append("<pre>").append(escaped(text)).append("</pre>\n");
        return this;
    }

    /** Numbers are set to the right. */
    Html table(List<String> head, List<List<String>> rows) {
        body.append("<table><tr>");
        head.forEach(cell -> body.append("<th>").append(escaped(cell)).append("</th>"));
        body.append("</tr>\n");
        for (var row : rows) {
            body.append("<tr>");
            for (String cell : row) {
                body.append(cell.matches("[-0-9.,]+") ? "<td class=\"n\">" : "<td>")
                        .append(escaped(cell))
                        .append("</td>");
            }
            body.append("</tr>\n");
        }
        body.append("</table>\n");
        return this;
    }

    /** A PNG, within the page; where it was not drawn, that it was not, and why that may be. */
    Html picture(Path png, String alternative) throws IOException {
        if (!Files.exists(png)) {
            return line(
                    alternative + ": not drawn, " + png.getFileName()
                            + " is not there; where that is for want of fonts, the step's output has said so",
                    "note");
        }
        body.append("<img alt=\"")
                .append(escaped(alternative))
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(Files.readAllBytes(png)))
                .append("\">\n");
        return this;
    }

    String page() {
        return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(title)
                + "</title><style>\n" + STYLE + "</style></head><body>\n" + body + "</body></html>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
