package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.outbox.OutboxException;
import io.maskgate.daemon.outbox.SqliteLibrary;
import io.maskgate.hw.host.LoadedLibraries;
import io.maskgate.hw.video.CuvidLibrary;
import io.maskgate.hw.video.HardwareDecoders;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.RgbPicture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Native libraries, and the decoders of the FFmpeg that was loaded. */
final class LibraryChecks {
    private static final List<String> LIBRARIES =
            List.of("libavcodec", "libavformat", "libswscale", "libonnxruntime", "libnvinfer.so", "libsqlitejdbc");

    private LibraryChecks() {}

    static Finding ffmpeg() {
        try (var encoder = new JpegEncoder()) {
            int bytes = encoder.encode(new RgbPicture(64, 64), 80).length;
            return Finding.ok("loads and encodes (" + bytes + " bytes of JPEG)");
        } catch (LinkageError e) {
            return unloadable(e);
        }
    }

    static Finding sqlite() {
        try {
            SqliteLibrary.load();
            return Finding.ok("loads");
        } catch (OutboxException e) {
            return Finding.failed(String.valueOf(e.getMessage()), "");
        }
    }

    static Finding unloadable(LinkageError e) {
        return Finding.failed("native libraries do not load: " + e.getMessage(), remedy(e));
    }

    /**
     * By the dynamic linker's words: where the system is too old, version `GLIBC_2.29' not found, the same for GLIBCXX; where
     * it is musl's, Error relocating ...: symbol not found, or Error loading shared library.
     */
    private static String remedy(LinkageError e) {
        // Who comes second to a class is told the first one's error as the cause.
        String words = Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .map(each -> String.valueOf(each.getMessage()))
                .collect(Collectors.joining("\n"));
        if (words.contains("GLIBC")) {
            return "expected glibc 2.29 and the libstdc++ of GCC 9, or newer; use a newer distribution";
        }
        if (words.contains("Error relocating ") || words.contains("Error loading shared library ")) {
            return "expected glibc 2.29 or newer, found musl, as in Alpine; use a distribution or an image with glibc";
        }
        return "install the package for this architecture";
    }

    /** After everything else has loaded what it needs. */
    static Finding loaded() {
        return loaded(LoadedLibraries.named(LIBRARIES));
    }

    static Finding loaded(Map<String, Path> files) {
        var byFolder = files.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> String.valueOf(entry.getValue().getParent()),
                        TreeMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.joining(", "))));
        var lines = new ArrayList<String>();
        byFolder.forEach((folder, names) -> lines.add(names + " from " + folder));
        return lines.isEmpty()
                ? Finding.warning("none is loaded", "see the other findings")
                : Finding.ok(String.join("\n", lines));
    }

    static Finding decoders(HardwareDecoders hardware) {
        return decoders(hardware.probe(), CuvidLibrary.ofThisMachine().remedy());
    }

    /**
     * @param faults decoder to why it cannot be used
     * @param remedy what to do for a card that serves all the same, but for decoding
     */
    static Finding decoders(Map<String, Optional<String>> faults, Optional<String> remedy) {
        var works = faults.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        String others = faults.entrySet().stream()
                .filter(entry -> entry.getValue().isPresent())
                .map(entry -> entry.getKey() + ": " + entry.getValue().get())
                .collect(Collectors.joining("\n"));
        String first = works.isEmpty()
                ? "software; no hardware decoder decodes the built-in clip"
                : "decode the built-in clip: " + String.join(", ", works);
        String text = others.isEmpty() ? first : first + "\n" + others;
        return works.isEmpty() && remedy.isPresent() ? Finding.warning(text, remedy.get()) : Finding.ok(text);
    }
}
