package io.maskgate.daemon.bench;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A program that decodes a stream and does nothing else. */
public sealed interface Reference {
    /** For people. */
    String text();

    /** The command that decodes until it is stopped. */
    List<String> command(Program program, String address);

    /** Decodes a file whole, once, and tells the processor time of a picture. */
    double millisPerPicture(String file) throws IOException, InterruptedException;

    /** The system's ffmpeg. */
    record Ffmpeg(Path file) implements Reference {
        @Override
        public String text() {
            return "ffmpeg";
        }

        @Override
        public List<String> command(Program program, String address) {
            return List.of(
                    file.toString(),
                    "-nostdin",
                    "-loglevel",
                    "error",
                    "-rtsp_transport",
                    "tcp",
                    "-i",
                    address,
                    "-an",
                    "-progress",
                    "pipe:1",
                    "-stats_period",
                    "0.1",
                    "-f",
                    "null",
                    "-");
        }

        /** As {@code ffmpeg -benchmark} tells it: {@code bench: utime=0.944s stime=0.094s}. */
        @Override
        public double millisPerPicture(String source) throws IOException, InterruptedException {
            var process = new ProcessBuilder(
                            file.toString(),
                            "-nostdin",
                            "-hide_banner",
                            "-benchmark",
                            "-i",
                            source,
                            "-an",
                            "-f",
                            "null",
                            "-")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("ffmpeg cannot decode " + source + "; it wrote last:\n  "
                        + said.lines().reduce((_, last) -> last).orElse(""));
            }
            double cpu = number(said, "utime=([0-9.]+)s") + number(said, "stime=([0-9.]+)s");
            return cpu * 1e3 / number(said, "frame= *([0-9]+)");
        }

        private static double number(String said, String pattern) throws IOException {
            double found = Double.NaN;
            for (var match : Pattern.compile(pattern).matcher(said).results().toList()) {
                found = Double.parseDouble(match.group(1));
            }
            if (Double.isNaN(found)) {
                throw new IOException("ffmpeg -benchmark: expected " + pattern + ", found none in what it wrote");
            }
            return found;
        }
    }

    /** Our own decoder without anything behind it. */
    record OwnDecoder() implements Reference {
        @Override
        public String text() {
            return "maskgate bench decode";
        }

        @Override
        public List<String> command(Program program, String address) {
            return program.with("bench", "decode", "--for", "1h", address);
        }

        @Override
        public double millisPerPicture(String source) throws IOException {
            throw new IOException("our own decoder is not compared with itself");
        }
    }

    /** The ffmpeg of a search path; absent when there is none. */
    static Optional<Reference> ffmpeg(String path) {
        for (String folder : path.split(File.pathSeparator)) {
            Path file = Path.of(folder, "ffmpeg");
            if (!folder.isEmpty() && Files.isExecutable(file)) {
                return Optional.of(new Ffmpeg(file));
            }
        }
        return Optional.empty();
    }
}
