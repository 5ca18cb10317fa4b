package io.maskgate.daemon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/** Where {@code ${file:…}}, {@code ${env:…}} and {@code ${credential:…}} come from. */
public final class SecretSources {
    private static final int MOST_BYTES = 64 * 1024;

    private final Map<String, String> environment;
    private final Consumer<Path> files;

    /** @param environment for env, and for CREDENTIALS_DIRECTORY, where credential looks */
    public SecretSources(Map<String, String> environment) {
        this(environment, _ -> {});
    }

    /** @param files told each file that a {@code ${file:…}} came from */
    public SecretSources(Map<String, String> environment, Consumer<Path> files) {
        this.environment = Map.copyOf(environment);
        this.files = files;
    }

    sealed interface Lookup permits Found, Missing {}

    record Found(Secret secret) implements Lookup {}

    /** @param until as {@link ConfigFault#until} */
    record Missing(String expected, String found, String remedy, ConfigFault.Until until) implements Lookup {
        Missing(String expected, String found, String remedy) {
            this(expected, found, remedy, ConfigFault.Until.MENDED);
        }
    }

    Lookup find(String kind, String name) {
        return switch (kind) {
            case "file" -> {
                var lookup = file(name, "${file:" + name + "}");
                if (lookup instanceof Found) {
                    files.accept(Path.of(name));
                }
                yield lookup;
            }
            case "env" -> env(name);
            case "credential" -> credential(name);
            default ->
                new Missing(
                        "${file:/path}, ${env:NAME} or ${credential:name}",
                        "a placeholder of another kind",
                        "write $${ for a literal ${");
        };
    }

    private Lookup env(String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            return new Missing(
                    "the environment variable " + name,
                    value == null ? "it unset" : "it empty",
                    "set it and restart the service, which is given its variables at its start alone; there with"
                            + " EnvironmentFile= and a file that root alone may read: what Environment= says everybody"
                            + " may ask for; outside of the service export it, or give it that file, as by"
                            + " sudo systemd-run --same-dir --pipe --wait -p EnvironmentFile=/FILE maskgate ...",
                    ConfigFault.Until.START);
        }
        return checked(value, "environment variable " + name);
    }

    private Lookup credential(String name) {
        String directory = environment.get("CREDENTIALS_DIRECTORY");
        if (directory == null || directory.isEmpty()) {
            return new Missing(
                    "the credential " + name,
                    "no CREDENTIALS_DIRECTORY",
                    "add LoadCredential=" + name
                            + ":/path to the unit and restart the service, which is given its credentials at its start"
                            + " alone, or use ${file:/path}; outside of the service set CREDENTIALS_DIRECTORY to the"
                            + " folder that holds it",
                    ConfigFault.Until.START);
        }
        if (!name.matches("[A-Za-z0-9_.-]{1,255}") || name.startsWith(".")) {
            return new Missing("a credential's name of letters, digits, '.', '-' and '_'", "another name", "");
        }
        Path path = Path.of(directory, name);
        if (Files.notExists(path)) {
            return new Missing(
                    "the credential " + name,
                    "none of that name in " + directory,
                    "add LoadCredential=" + name
                            + ":/path to the unit and restart the service, which is given its credentials at its start"
                            + " alone; outside of the service put it into that folder",
                    ConfigFault.Until.START);
        }
        return file(path.toString(), "credential " + name);
    }

    private static Lookup file(String name, String what) {
        byte[] bytes;
        try {
            Path path = Path.of(name);
            if (!path.isAbsolute()) {
                return new Missing("an absolute path", what, "");
            }
            if (Files.notExists(path)) {
                return new Missing("a readable file " + path, "nothing there", "create it", ConfigFault.Until.LATER);
            }
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                return new Missing("a readable file " + path, "something else", "create it");
            }
            try (var in = Files.newInputStream(path)) {
                bytes = in.readNBytes(MOST_BYTES + 1);
            }
        } catch (InvalidPathException _) {
            return new Missing("an absolute path", "one that is not valid", "");
        } catch (IOException e) {
            return new Missing(
                    "a readable file " + name,
                    e.getClass().getSimpleName(),
                    "let the daemon's user read it, or use LoadCredential=",
                    ConfigFault.Until.LATER);
        }
        if (bytes.length > MOST_BYTES) {
            return new Missing("a secret of at most 64 KiB", what + " with more", "");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            // A byte order mark is the editor's and not the secret's.
            return checked(text.replaceFirst("\\A\uFEFF", "").replaceFirst("\\r?\\n\\z", ""), what);
        } catch (CharacterCodingException _) {
            return new Missing("a secret in UTF-8", what + " in another encoding", "");
        }
    }

    private static Lookup checked(String value, String what) {
        if (value.isEmpty()) {
            return new Missing("a secret of one line", what + " empty", "");
        }
        if (value.chars().anyMatch(c -> Character.isISOControl(c))) {
            return new Missing("a secret of one line", what + " with line breaks or control characters", "");
        }
        return new Found(new Secret(value));
    }
}
