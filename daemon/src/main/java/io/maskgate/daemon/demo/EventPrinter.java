package io.maskgate.daemon.demo;

import io.maskgate.daemon.events.MaskEvent;
import io.maskgate.hw.inference.MaskLabel;
import java.io.PrintStream;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** Prints each event as it comes back from the broker. Thread-safe. */
final class EventPrinter {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

    private final PrintStream out;
    private final Set<MaskLabel> labels = EnumSet.noneOf(MaskLabel.class);
    private int events;

    EventPrinter(PrintStream out) {
        this.out = out;
    }

    synchronized void print(MaskEvent event) {
        events++;
        labels.add(event.label());
        var box = event.box();
        out.printf(
                Locale.ROOT,
                "%s %-6s %-11s %.2f  track %s #%d  box %.0f,%.0f-%.0f,%.0f%s%n",
                TIME.format(event.at().truncatedTo(ChronoUnit.MILLIS)),
                event.type().text(),
                event.label().text(),
                event.score(),
                event.track(),
                event.seq(),
                box.x0(),
                box.y0(),
                box.x1(),
                box.y1(),
                event.summary()
                        .map(s -> String.format(
                                Locale.ROOT, "  after %.1f s", s.duration().toMillis() / 1000.0))
                        .orElse(""));
    }

    synchronized int events() {
        return events;
    }

    synchronized Set<MaskLabel> labels() {
        return EnumSet.copyOf(labels);
    }
}
