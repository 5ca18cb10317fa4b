package io.maskgate.tests.support;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;

/**
 * The libraries of ONNX Runtime and SQLite, unpacked once for all gateways, as the launcher does it. Each would unpack 23 MB
 * in /tmp for itself, and a gateway that is killed leaves them there.
 */
final class Unpacked {
    static final Path FOLDER = Repository.root().resolve("tests/target/native");

    private static final List<String> OPTIONS = unpack();

    private Unpacked() {}

    /** What tells a Java machine where they are; nothing on a processor that the launcher does not know either. */
    static List<String> options() {
        return OPTIONS;
    }

    private static List<String> unpack() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> unpack("linux-x64", "x86_64");
            case "aarch64" -> unpack("linux-aarch64", "aarch64");
            default -> List.of();
        };
    }

    private static List<String> unpack(String onnxruntime, String sqlite) {
        try {
            Files.createDirectories(FOLDER);
            place("ai/onnxruntime/native/" + onnxruntime + "/libonnxruntime.so");
            place("ai/onnxruntime/native/" + onnxruntime + "/libonnxruntime4j_jni.so");
            place("org/sqlite/native/Linux/" + sqlite + "/libsqlitejdbc.so");
        } catch (IOException e) {
            throw new UncheckedIOException("unpacking libraries to " + FOLDER, e);
        }
        return List.of("-Donnxruntime.native.path=" + FOLDER, "-Dorg.sqlite.lib.path=" + FOLDER);
    }

    /** Leaves a file that is the same; another one may be in use, and is replaced and not overwritten. */
    private static void place(String resource) throws IOException {
        byte[] library;
        try (var in = ClassLoader.getSystemResourceAsStream(resource)) {
            if (in == null) {
                throw new FileNotFoundException(resource + " is not on the class path");
            }
            library = in.readAllBytes();
        }
        var file = FOLDER.resolve(resource.substring(resource.lastIndexOf('/') + 1));
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), library)) {
            return;
        }
        var part = Files.write(Files.createTempFile(FOLDER, "part", ""), library);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
