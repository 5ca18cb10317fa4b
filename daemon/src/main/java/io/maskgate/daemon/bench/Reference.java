package io.maskgate.daemon.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A program that decodes a stream and does nothing else. */
public sealed interface Reference {
    /** For people. */
    String text();

    /** The command that decodes until it is stopped. */
    List<String> command(Program program, String address);

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
