package io.maskgate.tests.chaos;

import io.maskgate.tests.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the cameras show: the same scene as it is, in another size, and with one byte in five hundred wrong outside of key
 * frames.
 */
record Clips(Path usual, Path small, Path corrupt) {
    static Clips make(Path folder, Path usual) throws IOException {
        var small = folder.resolve("small.mp4");
        // Key frames once a second, as cameras have them.
        ffmpeg(usual, small, "-vf", "scale=640:360", "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "0");
        var corrupt = folder.resolve("corrupt.mp4");
        ffmpeg(usual, corrupt, "-c:v", "copy", "-bsf:v", "noise=amount=if(key\\,0\\,500)");
        return new Clips(usual, small, corrupt);
    }

    private static void ffmpeg(Path from, Path to, String... options) throws IOException {
        var command = new ArrayList<>(
                List.of(Tools.ffmpeg().toString(), "-v", "error", "-y", "-i", from.toString(), "-an", "-threads", "1"));
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
