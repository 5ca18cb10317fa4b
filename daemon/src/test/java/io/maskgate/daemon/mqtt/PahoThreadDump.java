package io.maskgate.daemon.mqtt;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The gateway's Paho threads: they are virtual, so only a thread dump knows them. */
final class PahoThreadDump {
    private PahoThreadDump() {}

    static List<String> take(Path folder) throws IOException {
        var dump = folder.resolve("threads-" + System.nanoTime());
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        try (var lines = Files.lines(dump)) {
            return lines.filter(line -> line.startsWith("#") && line.contains("virtual"))
                    .filter(line -> line.contains("MQTT ") || line.contains("mqtt-paho"))
                    .toList();
        }
    }
}
