package io.maskgate.tests.chaos;

import io.maskgate.tests.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the cameras show: the same scene as it is, in another size, in sizes that change every two seconds, and with one byte in five hundred wrong outside of key
 * frames.
 */
record Clips(Path usual, Path small, List<Path> changing, Path corrupt) {
    static Clips make(Path folder, Path usual) throws IOException {
        var small = folder.resolve("small.mp4");
        encode(List.of(), usual, small, "640:360");
        var changing = List.of(folder.resolve("large-piece.mp4"), folder.resolve("small-piece.mp4"));
        piece(usual, changing.getFirst(), "1280:720");
        piece(usual, changing.getLast(), "640:360");
        var corrupt = folder.resolve("corrupt.mp4");
        ffmpeg(List.of(), usual, corrupt, "-c:v", "copy", "-bsf:v", "noise=amount=if(key\\,0\\,500)");
        return new Clips(usual, small, changing, corrupt);
    }

    /** Two seconds with three people in view. */
    private static void piece(Path from, Path to, String size) throws IOException {
        encode(List.of("-ss", "10.5", "-t", "2"), from, to, size);
    }

    private static void encode(List<String> part, Path from, Path to, String size) throws IOException {
        // Key frames once a second, as cameras have them.
        ffmpeg(
                part,
                from,
                to,
                "-vf",
                "scale=" + size,
                "-c:v",
                "libx264",
                "-preset",
                "ultrafast",
                "-g",
                "25",
                "-bf",
                "0");
    }

    private static void ffmpeg(List<String> part, Path from, Path to, String... options) throws IOException {
        var command = new ArrayList<>(List.of(Tools.ffmpeg().toString(), "-v", "error", "-y", "-threads", "1"));
        command.addAll(part);
        command.addAll(List.of("-i", from.toString(), "-an"));
        command.addAll(List.of(options));
        command.add(to.toString());
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
