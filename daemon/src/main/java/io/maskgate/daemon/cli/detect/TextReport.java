package io.maskgate.daemon.cli.detect;

import io.maskgate.daemon.cli.CommandException;
import io.maskgate.hw.inference.Detection;
import java.io.PrintStream;
import java.util.Locale;

/** A line per face: time within the source, label, score, box. */
final class TextReport implements Report {
    private final PrintStream out;
    private final boolean named;

    /** @param named whether lines begin with their source */
    TextReport(PrintStream out, boolean named) {
        this.out = out;
        this.named = named;
    }

    @Override
    public void add(Result result) {
        for (Detection face : result.detections()) {
            var box = face.box();
            out.printf(
                    Locale.ROOT,
                    "%s%8.3f s  %-10s  %.3f  [%.0f, %.0f, %.0f, %.0f]%n",
                    named ? result.source() + "  " : "",
                    result.seconds(),
                    face.label().text(),
                    face.score(),
                    box.x0(),
                    box.y0(),
                    box.x1(),
                    box.y1());
        }
        if (out.checkError()) {
            throw CommandException.unwritten();
        }
    }
}
