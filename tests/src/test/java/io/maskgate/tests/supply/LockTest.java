package io.maskgate.tests.supply;

import static org.assertj.core.api.Assertions.assertThat;

import io.maskgate.tests.support.Repository;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Maven holds a file to its locked sum when it fetches it. This is about what lies in the local repository already, and about
 * libraries that came without anybody locking them.
 */
class LockTest {
    private final Map<String, String> lock = lock();
    private final List<Path> libraries = libraries();

    @Test
    void everyLibraryOfTheProgramAndItsTestsIsLocked() {
        assertThat(libraries).hasSizeGreaterThan(50);
        assertThat(libraries.stream().filter(jar -> locked(jar).isEmpty()).map(Path::toString))
                .as("libraries that do not stand in .mvn/checksums/checksums.sha256; tests/lock/run adds them")
                .isEmpty();
    }

    @Test
    void everyLibraryIsWhatItWasWhenItWasLocked() {
        assertThat(libraries.stream()
                        .filter(jar ->
                                locked(jar).isPresent() && !locked(jar).get().equals(sha256(jar)))
                        .map(Path::toString))
                .as("libraries that changed since; delete them from the local repository and find out who changed them")
                .isEmpty();
    }

    /** From path in a Maven repository to SHA-256. */
    private static Map<String, String> lock() {
        try (Stream<String> lines = Files.lines(Repository.root().resolve(".mvn/checksums/checksums.sha256"))) {
            return lines.map(line -> line.split(" +", 2)).collect(Collectors.toMap(line -> line[1], line -> line[0]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> libraries() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .filter(entry -> entry.toString().endsWith(".jar") && Files.isRegularFile(entry))
                .filter(entry -> !entry.startsWith(Repository.root()))
                .filter(LockTest::isFromARepository)
                .distinct()
                .toList();
    }

    /** A tool's own jars lie elsewhere than {@code NAME/VERSION/NAME-VERSION.jar}. */
    private static boolean isFromARepository(Path jar) {
        int names = jar.getNameCount();
        return names > 3
                && jar.getFileName().toString().startsWith(jar.getName(names - 3) + "-" + jar.getName(names - 2));
    }

    /** The sum of the longest end of the path that the lock knows, wherever the local repository is. */
    private Optional<String> locked(Path jar) {
        int names = jar.getNameCount();
        return IntStream.range(0, names)
                .mapToObj(from -> lock.get(jar.subpath(from, names).toString()))
                .filter(sum -> sum != null)
                .findFirst();
    }

    private static String sha256(Path file) {
        try (var channel = FileChannel.open(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
